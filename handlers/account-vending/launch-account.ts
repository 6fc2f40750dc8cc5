import { accountKey, readAccountEntry } from '../ledger/account-entry.ts';
import { updateItem } from '../ledger/table.ts';
import { confirmSlot } from '../slots/queue.ts';
import { takesAnother } from '../slots/room.ts';
import { now } from '../shared/runtime.ts';
import { task } from '../shared/task.ts';
import { isBusy, provisionAccount, readLaunch } from './account-factory.ts';
import type { Launch } from './account-factory.ts';
import { productName } from './asked.ts';
import { launchAccount } from './contract.ts';
import { ClaimLost, ControlTowerBusy, LaunchFailed, LaunchTimedOut } from './errors.ts';
import { noteOpenLaunch } from './open-launches.ts';
import { succeedLaunch } from './waiting-launch.ts';

/** Minutes that an account may take from its launch: AWS advises to terminate and retry after an hour. */
const launchMinutes = 60;

/**
 * Launches the account and leaves the task waiting for Control Tower's lifecycle event; on a retry (the event is late or lost, or the
 * reply was) asks Service Catalog instead. The token is in the ledger before the launch, so no event can come too early for it.
 * Raises LaunchFailed, ControlTowerBusy, LaunchTimedOut, ClaimLost, SlotNotHeld and AWS's own errors.
 */
export const handler = task(launchAccount, async ({ row, holder, executionArn, taskToken }) => {
  const entry = await readAccountEntry(row.accountName);
  if (!entry || entry.executionArn !== executionArn) {
    throw new ClaimLost(`${row.accountName} was taken over by ${entry?.executionArn ?? 'nobody: its entry is gone'}`);
  }
  if (entry.accountId) return succeedLaunch(entry, taskToken, entry.accountId);

  /* The event has told the end, but its answer to the task was lost. */
  if (entry.state === 'FAILED' && !isBusy(entry.errorMsg ?? ''))
    throw new LaunchFailed(entry.errorMsg ?? 'Control Tower gave no reason');
  /* A generation that failed because Control Tower was busy left a product in ERROR, which blocks its name. */
  const relaunch = entry.state === 'FAILED';
  if (relaunch && !(await takesAnother('control-tower'))) {
    /* The slot is kept with its place: confirming it again begins its lease anew. */
    await confirmSlot('control-tower', holder);
    throw new ControlTowerBusy(entry.errorMsg!);
  }
  const generation = relaunch ? entry.generation + 1 : entry.generation;
  if (relaunch || entry.state === 'CLAIMED') {
    await confirmSlot('control-tower', holder, productName(row.accountName, generation));
    await noteOpenLaunch(row.accountName);
  }
  const launchedAt = relaunch || !entry.launchedAt ? new Date(now()).toISOString() : entry.launchedAt;
  const stored = await updateItem(
    accountKey(row.accountName),
    { taskToken, state: 'LAUNCHING', generation, launchedAt, updatedAt: new Date(now()).toISOString() },
    {
      ...(relaunch ? { remove: ['recordId', 'error', 'errorMsg', 'nextAction'] } : {}),
      condition: { expression: '#executionArn = :executionArn', values: { executionArn } },
    },
  );
  if (!stored) throw new ClaimLost(`${row.accountName} was taken over by a newer execution`);

  const known = relaunch || entry.recordId === undefined ? undefined : { recordId: entry.recordId, inProgress: false };
  const { recordId, inProgress } = known ?? (await provisionAccount(row, productName(row.accountName, generation)));
  if (recordId !== entry.recordId) await updateItem(accountKey(row.accountName), { recordId });
  const launch: Launch = inProgress ? { status: 'IN_PROGRESS' } : await readLaunch(recordId);
  if (launch.status === 'SUCCEEDED') return succeedLaunch(entry, taskToken, launch.accountId);
  if (launch.status === 'FAILED') {
    await updateItem(accountKey(row.accountName), { state: 'FAILED', errorMsg: launch.reason });
    throw isBusy(launch.reason) ? new ControlTowerBusy(launch.reason) : new LaunchFailed(launch.reason);
  }
  if (now() - Date.parse(launchedAt) > launchMinutes * 60_000) {
    await updateItem(accountKey(row.accountName), { state: 'UNKNOWN' });
    throw new LaunchTimedOut(`Account Factory was still working after ${launchMinutes} minutes (record ${recordId})`);
  }
  return null;
});
