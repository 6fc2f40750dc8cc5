/** Access keys of IAM users, which only findings are about: nobody signs in with them here. */
import type {
  GetAccessKeyLastUsedRequest,
  GetAccessKeyLastUsedResponse,
  ListAccessKeysRequest,
  ListAccessKeysResponse,
  UpdateAccessKeyRequest,
} from '@aws-sdk/client-iam';
import { operation, type CallContext, type OperationTable } from '../core/service.ts';
import type { Table } from '../core/store.ts';
import { noSuchEntity } from './errors.ts';

/** `iam/access-keys`, key: `<account>/<user>/<access key id>`. */
export interface AccessKeyRow {
  readonly user: string;
  readonly id: string;
  readonly status: 'Active' | 'Inactive';
  readonly createdAt: number;
  readonly lastUsedAt?: number;
}

export const accessKeyTable = (from: Pick<CallContext, 'table'>): Table<AccessKeyRow> => from.table('iam/access-keys');

const userArn = ({ account }: CallContext, user: string): string => `arn:aws:iam::${account}:user/${user}`;
const onUser =
  (action: string) =>
  ({ UserName }: { readonly UserName?: string | undefined }, context: CallContext) => [
    { action: `iam:${action}`, resources: [userArn(context, UserName ?? '')] },
  ];

const keysOf = (context: CallContext, user: string): AccessKeyRow[] =>
  [...accessKeyTable(context).entries()].filter(([key]) => key.startsWith(`${context.account}/${user}/`)).map(([, row]) => row);

function findKey(id: string | undefined, context: CallContext): AccessKeyRow {
  const found = [...accessKeyTable(context).entries()].find(
    ([key, row]) => key.startsWith(`${context.account}/`) && row.id === id,
  );
  if (!found) throw noSuchEntity(`The Access Key with id ${id} cannot be found.`);
  return found[1];
}

export const accessKeyOperations: OperationTable = {
  ListAccessKeys: operation<ListAccessKeysRequest, ListAccessKeysResponse>({
    permissions: onUser('ListAccessKeys'),
    handle({ UserName = '' }, context) {
      const rows = keysOf(context, UserName);
      if (rows.length === 0) throw noSuchEntity(`The user with name ${UserName} cannot be found.`);
      return {
        AccessKeyMetadata: rows.map(({ user, id, status, createdAt }) => ({
          UserName: user,
          AccessKeyId: id,
          Status: status,
          CreateDate: new Date(createdAt),
        })),
        IsTruncated: false,
      };
    },
  }),
  GetAccessKeyLastUsed: operation<GetAccessKeyLastUsedRequest, GetAccessKeyLastUsedResponse>({
    permissions: ({ AccessKeyId }, context) => {
      const row = [...accessKeyTable(context).values()].find(({ id }) => id === AccessKeyId);
      return [{ action: 'iam:GetAccessKeyLastUsed', resources: [userArn(context, row?.user ?? '*')] }];
    },
    handle({ AccessKeyId }, context) {
      const { user, lastUsedAt } = findKey(AccessKeyId, context);
      return {
        UserName: user,
        AccessKeyLastUsed:
          lastUsedAt === undefined
            ? { ServiceName: 'N/A', Region: 'N/A' }
            : { LastUsedDate: new Date(lastUsedAt), ServiceName: 's3', Region: 'us-east-1' },
      } as GetAccessKeyLastUsedResponse;
    },
  }),
  UpdateAccessKey: operation<UpdateAccessKeyRequest, object>({
    permissions: onUser('UpdateAccessKey'),
    handle({ UserName = '', AccessKeyId = '', Status }, context) {
      const key = `${context.account}/${UserName}/${AccessKeyId}`;
      const row = accessKeyTable(context).get(key);
      if (!row) throw noSuchEntity(`The Access Key with id ${AccessKeyId} cannot be found.`);
      accessKeyTable(context).put(key, { ...row, status: Status === 'Active' ? 'Active' : 'Inactive' });
      return {};
    },
  }),
};
