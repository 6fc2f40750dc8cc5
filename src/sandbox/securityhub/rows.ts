/** Rows of Security Hub. A finding is kept once, by its identifier; who sees it follows from its account and Region. */
import type { AwsSecurityFinding } from '@aws-sdk/client-securityhub';
import { perStore, groupTable, type Grouping } from '../core/indexes.ts';
import type { Store, Table } from '../core/store.ts';

export interface HasTables {
  table<Row>(name: string): Table<Row>;
}

/** `securityhub/findings`, key: see `findingKey`. Dates are text, as in the Security Finding Format. */
export interface FindingRow {
  readonly account: string;
  readonly region: string;
  readonly finding: AwsSecurityFinding;
  /** Updates by BatchUpdateFindings that took effect. */
  readonly updates: number;
  /** Members that BatchUpdateFindings has set: BatchImportFindings leaves them alone from then on. */
  readonly updatedMembers: readonly string[];
}

/** The one row of `securityhub/organization`, under `organization`. */
export interface HubRow {
  /** The delegated administrator. */
  readonly administrator: string;
  readonly aggregationRegion: string;
  /** Share of the findings of a BatchUpdateFindings call that fail although the call answers 200. */
  readonly partialFailures: number;
}

/** `securityhub/rates`, key: `<account>/<Region>/<operation>`: a token bucket. */
export interface RateRow {
  readonly tokens: number;
  /** Virtual milliseconds at which `tokens` was true. */
  readonly at: number;
}

export const findingTable = (from: HasTables): Table<FindingRow> => from.table('securityhub/findings');
export const hubTable = (from: HasTables): Table<HubRow> => from.table('securityhub/organization');
export const rateTable = (from: HasTables): Table<RateRow> => from.table('securityhub/rates');
/** Custom actions, key: their ARN. */
export const actionTargetTable = (from: HasTables): Table<{ name: string; description: string }> =>
  from.table('securityhub/action-targets');

export const findingKey = (productArn: string, id: string): string => `${productArn} ${id}`;

const byAccount: (store: Store) => Grouping = perStore((store) => groupTable(findingTable(store), ({ account }) => account));
const byId: (store: Store) => Grouping = perStore((store) => groupTable(findingTable(store), ({ finding }) => finding.Id));

/** Findings of one account. */
export const findingsOf = (store: Store, account: string): FindingRow[] =>
  [...byAccount(store).of(account)].map((key) => findingTable(store).get(key)!);

/** Findings with that Id, of whatever product. */
export const findingsWithId = (store: Store, id: string): FindingRow[] =>
  [...byId(store).of(id)].map((key) => findingTable(store).get(key)!);
