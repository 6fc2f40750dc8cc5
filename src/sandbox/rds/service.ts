/** Amazon RDS: whether instances are public, and with whom snapshots are shared. */
import type {
  DescribeDBInstancesMessage,
  DBInstanceMessage,
  DescribeDBSnapshotAttributesMessage,
  DescribeDBSnapshotAttributesResult,
  ModifyDBInstanceMessage,
  ModifyDBInstanceResult,
  ModifyDBSnapshotAttributeMessage,
} from '@aws-sdk/client-rds';
import { AwsError } from '../core/errors.ts';
import type { Json } from '../core/json.ts';
import { sample } from '../core/random.ts';
import { defineService, operation, type CallContext, type Duration } from '../core/service.ts';
import type { Table } from '../core/store.ts';

/** `rds/instances`, key: `<account>/<Region>/<identifier>`. */
export interface InstanceRow {
  readonly id: string;
  readonly status: 'available' | 'modifying';
  readonly publiclyAccessible: boolean;
}
/** `rds/snapshots`, same keys. `all` is everybody. */
export interface DbSnapshotRow {
  readonly id: string;
  readonly sharedWith: readonly string[];
}

type HasTables = Pick<CallContext, 'table'>;
export const instanceTable = (from: HasTables): Table<InstanceRow> => from.table('rds/instances');
export const dbSnapshotTable = (from: HasTables): Table<DbSnapshotRow> => from.table('rds/snapshots');
export const rdsKey = ({ account, region }: Pick<CallContext, 'account' | 'region'>, id: string): string =>
  `${account}/${region}/${id}`;

/** Changing whether an instance is public takes minutes; the median is ours. */
const takes: Duration = { median: 120_000, minimum: 30_000, maximum: 600_000 };

const on =
  <Input>(action: string, kind: 'db' | 'snapshot', id: (input: Input) => string | undefined) =>
  (input: Input, { account, region }: CallContext) => [
    { action: `rds:${action}`, resources: [`arn:aws:rds:${region}:${account}:${kind}:${id(input) ?? '*'}`] },
  ];

function instanceOf(id: string | undefined, context: CallContext): InstanceRow {
  const row = instanceTable(context).get(rdsKey(context, id ?? ''));
  if (!row) throw new AwsError('DBInstanceNotFoundFault', `DBInstance ${id} not found.`, { statusCode: 404 });
  return row;
}

function snapshotOf(id: string | undefined, context: CallContext): DbSnapshotRow {
  const row = dbSnapshotTable(context).get(rdsKey(context, id ?? ''));
  if (!row) throw new AwsError('DBSnapshotNotFoundFault', `DBSnapshot not found: ${id}`, { statusCode: 404 });
  return row;
}

const shownInstance = ({ id, status, publiclyAccessible }: InstanceRow) => ({
  DBInstanceIdentifier: id,
  DBInstanceStatus: status,
  PubliclyAccessible: publiclyAccessible,
});

const shownSnapshot = ({ id, sharedWith }: DbSnapshotRow): DescribeDBSnapshotAttributesResult => ({
  DBSnapshotAttributesResult: {
    DBSnapshotIdentifier: id,
    DBSnapshotAttributes: [{ AttributeName: 'restore', AttributeValues: [...sharedWith] }],
  },
});

export const rds = defineService({
  name: 'rds',
  iamPrefix: 'rds',
  operations: {
    DescribeDBInstances: operation<DescribeDBInstancesMessage, DBInstanceMessage>({
      permissions: on('DescribeDBInstances', 'db', ({ DBInstanceIdentifier }) => DBInstanceIdentifier),
      handle: ({ DBInstanceIdentifier }, context) => ({
        DBInstances: [shownInstance(instanceOf(DBInstanceIdentifier, context))],
      }),
    }),
    ModifyDBInstance: operation<ModifyDBInstanceMessage, ModifyDBInstanceResult>({
      permissions: on('ModifyDBInstance', 'db', ({ DBInstanceIdentifier }) => DBInstanceIdentifier),
      handle({ DBInstanceIdentifier, PubliclyAccessible }, context) {
        const row = instanceOf(DBInstanceIdentifier, context);
        if (row.status !== 'available') {
          throw new AwsError('InvalidDBInstanceStateFault', `Database instance ${row.id} is not in available state.`);
        }
        if (PubliclyAccessible === undefined || PubliclyAccessible === row.publiclyAccessible) {
          return { DBInstance: shownInstance(row) };
        }
        const key = rdsKey(context, row.id);
        instanceTable(context).put(key, { ...row, status: 'modifying' });
        const duration = sample(context.settings.durations['rds/modify'] ?? takes, () => context.random());
        context.schedule(context.now + duration, 'rds/finish-modify', { key, PubliclyAccessible });
        return { DBInstance: shownInstance({ ...row, status: 'modifying' }) };
      },
    }),
    DescribeDBSnapshotAttributes: operation<DescribeDBSnapshotAttributesMessage, DescribeDBSnapshotAttributesResult>({
      permissions: on('DescribeDBSnapshotAttributes', 'snapshot', ({ DBSnapshotIdentifier }) => DBSnapshotIdentifier),
      handle: ({ DBSnapshotIdentifier }, context) => shownSnapshot(snapshotOf(DBSnapshotIdentifier, context)),
    }),
    ModifyDBSnapshotAttribute: operation<ModifyDBSnapshotAttributeMessage, DescribeDBSnapshotAttributesResult>({
      permissions: on('ModifyDBSnapshotAttribute', 'snapshot', ({ DBSnapshotIdentifier }) => DBSnapshotIdentifier),
      handle({ DBSnapshotIdentifier, AttributeName, ValuesToAdd = [], ValuesToRemove = [] }, context) {
        if (AttributeName !== 'restore') {
          throw new AwsError('InvalidParameterValue', `Invalid attribute name: ${AttributeName}`);
        }
        const row = snapshotOf(DBSnapshotIdentifier, context);
        const kept = row.sharedWith.filter((who) => !ValuesToRemove.includes(who) && !ValuesToAdd.includes(who));
        const next = { ...row, sharedWith: [...kept, ...ValuesToAdd] };
        dbSnapshotTable(context).put(rdsKey(context, row.id), next);
        return shownSnapshot(next);
      },
    }),
  },
  timers: {
    'finish-modify': (args: Json, context) => {
      const { key, PubliclyAccessible } = args as { key: string; PubliclyAccessible: boolean };
      const row = instanceTable(context).get(key);
      if (row) instanceTable(context).put(key, { ...row, status: 'available', publiclyAccessible: PubliclyAccessible });
    },
  },
});
