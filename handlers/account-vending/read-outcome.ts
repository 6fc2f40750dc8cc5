import { readAccountEntry } from '../ledger/account-entry.ts';
import { task } from '../shared/task.ts';
import { readOutcome } from './contract.ts';
import type { RowResult } from './contract.ts';

/** What the ledger says about a row that an execution of the same name has taken. */
export const handler = task(readOutcome, async ({ row, accountName }): Promise<RowResult> => {
  const entry = await readAccountEntry(accountName);
  const named = { row, accountName, ...(entry?.accountId ? { accountId: entry.accountId } : {}) };
  if (entry?.state === 'SETTLED')
    return { ...named, status: 'SUCCEEDED', ...(entry.checks ? { checks: [...entry.checks] } : {}) };
  if (entry?.state === 'FAILED' || entry?.state === 'INCOMPLETE' || entry?.state === 'UNKNOWN') {
    return {
      ...named,
      status: 'FAILED',
      errorMsg: entry.errorMsg ?? `the ledger's entry is ${entry.state}`,
      nextAction: entry.nextAction ?? 'Start the same file again.',
    };
  }
  return {
    ...named,
    status: 'IN_PROGRESS',
    nextAction: `Another execution works on it: ${entry?.executionArn ?? 'not known yet'}. Start the same file again later.`,
  };
});
