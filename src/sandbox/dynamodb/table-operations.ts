/** CreateTable, DescribeTable, DeleteTable, ListTables and a table's settings. Tables are ACTIVE at once (not AWS's: it takes seconds). */
import type {
  ContinuousBackupsDescription,
  CreateTableInput,
  CreateTableOutput,
  DeleteTableInput,
  DeleteTableOutput,
  DescribeContinuousBackupsInput,
  DescribeContinuousBackupsOutput,
  DescribeTableInput,
  DescribeTableOutput,
  DescribeTimeToLiveInput,
  DescribeTimeToLiveOutput,
  KeySchemaElement,
  ListTablesInput,
  ListTablesOutput,
  TableDescription,
  UpdateContinuousBackupsInput,
  UpdateContinuousBackupsOutput,
  UpdateTimeToLiveInput,
  UpdateTimeToLiveOutput,
} from '@aws-sdk/client-dynamodb';
import { AwsError } from '../core/errors.ts';
import type { CallContext, OperationTable } from '../core/service.ts';
import { operation } from '../core/service.ts';
import type { ValueType } from './attribute-values.ts';
import { sizeOfItem } from './attribute-values.ts';
import { invalidParameter, validation } from './errors.ts';
import { requireMembers } from './item-operations.ts';
import { onTable } from './permissions.ts';
import type { Key, SecondaryIndex, TableRow } from './rows.ts';
import { itemsOf, keyNames, keySchema, tableArn, tables } from './rows.ts';
import { armTimeToLive } from './time-to-live.ts';

function readKeySchema(schema: readonly KeySchemaElement[] | undefined): Key {
  const [hash, range, ...others] = schema ?? [];
  if (hash?.KeyType !== 'HASH') throw invalidParameter('The first KeySchemaElement is not a HASH key type');
  if (others.length > 0 || (range && range.KeyType !== 'RANGE')) {
    throw invalidParameter('The second KeySchemaElement is not a RANGE key type');
  }
  return { hash: hash.AttributeName!, ...(range ? { range: range.AttributeName! } : {}) };
}

function create(input: CreateTableInput, context: CallContext): CreateTableOutput {
  requireMembers(input, ['TableName', 'AttributeDefinitions', 'KeySchema']);
  const name = input.TableName!;
  if (!/^[a-zA-Z0-9_.-]{3,255}$/.test(name)) {
    throw validation(
      `Invalid table/index name.  Table/index names must be between 3 and 255 characters long, and may contain only the characters a-z, A-Z, 0-9, '_', '-', and '.'`,
    );
  }
  const arn = tableArn(name, context);
  if (tables(context.store).has(arn)) throw new AwsError('ResourceInUseException', `Table already exists: ${name}`);
  const secondary = (scope: SecondaryIndex['scope'], list: CreateTableInput['GlobalSecondaryIndexes']): SecondaryIndex[] =>
    (list ?? []).map(({ IndexName, KeySchema, Projection }) => ({
      name: IndexName!,
      scope,
      key: readKeySchema(KeySchema),
      projection: Projection ?? { ProjectionType: 'ALL' },
    }));
  const key = readKeySchema(input.KeySchema);
  const indexes = [...secondary('global', input.GlobalSecondaryIndexes), ...secondary('local', input.LocalSecondaryIndexes)];
  const attributes = Object.fromEntries(
    (input.AttributeDefinitions ?? []).map((one) => [one.AttributeName!, one.AttributeType as ValueType]),
  );
  checkDefinitions([key, ...indexes.map(({ key: own }) => own)], Object.keys(attributes));
  if (input.BillingMode !== 'PAY_PER_REQUEST' && !input.ProvisionedThroughput) {
    throw invalidParameter('ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED');
  }
  const row: TableRow = {
    name,
    arn,
    id: context.uuid(),
    account: context.account,
    region: context.region,
    key,
    attributes,
    indexes,
    billingMode: input.BillingMode === 'PAY_PER_REQUEST' ? 'PAY_PER_REQUEST' : 'PROVISIONED',
    deletionProtection: input.DeletionProtectionEnabled ?? false,
    created: context.now,
    pointInTimeRecovery: false,
    ...(input.TableClass ? { tableClass: input.TableClass } : {}),
    ...(input.SSESpecification ? { encryption: input.SSESpecification } : {}),
    ...(input.StreamSpecification ? { stream: input.StreamSpecification } : {}),
    tags: (input.Tags ?? []).map(({ Key: tag, Value }) => ({ Key: tag!, Value: Value! })),
  };
  tables(context.store).put(arn, row);
  return { TableDescription: describe(row, context) };
}

/** AttributeDefinitions must name the key attributes, and nothing else. */
function checkDefinitions(keys: readonly Key[], defined: readonly string[]): void {
  const used = new Set(keys.flatMap(keyNames));
  const list = (names: Iterable<string>): string => `[${[...names].join(', ')}]`;
  if ([...used].some((name) => !defined.includes(name))) {
    throw invalidParameter(
      `Some index key attributes are not defined in AttributeDefinitions. Keys: ${list(used)}, AttributeDefinitions: ${list(defined)}`,
    );
  }
  if (used.size < defined.length) {
    throw invalidParameter(
      'Number of attributes in KeySchema does not exactly match number of attributes defined in AttributeDefinitions',
    );
  }
}

