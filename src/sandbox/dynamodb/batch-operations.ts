/** BatchGetItem, BatchWriteItem and TransactWriteItems. Batches are never partly unprocessed here (not AWS's: faults make them so). */
import type {
  BatchGetItemInput,
  BatchGetItemOutput,
  BatchWriteItemInput,
  BatchWriteItemOutput,
  CancellationReason,
  TransactWriteItem,
  TransactWriteItemsInput,
  TransactWriteItemsOutput,
} from '@aws-sdk/client-dynamodb';
import { AwsError } from '../core/errors.ts';
import type { CallContext, OperationTable } from '../core/service.ts';
import { operation } from '../core/service.ts';
import { writeItem } from './attribute-values.ts';
import { validation } from './errors.ts';
import { project } from './expressions/documents.ts';
import { parseProjection } from './expressions/parse-projection.ts';
import { Placeholders } from './expressions/placeholders.ts';
import { readKey, rowKey } from './keys.ts';
import { tablePermission } from './permissions.ts';
import { itemsOf, tableOf } from './rows.ts';
import type { Write, WriteInput } from './writes.ts';
import { prepareWrite, write } from './writes.ts';

const tooMany = (member: string, limit: number): AwsError =>
  validation(
    `1 validation error detected: Value at '${member}' failed to satisfy constraint: Member must have length less than or equal to ${limit}`,
  );

function batchGet(input: BatchGetItemInput, context: CallContext): BatchGetItemOutput {
  const requests = Object.entries(input.RequestItems ?? {});
  const total = requests.reduce((sum, [, { Keys }]) => sum + (Keys?.length ?? 0), 0);
  if (total > 100) throw validation('Too many items requested for the BatchGetItem call');
  const Responses: NonNullable<BatchGetItemOutput['Responses']> = {};
  for (const [name, { Keys = [], ProjectionExpression, ExpressionAttributeNames }] of requests) {
    const placeholders = new Placeholders(
      { names: ExpressionAttributeNames, values: undefined },
      ProjectionExpression !== undefined,
    );
    const paths = ProjectionExpression === undefined ? undefined : parseProjection(ProjectionExpression, placeholders);
    placeholders.refuseUnused();
    const table = tableOf(name, context);
    const ids = (Keys ?? []).map((key) => rowKey(table.key, readKey(table, key)));
    if (new Set(ids).size < ids.length) throw validation('Provided list of item keys contains duplicates');
    Responses[name] = ids.flatMap((id) => {
      const item = itemsOf(context.store, table).get(id);
      return item ? [writeItem(paths ? project(item, paths) : item)] : [];
    });
  }
  return { Responses, UnprocessedKeys: {} };
}

function batchWrite(input: BatchWriteItemInput, context: CallContext): BatchWriteItemOutput {
  const writes: Write[] = [];
  for (const [name, requests] of Object.entries(input.RequestItems ?? {})) {
    const table = tableOf(name, context);
    for (const { PutRequest, DeleteRequest } of requests) {
      if ((PutRequest === undefined) === (DeleteRequest === undefined)) {
        throw validation(
          'Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes',
        );
      }
      writes.push(
        PutRequest
          ? prepareWrite(table, 'put', { Item: PutRequest.Item })
          : prepareWrite(table, 'delete', { Key: DeleteRequest!.Key }),
      );
    }
  }
  if (writes.length > 25) throw tooMany('requestItems', 25);
  refuseTwice(writes, 'Provided list of item keys contains duplicates');
  for (const prepared of writes) write(prepared, context);
  return { UnprocessedItems: {} };
}

function refuseTwice(writes: readonly Write[], message: string): void {
  const ids = writes.map(({ table, item }) => `${table.id} ${rowKey(table.key, item)}`);
  if (new Set(ids).size < ids.length) throw validation(message);
}

interface Action {
  readonly kind: Write['kind'];
  readonly iamAction: string;
  readonly input: WriteInput & { readonly TableName: string | undefined };
}

function actionOf({ Put, Update, Delete, ConditionCheck }: TransactWriteItem): Action {
  const actions: Action[] = [
    ...(Put ? [{ kind: 'put' as const, iamAction: 'PutItem', input: Put }] : []),
    ...(Update ? [{ kind: 'update' as const, iamAction: 'UpdateItem', input: Update }] : []),
    ...(Delete ? [{ kind: 'delete' as const, iamAction: 'DeleteItem', input: Delete }] : []),
    ...(ConditionCheck ? [{ kind: 'check' as const, iamAction: 'ConditionCheckItem', input: ConditionCheck }] : []),
  ] as Action[];
  if (actions.length !== 1) {
    throw validation('TransactItems can only contain one of Check, Put, Update or Delete');
  }
  return actions[0]!;
}

function transactWrite(input: TransactWriteItemsInput, context: CallContext): TransactWriteItemsOutput {
  const actions = (input.TransactItems ?? []).map(actionOf);
  if (actions.length > 100) throw tooMany('transactItems', 100);
  const writes = actions.map(({ kind, input: one }) => prepareWrite(tableOf(one.TableName ?? '', context), kind, one));
  refuseTwice(writes, 'Transaction request cannot include multiple operations on one item');
  const reasons = writes.map((prepared): CancellationReason => {
    try {
      write(prepared, context);
      return { Code: 'None' };
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      const code = error.code === 'ConditionalCheckFailedException' ? 'ConditionalCheckFailed' : 'ValidationError';
      return { Code: code, Message: error.message, ...(error.fields['Item'] ? { Item: error.fields['Item'] as never } : {}) };
    }
  });
  if (reasons.some(({ Code }) => Code !== 'None')) {
    const codes = reasons.map(({ Code }) => Code).join(', ');
    throw new AwsError(
      'TransactionCanceledException',
      `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`,
      {
        fields: { CancellationReasons: reasons },
      },
    );
  }
  return {};
}

export const batchOperations: OperationTable = {
  BatchGetItem: operation<BatchGetItemInput, BatchGetItemOutput>({
    handle: batchGet,
    permissions: ({ RequestItems = {} }, context) =>
      Object.entries(RequestItems).map(([name, { Keys = [] }]) => tablePermission('BatchGetItem', name, context, { keys: Keys })),
  }),
  BatchWriteItem: operation<BatchWriteItemInput, BatchWriteItemOutput>({
    handle: batchWrite,
    permissions: ({ RequestItems = {} }, context) =>
      Object.entries(RequestItems).map(([name, requests]) => {
        const keys = requests.map(({ PutRequest, DeleteRequest }) => PutRequest?.Item ?? DeleteRequest?.Key);
        return tablePermission('BatchWriteItem', name, context, { keys });
      }),
  }),
  TransactWriteItems: operation<TransactWriteItemsInput, TransactWriteItemsOutput>({
    handle: transactWrite,
    permissions: (input, context) =>
      (input.TransactItems ?? []).map(actionOf).map(({ iamAction, input: { TableName, Key, Item } }) =>
        tablePermission(iamAction, TableName, context, {
          keys: [Key ?? Item],
          conditions: { 'dynamodb:EnclosingOperation': 'TransactWriteItems' },
        }),
      ),
  }),
};
