/** Rows of AWS Control Tower. Times are virtual milliseconds since the epoch. */
import { groupTable, perStore } from '../core/indexes.ts';
import type { Store, Table } from '../core/store.ts';
import type { HasTables } from '../organizations/rows.ts';

/** The one row of `controltower/landing-zones`, under its ARN's last part. */
export interface LandingZoneRow {
  readonly id: string;
  readonly version: string;
  readonly status: 'ACTIVE' | 'PROCESSING' | 'FAILED';
  readonly driftStatus: 'IN_SYNC' | 'DRIFTED';
  /** With it, moving an account between OUs enrolls, updates or unenrolls it (auto-enrollment, landing zone 3.1 and later). */
  readonly remediationTypes: readonly 'INHERITANCE_DRIFT'[];
}

/** Key: the id of the OU or account that the baseline is on. Only AWSControlTowerBaseline is on accounts and OUs. */
export interface EnabledBaselineRow {
  readonly targetId: string;
  /** Last part of the enabled baseline's ARN. */
  readonly id: string;
  readonly version: string;
  readonly status: 'SUCCEEDED' | 'FAILED' | 'UNDER_CHANGE';
  readonly lastOperationId?: string;
  /** The OU whose enabled baseline an account inherits; absent on OUs. */
  readonly parentId?: string;
  readonly drifted: boolean;
}

export type BaselineOperationType = 'ENABLE_BASELINE' | 'DISABLE_BASELINE' | 'UPDATE_ENABLED_BASELINE' | 'RESET_ENABLED_BASELINE';

/** Key: the operation's identifier, a UUID. */
export interface BaselineOperationRow {
  readonly id: string;
  readonly type: BaselineOperationType;
  readonly targetId: string;
  readonly status: 'IN_PROGRESS' | 'SUCCEEDED' | 'FAILED';
  readonly startedAt: number;
  readonly endedAt?: number;
  readonly statusMessage?: string;
  /** The OU's accounts when it began. */
  readonly accountIds: readonly string[];
}

/**
 * An account operation that holds one of Control Tower's slots, whoever started it. Key: the id of the Service Catalog record or of the
 * move that started it.
 */
export interface AccountOperationRow {
  readonly id: string;
  readonly kind: 'create' | 'update' | 'enroll' | 'unmanage';
  readonly accountName: string;
  readonly accountId?: string;
  readonly organizationalUnitId: string;
  readonly startedAt: number;
}

/** Key: last part of the enabled control's ARN. */
export interface EnabledControlRow {
  readonly id: string;
  readonly controlIdentifier: string;
  readonly targetId: string;
  readonly status: 'SUCCEEDED' | 'FAILED' | 'UNDER_CHANGE';
  readonly lastOperationId: string;
}

/** Key: the operation's identifier, a UUID. */
export interface ControlOperationRow {
  readonly id: string;
  readonly type: 'ENABLE_CONTROL' | 'DISABLE_CONTROL';
  readonly enabledControlId: string;
  readonly controlIdentifier: string;
  readonly targetId: string;
  readonly status: 'IN_PROGRESS' | 'SUCCEEDED' | 'FAILED';
  readonly startedAt: number;
  readonly endedAt?: number;
  readonly statusMessage?: string;
}

export const landingZoneTable = (from: HasTables): Table<LandingZoneRow> => from.table('controltower/landing-zones');
export const enabledBaselineTable = (from: HasTables): Table<EnabledBaselineRow> => from.table('controltower/enabled-baselines');
export const baselineOperationTable = (from: HasTables): Table<BaselineOperationRow> =>
  from.table('controltower/baseline-operations');
export const accountOperationTable = (from: HasTables): Table<AccountOperationRow> =>
  from.table('controltower/account-operations');
export const enabledControlTable = (from: HasTables): Table<EnabledControlRow> => from.table('controltower/enabled-controls');
export const controlOperationTable = (from: HasTables): Table<ControlOperationRow> =>
  from.table('controltower/control-operations');

/** Indexes over Control Tower's rows. */
export interface ControlTowerIndexes {
  /** Identifiers of the baseline operations that run now. */
  runningBaselineOperations(): ReadonlySet<string>;
  /** Identifiers of the control operations that run now. */
  runningControlOperations(): ReadonlySet<string>;
  /** Ids of the enabled controls on an OU. */
  controlsOn(organizationalUnitId: string): ReadonlySet<string>;
  /** Ids of the OUs and accounts whose baseline is in a status. */
  baselinesIn(status: EnabledBaselineRow['status']): ReadonlySet<string>;
  /** Ids of the accounts that inherit the baseline of an OU. */
  inheritingFrom(organizationalUnitId: string): ReadonlySet<string>;
}

export const controlTowerIndexes: (store: Store) => ControlTowerIndexes = perStore((store) => {
  const baselineOperations = groupTable(baselineOperationTable(store), ({ status }) => status);
  const controlOperations = groupTable(controlOperationTable(store), ({ status }) => status);
  const controls = groupTable(enabledControlTable(store), ({ targetId }) => targetId);
  const statuses = groupTable(enabledBaselineTable(store), ({ status }) => status);
  const inheriting = groupTable(enabledBaselineTable(store), ({ parentId }) => parentId);
  return {
    runningBaselineOperations: () => baselineOperations.of('IN_PROGRESS'),
    runningControlOperations: () => controlOperations.of('IN_PROGRESS'),
    controlsOn: (organizationalUnitId) => controls.of(organizationalUnitId),
    baselinesIn: (status) => statuses.of(status),
    inheritingFrom: (organizationalUnitId) => inheriting.of(organizationalUnitId),
  };
});
