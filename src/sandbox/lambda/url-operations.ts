/** Function URLs: their configurations. url-requests.ts answers requests to the URL itself. */
import { AwsError } from '../core/errors.ts';
import { operation, type CallContext, type OperationTable, type Permission } from '../core/service.ts';
import type { Store, Table } from '../core/store.ts';
import { findFunction } from './find-function.ts';
import { onFunction } from './permissions.ts';

/** `lambda/function-urls`, key: ARN of the function or alias. */
export interface FunctionUrlRow {
  readonly FunctionArn: string;
  readonly FunctionUrl: string;
  readonly AuthType: 'AWS_IAM' | 'NONE';
  readonly InvokeMode: 'BUFFERED' | 'RESPONSE_STREAM';
  readonly CreationTime: string;
  readonly LastModifiedTime: string;
}

export const functionUrls = (store: Store): Table<FunctionUrlRow> => store.table<FunctionUrlRow>('lambda/function-urls');

interface UrlInput {
  readonly FunctionName: string;
  readonly Qualifier?: string;
  readonly AuthType?: FunctionUrlRow['AuthType'];
  readonly InvokeMode?: FunctionUrlRow['InvokeMode'];
}

const onUrl =
  (action: string) =>
  (input: UrlInput, context: CallContext): readonly Permission[] =>
    onFunction(action)(input, context).map((permission) => ({
      ...permission,
      conditions: input.AuthType === undefined ? {} : { 'lambda:FunctionUrlAuthType': input.AuthType },
    }));

function existing(input: UrlInput, context: CallContext): FunctionUrlRow {
  const row = functionUrls(context.store).get(findFunction(input.FunctionName, input.Qualifier, context).arn);
  if (row) return row;
  throw new AwsError('ResourceNotFoundException', 'The resource you requested does not exist.', {
    statusCode: 404,
    fields: { Type: 'User' },
  });
}

export const urlOperations: OperationTable = {
  CreateFunctionUrlConfig: operation<UrlInput, FunctionUrlRow>({
    permissions: onUrl('CreateFunctionUrlConfig'),
    handle(input, context) {
      const { arn } = findFunction(input.FunctionName, input.Qualifier, context);
      if (functionUrls(context.store).has(arn)) {
        throw new AwsError(
          'ResourceConflictException',
          `Failed to create function url config for [functionArn = ${arn}]. Error message:  FunctionUrlConfig exists for this Lambda function`,
          {
            statusCode: 409,
            fields: { Type: 'User' },
          },
        );
      }
      const at = new Date(context.now).toISOString();
      const row: FunctionUrlRow = {
        FunctionArn: arn,
        FunctionUrl: `https://${context.id(32)}.lambda-url.${arn.split(':')[3]}.on.aws/`,
        AuthType: input.AuthType ?? 'AWS_IAM',
        InvokeMode: input.InvokeMode ?? 'BUFFERED',
        CreationTime: at,
        LastModifiedTime: at,
      };
      functionUrls(context.store).put(arn, row);
      return row;
    },
  }),
  UpdateFunctionUrlConfig: operation<UrlInput, FunctionUrlRow>({
    permissions: onUrl('UpdateFunctionUrlConfig'),
    handle(input, context) {
      const row = existing(input, context);
      const changed = {
        ...row,
        AuthType: input.AuthType ?? row.AuthType,
        InvokeMode: input.InvokeMode ?? row.InvokeMode,
        LastModifiedTime: new Date(context.now).toISOString(),
      };
      functionUrls(context.store).put(row.FunctionArn, changed);
      return changed;
    },
  }),
  GetFunctionUrlConfig: operation<UrlInput, FunctionUrlRow>({
    permissions: onUrl('GetFunctionUrlConfig'),
    handle: existing,
  }),
  DeleteFunctionUrlConfig: operation<UrlInput, object>({
    permissions: onUrl('DeleteFunctionUrlConfig'),
    handle(input, context) {
      functionUrls(context.store).delete(existing(input, context).FunctionArn);
      return {};
    },
  }),
};
