/** PutItem, GetItem, UpdateItem and DeleteItem. */
import type {
  DeleteItemInput,
  DeleteItemOutput,
  GetItemInput,
  GetItemOutput,
  PutItemInput,
  PutItemOutput,
  ReturnValue,
  UpdateItemInput,
  UpdateItemOutput,
} from '@aws-sdk/client-dynamodb';
import { validationMessage, violations } from '../core/constraints.ts';
import type { CallContext, OperationTable } from '../core/service.ts';
import { operation } from '../core/service.ts';
import { sizeOfItem, writeItem } from './attribute-values.ts';
import { consumed } from './capacity.ts';
import { validation } from './errors.ts';
import { project } from './expressions/documents.ts';
import { parseProjection } from './expressions/parse-projection.ts';
import { Placeholders } from './expressions/placeholders.ts';
import { readKey, rowKey } from './keys.ts';
import { tablePermission } from './permissions.ts';
import { itemsOf, tableOf } from './rows.ts';
import type { WriteInput, Write } from './writes.ts';
import { prepareWrite, returnedAttributes, write } from './writes.ts';

/** Refuses inputs that lack a required member. */
export function requireMembers(input: object, members: readonly string[]): void {
  if (members.every((member) => (input as Record<string, unknown>)[member] != null)) return;
  const found = violations(input, Object.fromEntries(members.map((member) => [member, { required: true as const }])));
  if (found.length > 0) throw validation(validationMessage(found));
}

type Writing = WriteInput & Pick<PutItemInput, 'TableName' | 'ReturnValues' | 'ReturnConsumedCapacity'>;

/** Members that came before expressions (Expected, AttributeUpdates, ...): refused rather than ignored (not AWS's: it still takes them). */
const legacyMembers = [
  'Expected',
  'AttributeUpdates',
  'AttributesToGet',
  'ConditionalOperator',
  'KeyConditions',
  'QueryFilter',
  'ScanFilter',
];

export function refuseLegacyMembers(input: object): void {
  const used = legacyMembers.filter((member) => (input as Record<string, unknown>)[member] !== undefined);
  if (used.length > 0) {
    throw validation(`The sandbox does not take the legacy parameter ${used.join(', ')}: write an expression instead.`);
  }
}

function single(kind: Write['kind'], input: Writing, allowed: readonly ReturnValue[], context: CallContext): PutItemOutput {
  requireMembers(input, ['TableName', kind === 'put' ? 'Item' : 'Key']);
  refuseLegacyMembers(input);
  if (input.ReturnValues !== undefined && !allowed.includes(input.ReturnValues)) {
    throw validation('Return values set to invalid value');
  }
  const table = tableOf(input.TableName!, context);
  const prepared = prepareWrite(table, kind, input);
  const written = write(prepared, context);
  const Attributes = returnedAttributes(prepared, written, input.ReturnValues);
  const size = (): number => Math.max(...[written.before, written.after].map((item) => (item ? sizeOfItem(item) : 0)));
  return { ...(Attributes ? { Attributes } : {}), ...consumed(input.ReturnConsumedCapacity, table.name, 'write', size) };
}

const returning = (input: { ReturnValues?: string | undefined }): Record<string, string> =>
  input.ReturnValues === undefined ? {} : { 'dynamodb:ReturnValues': input.ReturnValues };

export const itemOperations: OperationTable = {
  PutItem: operation<PutItemInput, PutItemOutput>({
    handle: (input, context) => single('put', input, ['NONE', 'ALL_OLD'], context),
    permissions: (input, context) => [
      tablePermission('PutItem', input.TableName, context, { keys: [input.Item], conditions: returning(input) }),
    ],
  }),
  UpdateItem: operation<UpdateItemInput, UpdateItemOutput>({
    handle: (input, context) => single('update', input, ['NONE', 'ALL_OLD', 'ALL_NEW', 'UPDATED_OLD', 'UPDATED_NEW'], context),
    permissions: (input, context) => [
      tablePermission('UpdateItem', input.TableName, context, { keys: [input.Key], conditions: returning(input) }),
    ],
  }),
  DeleteItem: operation<DeleteItemInput, DeleteItemOutput>({
    handle: (input, context) => single('delete', input, ['NONE', 'ALL_OLD'], context),
    permissions: (input, context) => [
      tablePermission('DeleteItem', input.TableName, context, { keys: [input.Key], conditions: returning(input) }),
    ],
  }),
  GetItem: operation<GetItemInput, GetItemOutput>({
    handle: (input, context) => {
      requireMembers(input, ['TableName', 'Key']);
      refuseLegacyMembers(input);
      const placeholders = new Placeholders(
        { names: input.ExpressionAttributeNames, values: undefined },
        input.ProjectionExpression !== undefined,
      );
      const paths =
        input.ProjectionExpression === undefined ? undefined : parseProjection(input.ProjectionExpression, placeholders);
      placeholders.refuseUnused();
      const table = tableOf(input.TableName!, context);
      const item = itemsOf(context.store, table).get(rowKey(table.key, readKey(table, input.Key!)));
      const kind = input.ConsistentRead ? 'consistent-read' : 'read';
      return {
        ...(item ? { Item: writeItem(paths ? project(item, paths) : item) } : {}),
        ...consumed(input.ReturnConsumedCapacity, table.name, kind, () => (item ? sizeOfItem(item) : 0)),
      };
    },
    permissions: (input, context) => [tablePermission('GetItem', input.TableName, context, { keys: [input.Key] })],
  }),
};
