import { readEnrollmentEntry } from '../ledger/enrollment-entry.ts';
import { task } from '../shared/task.ts';
import { readEnrollment, type RowResult } from './contract.ts';

/** What the ledger says about an account that an execution of the same name has taken. */
export const handler = task(readEnrollment, async ({ row, accountId, accountName }): Promise<RowResult> => {
  const entry = await readEnrollmentEntry(accountId);
  const named = { row, accountId, accountName };
  if (entry?.state === 'SETTLED') return { ...named, status: 'SUCCEEDED' };
  if (entry?.state === 'FAILED' || entry?.state === 'INCOMPLETE' || entry?.state === 'UNKNOWN') {
    return {
      ...named,
      status: 'FAILED',
      errorMsg: entry.errorMsg ?? `the ledger's entry is ${entry.state}`,
      nextAction: entry.nextAction ?? 'Start the same again.',
    };
  }
  return {
    ...named,
    status: 'IN_PROGRESS',
    nextAction: `Another execution works on it: ${entry?.executionArn ?? 'not known yet'}. Start the same again later.`,
  };
});
