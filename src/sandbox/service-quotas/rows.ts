/** Rows of Service Quotas. Times are virtual milliseconds since the epoch. */
import { groupTable, perStore } from '../core/indexes.ts';
import type { Store, Table } from '../core/store.ts';
import type { HasTables } from '../organizations/rows.ts';

/** An applied value that differs from the start. Key: `<account>/<Region>/<service>/<quota>`. */
export interface AppliedQuotaRow {
  readonly value: number;
}

/** Key: the request's id. */
export interface QuotaRequestRow {
  readonly id: string;
  /** Key of the quota, as in AppliedQuotaRow. */
  readonly quota: string;
  readonly serviceCode: string;
  readonly quotaCode: string;
  readonly desiredValue: number;
  readonly status: 'PENDING' | 'CASE_OPENED' | 'APPROVED' | 'DENIED';
  readonly caseId?: string;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly requester: string;
}

export const appliedQuotaTable = (from: HasTables): Table<AppliedQuotaRow> => from.table('servicequotas/applied');
export const quotaRequestTable = (from: HasTables): Table<QuotaRequestRow> => from.table('servicequotas/requests');

/** Ids of the requests for a quota, the oldest first. */
export const requestsForQuota: (store: Store) => (quota: string) => ReadonlySet<string> = perStore((store) => {
  const requests = groupTable(quotaRequestTable(store), ({ quota }) => quota);
  return (quota) => requests.of(quota);
});
