import { AwsError } from '../core/errors.ts';
import { operation, type CallContext, type OperationTable } from '../core/service.ts';
import { findFunction } from './find-function.ts';
import { onFunction } from './permissions.ts';
import { functions, policyOf, type EventInvokeSettings, type FunctionRow, type PolicyStatement } from './rows.ts';

interface Named {
  readonly FunctionName: string;
  readonly Qualifier?: string;
}
interface AddPermissionInput extends Named {
  readonly StatementId: string;
  readonly Action: string;
  readonly Principal: string;
  readonly SourceArn?: string;
  readonly SourceAccount?: string;
}

const put = (row: FunctionRow, context: CallContext): void => functions(context.store).put(row.arn, row);

/** The function's resource policy, its concurrency and what becomes of failed asynchronous invocations. */
export const policyOperations: OperationTable = {
  AddPermission: operation<AddPermissionInput, { Statement: string }>({
    permissions: onFunction('AddPermission'),
    handle(input, context) {
      const { row } = findFunction(input.FunctionName, input.Qualifier, context);
      if (Object.hasOwn(row.permissions, input.StatementId)) {
        throw new AwsError(
          'ResourceConflictException',
          `The statement id (${input.StatementId}) provided already exists. Please provide a new statement id, or remove the existing statement.`,
          { statusCode: 409 },
        );
      }
      const statement = statementOf(input, row.arn);
      put({ ...row, permissions: { ...row.permissions, [input.StatementId]: statement } }, context);
      return { Statement: JSON.stringify(statement) };
    },
  }),
  RemovePermission: operation<Named & { readonly StatementId: string }, object>({
    permissions: onFunction('RemovePermission'),
    handle(input, context) {
      const { row } = findFunction(input.FunctionName, input.Qualifier, context);
      const { [input.StatementId]: removed, ...permissions } = row.permissions;
      if (removed === undefined)
        throw new AwsError('ResourceNotFoundException', `Statement ${input.StatementId} is not found in resource policy.`, {
          statusCode: 404,
        });
      put({ ...row, permissions }, context);
      return {};
    },
  }),
  GetPolicy: operation<Named, { Policy: string }>({
    permissions: onFunction('GetPolicy'),
    handle(input, context) {
      const Policy = policyOf(findFunction(input.FunctionName, input.Qualifier, context).row);
      if (Policy === undefined)
        throw new AwsError('ResourceNotFoundException', 'The resource you requested does not exist.', { statusCode: 404 });
      return { Policy };
    },
  }),
  PutFunctionConcurrency: operation<Named & { readonly ReservedConcurrentExecutions: number }, object>({
    permissions: onFunction('PutFunctionConcurrency'),
    handle(input, context) {
      const { row } = findFunction(input.FunctionName, undefined, context);
      put({ ...row, reservedConcurrency: input.ReservedConcurrentExecutions }, context);
      return { ReservedConcurrentExecutions: input.ReservedConcurrentExecutions };
    },
  }),
  PutFunctionEventInvokeConfig: operation<Named & EventInvokeSettings, object>({
    permissions: onFunction('PutFunctionEventInvokeConfig'),
    handle(input, context) {
      const { row, arn } = findFunction(input.FunctionName, undefined, context);
      const { FunctionName: _name, Qualifier: _qualifier, ...eventInvoke } = input;
      put({ ...row, eventInvoke }, context);
      return { FunctionArn: arn, ...eventInvoke };
    },
  }),
  /** Concurrency of the account: 1,000 by default; new accounts often have less. */
  GetAccountSettings: operation<object, object>({
    handle: (_input, context) => ({
      AccountLimit: { ConcurrentExecutions: context.settings.quotas['lambda/L-B99A9384'] ?? 1000 },
    }),
  }),
};

function statementOf(input: AddPermissionInput, arn: string): PolicyStatement {
  const condition = {
    ...(input.SourceArn === undefined ? {} : { ArnLike: { 'AWS:SourceArn': input.SourceArn } }),
    ...(input.SourceAccount === undefined ? {} : { StringEquals: { 'AWS:SourceAccount': input.SourceAccount } }),
  };
  return {
    Sid: input.StatementId,
    Effect: 'Allow',
    Principal:
      input.Principal === '*'
        ? '*'
        : /\.amazonaws\.com$/.test(input.Principal)
          ? { Service: input.Principal }
          : { AWS: input.Principal },
    Action: input.Action,
    Resource: input.Qualifier === undefined ? arn : `${arn}:${input.Qualifier}`,
    ...(Object.keys(condition).length === 0 ? {} : { Condition: condition }),
  };
}