function describe(row: TableRow, context: CallContext): TableDescription {
  const items = itemsOf(context.store, row);
  const indexes = (scope: SecondaryIndex['scope']) =>
    row.indexes
      .filter((index) => index.scope === scope)
      .map(({ name, key, projection }) => ({
        IndexName: name,
        KeySchema: keySchema(key),
        Projection: projection,
        IndexArn: `${row.arn}/index/${name}`,
        ...(scope === 'global' ? { IndexStatus: 'ACTIVE' as const } : {}),
      }));
  const [global, local] = [indexes('global'), indexes('local')];
  let size = 0;
  for (const item of items.values()) size += sizeOfItem(item);
  return {
    TableName: row.name,
    TableArn: row.arn,
    TableId: row.id,
    TableStatus: 'ACTIVE',
    CreationDateTime: new Date(row.created),
    AttributeDefinitions: Object.entries(row.attributes).map(([AttributeName, type]) => ({
      AttributeName,
      AttributeType: type as 'S',
    })),
    KeySchema: keySchema(row.key),
    ItemCount: items.size,
    TableSizeBytes: size,
    BillingModeSummary: { BillingMode: row.billingMode },
    DeletionProtectionEnabled: row.deletionProtection,
    ...(global.length > 0 ? { GlobalSecondaryIndexes: global } : {}),
    ...(local.length > 0 ? { LocalSecondaryIndexes: local } : {}),
    ...(row.encryption?.Enabled ? { SSEDescription: { Status: 'ENABLED', SSEType: row.encryption.SSEType ?? 'KMS' } } : {}),
  };
}

function tableNamed(name: string | undefined, context: CallContext): TableRow {
  const row = tables(context.store).get(tableArn(name ?? '', context));
  if (!row) throw new AwsError('ResourceNotFoundException', `Requested resource not found: Table: ${name} not found`);
  return row;
}

function remove({ TableName }: DeleteTableInput, context: CallContext): DeleteTableOutput {
  const row = tableNamed(TableName, context);
  if (row.deletionProtection) {
    throw validation(
      `Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.`,
    );
  }
  const description = describe(row, context);
  const items = itemsOf(context.store, row);
  for (const id of [...items.keys()]) items.delete(id);
  tables(context.store).delete(row.arn);
  return { TableDescription: { ...description, TableStatus: 'DELETING' } };
}

const backups = (row: TableRow): ContinuousBackupsDescription => ({
  ContinuousBackupsStatus: 'ENABLED',
  PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: row.pointInTimeRecovery ? 'ENABLED' : 'DISABLED' },
});

function updateTimeToLive(
  { TableName, TimeToLiveSpecification }: UpdateTimeToLiveInput,
  context: CallContext,
): UpdateTimeToLiveOutput {
  const row = tableNamed(TableName, context);
  const { Enabled, AttributeName } = TimeToLiveSpecification!;
  if (Enabled === (row.timeToLive !== undefined)) throw validation(`TimeToLive is already ${Enabled ? 'enabled' : 'disabled'}`);
  const { timeToLive: _previous, ...rest } = row;
  const changed = Enabled ? { ...rest, timeToLive: AttributeName! } : rest;
  tables(context.store).put(row.arn, changed);
  armTimeToLive(changed, context);
  return { TimeToLiveSpecification };
}

export const tableOperations: OperationTable = {
  CreateTable: operation<CreateTableInput, CreateTableOutput>({ handle: create, permissions: onTable('CreateTable') }),
  DescribeTable: operation<DescribeTableInput, DescribeTableOutput>({
    handle: ({ TableName }, context) => ({ Table: describe(tableNamed(TableName, context), context) }),
    permissions: onTable('DescribeTable'),
  }),
  DeleteTable: operation<DeleteTableInput, DeleteTableOutput>({ handle: remove, permissions: onTable('DeleteTable') }),
  ListTables: operation<ListTablesInput, ListTablesOutput>({
    handle: ({ Limit = 100, ExclusiveStartTableName }, context) => {
      const names = [...tables(context.store).values()]
        .filter(({ account, region }) => account === context.account && region === context.region)
        .map(({ name }) => name)
        .filter((name) => ExclusiveStartTableName === undefined || name > ExclusiveStartTableName)
        .sort();
      const TableNames = names.slice(0, Limit);
      return { TableNames, ...(names.length > TableNames.length ? { LastEvaluatedTableName: TableNames.at(-1) } : {}) };
    },
  }),
  UpdateTimeToLive: operation<UpdateTimeToLiveInput, UpdateTimeToLiveOutput>({
    handle: updateTimeToLive,
    permissions: onTable('UpdateTimeToLive'),
  }),
  DescribeTimeToLive: operation<DescribeTimeToLiveInput, DescribeTimeToLiveOutput>({
    handle: ({ TableName }, context) => {
      const { timeToLive } = tableNamed(TableName, context);
      return {
        TimeToLiveDescription:
          timeToLive === undefined
            ? { TimeToLiveStatus: 'DISABLED' }
            : { TimeToLiveStatus: 'ENABLED', AttributeName: timeToLive },
      };
    },
    permissions: onTable('DescribeTimeToLive'),
  }),
  UpdateContinuousBackups: operation<UpdateContinuousBackupsInput, UpdateContinuousBackupsOutput>({
    handle: ({ TableName, PointInTimeRecoverySpecification }, context) => {
      const row = {
        ...tableNamed(TableName, context),
        pointInTimeRecovery: PointInTimeRecoverySpecification!.PointInTimeRecoveryEnabled!,
      };
      tables(context.store).put(row.arn, row);
      return { ContinuousBackupsDescription: backups(row) };
    },
    permissions: onTable('UpdateContinuousBackups'),
  }),
  DescribeContinuousBackups: operation<DescribeContinuousBackupsInput, DescribeContinuousBackupsOutput>({
    handle: ({ TableName }, context) => ({ ContinuousBackupsDescription: backups(tableNamed(TableName, context)) }),
    permissions: onTable('DescribeContinuousBackups'),
  }),
};
