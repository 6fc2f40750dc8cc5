import type { Results, RowResult } from './contract.ts';

/** Rows with how many of each kind there are. */
export function resultsOf(rows: readonly RowResult[]): Results {
  const count = (status: RowResult['status']): number => rows.filter((row) => row.status === status).length;
  return {
    summary: {
      total: rows.length,
      succeeded: count('SUCCEEDED'),
      failed: count('FAILED'),
      blocked: count('BLOCKED'),
      cancelled: count('CANCELLED'),
      inProgress: count('IN_PROGRESS'),
    },
    rows: [...rows],
  };
}
