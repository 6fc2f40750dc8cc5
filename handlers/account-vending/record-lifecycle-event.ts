import * as z from 'zod';
import { readAccountEntry } from '../ledger/account-entry.ts';
import type { AccountEntry } from '../ledger/account-entry.ts';
import { putItem } from '../ledger/table.ts';
import { now } from '../shared/runtime.ts';
import { task } from '../shared/task.ts';
import { dispatch, release } from '../slots/queue.ts';
import { isBusy, readLaunch } from './account-factory.ts';
import { slotHolder } from './asked.ts';
import { RecordInProgress } from './errors.ts';
import { failLaunch, succeedLaunch } from './waiting-launch.ts';

/** Days that a record of an event nobody waited for is kept. */
const keptDays = 90;

/** Seconds within which Lambda hands a refused event over again: after one minute and after two more. */
const handedOverAgainFor = 170;

/** Minutes that Control Tower's clock and ours may differ. */
const clockSkewMinutes = 2;

const managedAccountStatus = z.object({
  account: z.object({ accountName: z.string().optional(), accountId: z.string().optional() }),
  state: z.enum(['SUCCEEDED', 'FAILED']),
  message: z.string().optional(),
  requestedTimestamp: z.string().optional(),
});

/** https://docs.aws.amazon.com/controltower/latest/userguide/lifecycle-events.html */
const lifecycleEvent = {
  input: z.object({
    id: z.string(),
    /** ISO 8601. */
    time: z.string(),
    detail: z.object({
      eventName: z.enum(['CreateManagedAccount', 'UpdateManagedAccount']),
      serviceEventDetails: z.object({
        createManagedAccountStatus: managedAccountStatus.optional(),
        updateManagedAccountStatus: managedAccountStatus.optional(),
      }),
    }),
  }),
  output: z.object({ outcome: z.enum(['answered', 'ignored']), why: z.string() }),
};

/**
 * Matches the end of a Control Tower account operation with the launch that waits for it: by account name, and by time with its
 * generation (an event whose request is older than the launch belongs to an earlier one). A foreign or stale event is recorded.
 * Raises RecordInProgress while Service Catalog's record of the launch is not terminal: the event came early, and the slot belongs to
 * the operation, so nothing goes on before.
 */
export const handler = task(lifecycleEvent, async ({ id, time, detail }): Promise<z.input<typeof lifecycleEvent.output>> => {
  const status = detail.serviceEventDetails.createManagedAccountStatus ?? detail.serviceEventDetails.updateManagedAccountStatus;
  const accountName = status?.account.accountName;
  const entry = accountName ? await readAccountEntry(accountName) : undefined;
  const ignore = async (why: string): Promise<z.input<typeof lifecycleEvent.output>> => {
    await putItem({
      pk: `EVENT#${id}`,
      sk: 'IGNORED',
      eventName: detail.eventName,
      accountName: accountName ?? '',
      why,
      expiresAt: Math.floor(now() / 1000) + keptDays * 86_400,
    });
    /* Somebody else's operation has made room. */
    await dispatch('control-tower');
    return { outcome: 'ignored', why };
  };
  if (!status || !entry) return ignore('no entry of the ledger has this name');
  const why = reasonToIgnore(entry, status.requestedTimestamp);
  if (why) return ignore(why);

  const launch = entry.recordId ? await readLaunch(entry.recordId) : undefined;
  if (launch === undefined || launch.status === 'IN_PROGRESS') {
    if (now() < Date.parse(time) + handedOverAgainFor * 1000) {
      throw new RecordInProgress(
        `the event of ${entry.accountName} came before its record ${entry.recordId ?? '(not stored yet)'} ended`,
      );
    }
    return ignore('its record is not terminal; the waiting task will ask for it');
  }
  /* Nobody waits any more for a launch that outlived its time: its slot was kept for it, and is free now. */
  const late = entry.state === 'UNKNOWN';
  if (launch.status === 'SUCCEEDED') await succeedLaunch(entry, entry.taskToken, launch.accountId);
  else await failLaunch(entry, isBusy(launch.reason) ? 'ControlTowerBusy' : 'LaunchFailed', launch.reason);
  if (late) await release('control-tower', slotHolder(entry.accountName));
  return { outcome: 'answered', why: late ? 'late' : '' };
});

/** Why an event is not about the launch that its account's entry waits for, or ''. */
function reasonToIgnore(entry: AccountEntry, requestedTimestamp: string | undefined): string {
  if (entry.state !== 'LAUNCHING' && entry.state !== 'UNKNOWN') return `nobody waits: the entry is ${entry.state}`;
  const requested = requestedTimestamp ? Date.parse(requestedTimestamp.replace(/\+0000$/, 'Z')) : NaN;
  if (entry.launchedAt && requested < Date.parse(entry.launchedAt) - clockSkewMinutes * 60_000) {
    return `stale: requested ${requestedTimestamp}, generation ${entry.generation} was launched ${entry.launchedAt}`;
  }
  return '';
}
