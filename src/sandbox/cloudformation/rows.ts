/** Rows of CloudFormation: stack sets of the management account with their instances and operations, and stacks of any account. */
import type { Table } from '../core/store.ts';
import type { HasTables } from '../organizations/rows.ts';

/** Key: the name. Only service-managed ones, of the management account. */
export interface StackSetRow {
  readonly name: string;
  /** `<name>:<uuid>` */
  readonly id: string;
  readonly region: string;
  readonly description?: string;
  readonly templateBody: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly capabilities: readonly string[];
  readonly autoDeployment: { readonly enabled: boolean; readonly retainStacks: boolean };
}

/** Key: `<stack set>/<account>/<region>`. */
export interface StackInstanceRow {
  readonly stackSet: string;
  readonly account: string;
  readonly region: string;
  readonly organizationalUnitId: string;
  readonly stackId?: string;
  readonly status: 'CURRENT' | 'OUTDATED' | 'INOPERABLE';
  readonly detailedStatus: 'PENDING' | 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'CANCELLED' | 'SKIPPED_SUSPENDED_ACCOUNT';
  readonly statusReason?: string;
  readonly lastOperationId: string;
}

/** What an operation does in one account and Region. */
export interface OperationResult {
  readonly account: string;
  readonly region: string;
  readonly status: 'PENDING' | 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'CANCELLED';
  readonly statusReason?: string;
}

/** Key: `<stack set>/<operation id>`. */
export interface StackSetOperationRow {
  readonly id: string;
  readonly stackSet: string;
  readonly action: 'CREATE' | 'DELETE';
  readonly status: 'RUNNING' | 'SUCCEEDED' | 'FAILED';
  readonly createdAt: number;
  readonly endedAt?: number;
  /** Accounts at a time in a Region, and how many may fail in a Region before the operation stops. */
  readonly concurrency: number;
  readonly tolerance: number;
  readonly retainStacks: boolean;
  readonly results: readonly OperationResult[];
}

/** Key: `<account>/<region>/<name>`. */
export interface StackRow {
  readonly account: string;
  readonly region: string;
  readonly name: string;
  readonly id: string;
  readonly createdAt: number;
  readonly stackSet?: string;
  /** Names of the IAM roles that it made. */
  readonly roles: readonly string[];
}

export const stackSetTable = (from: HasTables): Table<StackSetRow> => from.table('cloudformation/stack-sets');
export const stackInstanceTable = (from: HasTables): Table<StackInstanceRow> => from.table('cloudformation/stack-instances');
export const stackSetOperationTable = (from: HasTables): Table<StackSetOperationRow> =>
  from.table('cloudformation/stack-set-operations');
export const stackTable = (from: HasTables): Table<StackRow> => from.table('cloudformation/stacks');

export const stackKey = ({ account, region, name }: Pick<StackRow, 'account' | 'region' | 'name'>): string =>
  `${account}/${region}/${name}`;
