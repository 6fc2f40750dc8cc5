import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { leaveOperation } from '../ledger/interlock.ts';
import { forgetOpenEnrollment, readEnrollmentEntry, updateEnrollment, type EnrollmentState } from '../ledger/enrollment-entry.ts';
import { client } from '../shared/clients.ts';
import { environment, now } from '../shared/runtime.ts';
import { task } from '../shared/task.ts';
import { settleEnrollment, type RowResult } from './contract.ts';
import { nextAction } from './next-action.ts';

/** Writes what became of an account to its entry, tells the topic when it failed, and returns it as the execution's output. */
export const handler = task(settleEnrollment, async ({ row, executionArn, failure, left }): Promise<RowResult> => {
  const named = { row: row.row, accountId: row.accountId, accountName: row.accountName };
  const owner = { accountId: row.accountId, executionArn };
  const updatedAt = new Date(now()).toISOString();
  await leaveOperation(executionArn);
  if (!failure) {
    if (await updateEnrollment(owner, { state: 'SETTLED', updatedAt }, ['taskToken', 'error', 'errorMsg', 'nextAction']))
      await forgetOpenEnrollment(row.accountId);
    return { ...named, status: 'SUCCEEDED' };
  }
  const entry = await readEnrollmentEntry(row.accountId);
  const error = failure.Error ?? 'Unknown';
  const errorMsg = reason(failure.Cause ?? '') || error;
  const action = nextAction(error, errorMsg);
  if (entry?.executionArn === executionArn) {
    const state: EnrollmentState =
      entry.state === 'ENROLLED' || entry.state === 'INCOMPLETE' || left === 'enrolled'
        ? 'INCOMPLETE'
        : entry.state === 'UNKNOWN' || left === 'working' || error === 'EnrollmentTimedOut'
          ? 'UNKNOWN'
          : 'FAILED';
    await updateEnrollment(owner, { state, error, errorMsg, nextAction: action, updatedAt }, ['taskToken']);
    if (state !== 'UNKNOWN') await forgetOpenEnrollment(row.accountId);
  }
  const result: RowResult = { ...named, status: 'FAILED', errorMsg, nextAction: action };
  await client(SNSClient).send(
    new PublishCommand({
      TopicArn: environment('NOTIFICATION_TOPIC'),
      Subject: `account-enrollment: ${row.accountId} failed`,
      Message: JSON.stringify(result),
    }),
  );
  return result;
});

/** AWS's own text: a failed function's cause is JSON around it, a failed token's cause is the text. */
function reason(cause: string): string {
  try {
    const parsed = JSON.parse(cause) as { errorMessage?: unknown };
    return typeof parsed.errorMessage === 'string' ? parsed.errorMessage : cause;
  } catch {
    return cause;
  }
}
