/** Tables of DynamoDB as the store keeps them. */
import type { CreateTableInput, KeySchemaElement, Projection, TableClass } from '@aws-sdk/client-dynamodb';
import type { CallContext } from '../core/service.ts';
import type { Store, Table } from '../core/store.ts';
import type { Item, ValueType } from './attribute-values.ts';
import { tableNotFound } from './errors.ts';

/** The key of a table or of one of its indexes. */
export interface Key {
  readonly hash: string;
  readonly range?: string;
}

export interface SecondaryIndex {
  readonly name: string;
  readonly scope: 'global' | 'local';
  readonly key: Key;
  readonly projection: Projection;
}

/** `dynamodb/tables`, key: the table's ARN. */
export interface TableRow {
  readonly name: string;
  readonly arn: string;
  readonly id: string;
  readonly account: string;
  readonly region: string;
  readonly key: Key;
  /** Types of the key attributes: S, N or B. */
  readonly attributes: Readonly<Record<string, ValueType>>;
  readonly indexes: readonly SecondaryIndex[];
  readonly billingMode: 'PAY_PER_REQUEST' | 'PROVISIONED';
  readonly deletionProtection: boolean;
  /** Virtual milliseconds. */
  readonly created: number;
  readonly timeToLive?: string;
  readonly pointInTimeRecovery: boolean;
  readonly tableClass?: TableClass;
  readonly encryption?: CreateTableInput['SSESpecification'];
  readonly stream?: CreateTableInput['StreamSpecification'];
  readonly tags: readonly { readonly Key: string; readonly Value: string }[];
}

export const tables = (store: Store): Table<TableRow> => store.table<TableRow>('dynamodb/tables');

/** Items of one table: rows keyed by the encoded primary key (items.ts). */
export const itemsOf = (store: Store, table: TableRow): Table<Item> => store.table<Item>(`dynamodb/items/${table.id}`);

/** The ARN that a TableName means in this call: it may be a name or an ARN. */
export function tableArn(name: string, context: Pick<CallContext, 'account' | 'region'>): string {
  return name.startsWith('arn:') ? name : `arn:aws:dynamodb:${context.region}:${context.account}:table/${name}`;
}

/** The table, or ResourceNotFoundException. */
export function tableOf(name: string, context: CallContext): TableRow {
  const row = tables(context.store).get(tableArn(name, context));
  if (!row) throw tableNotFound();
  return row;
}

export const keySchema = ({ hash, range }: Key): KeySchemaElement[] => [
  { AttributeName: hash, KeyType: 'HASH' },
  ...(range === undefined ? [] : [{ AttributeName: range, KeyType: 'RANGE' as const }]),
];

export const keyNames = ({ hash, range }: Key): string[] => (range === undefined ? [hash] : [hash, range]);
