/** AWS Key Management Service: keys and their yearly rotation. Nothing is encrypted. Access is by the caller's own policies. */
import type {
  CreateKeyCommandInput,
  CreateKeyResponse,
  DescribeKeyResponse,
  GetKeyRotationStatusResponse,
} from '@aws-sdk/client-kms';
import { AwsError } from '../core/errors.ts';
import { defineService, operation, type CallContext } from '../core/service.ts';
import type { Table } from '../core/store.ts';

/** `kms/keys`, key: the ARN. */
export interface KeyRow {
  readonly id: string;
  readonly arn: string;
  readonly spec: string;
  readonly rotates: boolean;
  readonly createdAt: number;
}

export const keyTable = (from: Pick<CallContext, 'table'>): Table<KeyRow> => from.table('kms/keys');
export const keyArn = ({ account, region }: Pick<CallContext, 'account' | 'region'>, id: string): string =>
  `arn:aws:kms:${region}:${account}:key/${id}`;

interface OnKey {
  readonly KeyId?: string | undefined;
}

const arnOf = (KeyId: string | undefined, context: CallContext): string =>
  KeyId?.startsWith('arn:') ? KeyId : keyArn(context, KeyId ?? '');

function keyOf(KeyId: string | undefined, context: CallContext): KeyRow {
  const arn = arnOf(KeyId, context);
  const row = keyTable(context).get(arn);
  if (!row) throw new AwsError('NotFoundException', `Key '${arn}' does not exist`);
  return row;
}

function onKey<Output>(action: string, handle: (row: KeyRow, context: CallContext) => Output) {
  return operation<OnKey, Output>({
    permissions: ({ KeyId }, context) => [{ action: `kms:${action}`, resources: [arnOf(KeyId, context)] }],
    handle: ({ KeyId }, context) => handle(keyOf(KeyId, context), context),
  });
}

const setRotation =
  (rotates: boolean) =>
  (row: KeyRow, context: CallContext): object => {
    if (row.spec !== 'SYMMETRIC_DEFAULT') {
      throw new AwsError('UnsupportedOperationException', `${row.arn} is not a symmetric encryption key.`);
    }
    keyTable(context).put(row.arn, { ...row, rotates });
    return {};
  };

const metadata = ({ id, arn, spec, createdAt }: KeyRow, { account }: CallContext) => ({
  KeyId: id,
  Arn: arn,
  AWSAccountId: account,
  KeyManager: 'CUSTOMER' as const,
  KeyState: 'Enabled' as const,
  KeySpec: spec as 'SYMMETRIC_DEFAULT',
  CreationDate: new Date(createdAt),
  Enabled: true,
});

export const kms = defineService({
  name: 'kms',
  iamPrefix: 'kms',
  operations: {
    CreateKey: operation<CreateKeyCommandInput, CreateKeyResponse>({
      handle({ KeySpec = 'SYMMETRIC_DEFAULT' }, context) {
        const id = context.uuid();
        const row = { id, arn: keyArn(context, id), spec: KeySpec, rotates: false, createdAt: context.now };
        keyTable(context).put(row.arn, row);
        return { KeyMetadata: metadata(row, context) };
      },
    }),
    DescribeKey: onKey<DescribeKeyResponse>('DescribeKey', (row, context) => ({ KeyMetadata: metadata(row, context) })),
    GetKeyRotationStatus: onKey<GetKeyRotationStatusResponse>('GetKeyRotationStatus', ({ arn, rotates }) => ({
      KeyId: arn,
      KeyRotationEnabled: rotates,
      ...(rotates ? { RotationPeriodInDays: 365 } : {}),
    })),
    EnableKeyRotation: onKey('EnableKeyRotation', setRotation(true)),
    DisableKeyRotation: onKey('DisableKeyRotation', setRotation(false)),
  },
});
