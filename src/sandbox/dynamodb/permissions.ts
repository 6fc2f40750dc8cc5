/**
 * What DynamoDB's operations need. Source: Service authorization reference, "Actions, resources, and condition keys for Amazon DynamoDB".
 */
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { CallContext, Permission } from '../core/service.ts';
import { tableArn, tables } from './rows.ts';

type Attributes = Readonly<Record<string, AttributeValue>>;

/** `dynamodb:<action>` on the table, or on one of its indexes. `keys` gives dynamodb:LeadingKeys: partition key values touched. */
export function tablePermission(
  action: string,
  tableName: string | undefined,
  context: CallContext,
  details: { index?: string | undefined; keys?: readonly (Attributes | undefined)[]; conditions?: Record<string, string> } = {},
): Permission {
  const arn = tableArn(tableName ?? '', context);
  const hash = tables(context.store).get(arn)?.key.hash;
  const leading = (details.keys ?? []).flatMap((key) => {
    const value = hash !== undefined && key && Object.hasOwn(key, hash) ? key[hash] : undefined;
    const text = value?.S ?? value?.N;
    return text === undefined ? [] : [text];
  });
  return {
    action: `dynamodb:${action}`,
    resources: [details.index === undefined ? arn : `${arn}/index/${details.index}`],
    conditions: { ...details.conditions, ...(leading.length > 0 ? { 'dynamodb:LeadingKeys': leading } : {}) },
  };
}

/** The `permissions` member of an operation that needs its own action on `TableName`. */
export const onTable =
  (action: string) =>
  (input: { TableName?: string | undefined }, context: CallContext): readonly Permission[] => [
    tablePermission(action, input.TableName, context),
  ];
