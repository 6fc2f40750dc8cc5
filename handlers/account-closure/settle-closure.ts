import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { ownedBy, readClosureEntry, updateClosure } from '../ledger/closure-entry.ts';
import { leaveOperation } from '../ledger/interlock.ts';
import { client } from '../shared/clients.ts';
import { environment, now } from '../shared/runtime.ts';
import { task } from '../shared/task.ts';
import { settleClosure, type RowResult } from './contract.ts';

/** Writes what became of an account to its entry, tells the topic when it was not closed, and returns it as the execution's output. */
export const handler = task(settleClosure, async ({ row, executionArn, failure }): Promise<RowResult> => {
  const { accountId, accountName } = row;
  const named = { row: row.row, accountId, accountName };
  const updatedAt = new Date(now()).toISOString();
  await leaveOperation(executionArn);
  if (!failure) {
    await updateClosure(accountId, { state: 'CLOSED', updatedAt }, ownedBy(executionArn));
    return { ...named, status: 'SUCCEEDED' };
  }
  const error = failure.Error ?? 'Unknown';
  const errorMsg = reason(failure.Cause ?? '') || error;
  const result: RowResult =
    error === 'ClosureCancelled'
      ? { ...named, status: 'CANCELLED', errorMsg, nextAction: 'Nothing; to close it all the same, start the same again.' }
      : { ...named, status: 'FAILED', errorMsg, nextAction: nextAction(error) };
  const entry = await readClosureEntry(accountId);
  if (entry?.executionArn === executionArn && entry.state !== 'CANCELLED')
    await updateClosure(
      accountId,
      { state: 'FAILED', error, errorMsg, nextAction: result.nextAction!, updatedAt },
      ownedBy(executionArn),
    );
  await client(SNSClient).send(
    new PublishCommand({
      TopicArn: environment('NOTIFICATION_TOPIC'),
      Subject: `account-closure: ${accountId} is not closed`,
      Message: JSON.stringify(result),
    }),
  );
  return result;
});

/** An account that is not closed stays in quarantine: it goes on from there, or back. */
function nextAction(error: string): string {
  const again = 'start the same again: it goes on where it was; or give it up with cancel (--cancel)';
  if (error === 'ClosureInProgress') return 'Wait for the other execution, or give it up with cancel (--cancel).';
  if (error === 'DrillArmed') return `Wait for the end of the drill, then ${again}.`;
  if (error === 'ClosureQuotaExceeded') return `AWS has closed no more accounts for 31 days: ${again}.`;
  return `Read the reason, mend it, then ${again}.`;
}

/** AWS's own text: a failed function's cause is JSON around it. */
function reason(cause: string): string {
  try {
    const parsed = JSON.parse(cause) as { errorMessage?: unknown };
    return typeof parsed.errorMessage === 'string' ? parsed.errorMessage : cause;
  } catch {
    return cause;
  }
}
