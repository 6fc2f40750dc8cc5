import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { accountKey, readAccountEntry } from '../ledger/account-entry.ts';
import type { AccountState } from '../ledger/account-entry.ts';
import { updateItem } from '../ledger/table.ts';
import { client } from '../shared/clients.ts';
import { environment, now } from '../shared/runtime.ts';
import { task } from '../shared/task.ts';
import { settleAccount } from './contract.ts';
import { countTransitions } from './count-transitions.ts';
import type { RowResult } from './contract.ts';
import { nextAction } from './next-action.ts';
import { forgetOpenLaunch } from './open-launches.ts';

/** Writes the outcome of a row to its entry, tells the topic when it failed, and returns it as the execution's output. */
export const handler = task(settleAccount, async ({ row, executionArn, account, checks, failure }): Promise<RowResult> => {
  const named = { row: row.row, accountName: row.accountName, transitions: 1 + (await countTransitions(executionArn)) };
  const owned = { condition: { expression: '#executionArn = :executionArn', values: { executionArn } } };
  const updatedAt = new Date(now()).toISOString();
  if (!failure) {
    const written = await updateItem(
      accountKey(row.accountName),
      { state: 'SETTLED', updatedAt, ...(checks ? { checks } : {}) },
      { ...owned, remove: ['error', 'errorMsg', 'nextAction'] },
    );
    if (written) await forgetOpenLaunch(row.accountName);
    const known = checks ?? (await readAccountEntry(row.accountName))?.checks;
    return {
      ...named,
      status: 'SUCCEEDED',
      ...(account ? { accountId: account.accountId } : {}),
      ...(known ? { checks: [...known] } : {}),
    };
  }

  const entry = await readAccountEntry(row.accountName);
  const accountId = account?.accountId ?? (entry?.executionArn === executionArn ? entry.accountId : undefined);
  const error = failure.Error ?? 'Unknown';
  const errorMsg = reason(failure.Cause ?? '') || error;
  const action = nextAction(error, errorMsg);
  const state: AccountState = accountId ? 'INCOMPLETE' : error === 'LaunchTimedOut' ? 'UNKNOWN' : 'FAILED';
  const written = await updateItem(
    accountKey(row.accountName),
    { state, error, errorMsg, nextAction: action, updatedAt },
    { ...owned, remove: ['taskToken'] },
  );
  if (written && state !== 'UNKNOWN') await forgetOpenLaunch(row.accountName);
  const result: RowResult = { ...named, status: 'FAILED', ...(accountId ? { accountId } : {}), errorMsg, nextAction: action };
  await client(SNSClient).send(
    new PublishCommand({
      TopicArn: environment('NOTIFICATION_TOPIC'),
      Subject: `account-vending: ${row.accountName} failed`.slice(0, 100),
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
