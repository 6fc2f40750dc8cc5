import { accountKey, readAccountEntry } from '../ledger/account-entry.ts';
import type { AccountEntry } from '../ledger/account-entry.ts';
import { updateItem } from '../ledger/table.ts';
import { dispatch, releaseAbandoned } from '../slots/queue.ts';
import { readSlots } from '../slots/slot-state.ts';
import { now } from '../shared/runtime.ts';
import { task } from '../shared/task.ts';
import { findRecord, readLaunch } from './account-factory.ts';
import { holderName, productName } from './asked.ts';
import { reconcileLaunches } from './contract.ts';
import { isRunning } from './next-attempt.ts';

/**
 * Settles what executions have left that ended before their launch was over (stopped, timed out, or its event was lost): the ledger gets
 * the launch's end, and the slot goes to the next. A slot belongs to Control Tower's operation, so one that still runs keeps its slot.
 * At most ten holders are looked at, however many rows wait.
 */
export const handler = task(reconcileLaunches, async () => {
  const { holders } = await readSlots('control-tower');
  const released: string[] = [];
  const launching: string[] = [];
  for (const [holder, holding] of holders) {
    const accountName = holderName(holder);
    if (accountName === undefined) continue;
    const entry = await readAccountEntry(accountName);
    /* The place in the queue begins with the time of the claim: an older one was granted to an attempt that is gone. */
    const isItsOwn = entry !== undefined && holding.order.startsWith(entry.claimedAt);
    if (entry && isItsOwn && (await isRunning(entry.executionArn))) continue;
    if (entry && (await isLaunching(entry))) launching.push(accountName);
    else if (await releaseAbandoned('control-tower', holder, holding)) released.push(accountName);
  }
  /* A grant whose answer could not be sent is answered now: nobody else may come to do it. */
  await dispatch('control-tower');
  return { released, launching };
});

/** True while Account Factory works on it; else the ledger has the launch's end when this returns. */
async function isLaunching(entry: AccountEntry): Promise<boolean> {
  /* A newer claim keeps what an earlier attempt has launched, until it launches itself. */
  if (entry.launchedAt === undefined || entry.accountId !== undefined) return false;
  /* The execution may have died between the launch and its answer. */
  const recordId = entry.recordId ?? (await findRecord(productName(entry.accountName, entry.generation)));
  if (recordId === undefined) return false;
  const launch = await readLaunch(recordId);
  if (launch.status === 'IN_PROGRESS' && entry.state === 'CLAIMED') return true;
  const end =
    launch.status === 'SUCCEEDED'
      ? { state: 'VENDED', accountId: launch.accountId }
      : launch.status === 'FAILED'
        ? { state: 'FAILED', errorMsg: launch.reason }
        : { state: 'UNKNOWN' };
  await updateItem(
    accountKey(entry.accountName),
    { ...end, recordId, updatedAt: new Date(now()).toISOString() },
    { condition: { expression: '#executionArn = :executionArn', values: { executionArn: entry.executionArn } } },
  );
  return launch.status === 'IN_PROGRESS';
}
