/** Amazon S3 Control: the public access block of an account. https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_GetPublicAccessBlock.html */
import type {
  GetPublicAccessBlockOutput,
  PublicAccessBlockConfiguration,
  PutPublicAccessBlockRequest,
} from '@aws-sdk/client-s3-control';
import { AwsError } from '../core/errors.ts';
import { defineService, operation, type CallContext } from '../core/service.ts';
import type { Table } from '../core/store.ts';

/** `s3/account-public-access-blocks`, key: the account. */
export const accountBlockTable = (from: Pick<CallContext, 'table'>): Table<PublicAccessBlockConfiguration> =>
  from.table('s3/account-public-access-blocks');

interface OnAccount {
  readonly AccountId?: string | undefined;
}

const needs = (action: string) => () => [{ action: `s3:${action}`, resources: ['*'] }];

function own({ AccountId }: OnAccount, context: CallContext): string {
  if (AccountId !== context.account) throw new AwsError('AccessDenied', 'Access Denied', { statusCode: 403 });
  return AccountId;
}

export const s3Control = defineService({
  name: 's3control',
  iamPrefix: 's3',
  operations: {
    GetPublicAccessBlock: operation<OnAccount, GetPublicAccessBlockOutput>({
      permissions: needs('GetAccountPublicAccessBlock'),
      handle(input, context) {
        const block = accountBlockTable(context).get(own(input, context));
        if (!block) {
          const message = 'The public access block configuration was not found';
          throw new AwsError('NoSuchPublicAccessBlockConfiguration', message, { statusCode: 404 });
        }
        return { PublicAccessBlockConfiguration: block };
      },
    }),
    PutPublicAccessBlock: operation<PutPublicAccessBlockRequest, object>({
      permissions: needs('PutAccountPublicAccessBlock'),
      handle(input, context) {
        accountBlockTable(context).put(own(input, context), input.PublicAccessBlockConfiguration ?? {});
        return {};
      },
    }),
    DeletePublicAccessBlock: operation<OnAccount, object>({
      permissions: needs('PutAccountPublicAccessBlock'),
      handle(input, context) {
        accountBlockTable(context).delete(own(input, context));
        return {};
      },
    }),
  },
});
