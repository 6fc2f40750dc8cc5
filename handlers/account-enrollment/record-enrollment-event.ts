import * as z from 'zod';
import { readEnrollmentEntry, readUnitOperation, type EnrollmentEntry } from '../ledger/enrollment-entry.ts';
import { now } from '../shared/runtime.ts';
import { task } from '../shared/task.ts';
import { OperationInProgress } from './errors.ts';
import { isBusyReason, readOutcome } from './operations.ts';
import { failEnrollment, succeedEnrollment } from './waiting-enrollment.ts';

/** Seconds within which Lambda hands a refused event over again: after one minute and after two more. */
const handedOverAgainFor = 170;

/** Minutes that Control Tower's clock and ours may differ. */
const clockSkewMinutes = 2;

const status = z.object({
  account: z.object({ accountId: z.string().optional() }).optional(),
  organizationalUnit: z.object({ organizationalUnitId: z.string().optional() }).optional(),
  requestedTimestamp: z.string().optional(),
});

/** https://docs.aws.amazon.com/controltower/latest/userguide/lifecycle-events.html */
const lifecycleEvent = {
  input: z.object({
    /** ISO 8601. */
    time: z.string(),
    detail: z.object({
      eventName: z.enum(['CreateManagedAccount', 'UpdateManagedAccount', 'RegisterOrganizationalUnit']),
      serviceEventDetails: z.object({
        createManagedAccountStatus: status.optional(),
        updateManagedAccountStatus: status.optional(),
        registerOrganizationalUnitStatus: status.optional(),
      }),
    }),
  }),
  output: z.object({ outcome: z.enum(['answered', 'ignored']), why: z.string() }),
};

/**
 * Matches the end of a Control Tower operation with the enrollment that waits for it: by account, or by the unit that was reset for it, and by
 * time with its generation. What became of it is asked of Control Tower, never believed of the event. Raises OperationInProgress while it
 * is not over: the event came early.
 */
export const handler = task(lifecycleEvent, async ({ time, detail }): Promise<z.input<typeof lifecycleEvent.output>> => {
  const { createManagedAccountStatus, updateManagedAccountStatus, registerOrganizationalUnitStatus } = detail.serviceEventDetails;
  const told = createManagedAccountStatus ?? updateManagedAccountStatus ?? registerOrganizationalUnitStatus;
  const unitId = registerOrganizationalUnitStatus?.organizationalUnit?.organizationalUnitId;
  const accountId = unitId === undefined ? told?.account?.accountId : await readUnitOperation(unitId);
  const entry = accountId === undefined ? undefined : await readEnrollmentEntry(accountId);
  if (!entry) return { outcome: 'ignored', why: 'no enrollment is about this' };
  const why = reasonToIgnore(entry, told?.requestedTimestamp);
  if (why) return { outcome: 'ignored', why };
  const notStored = entry.path === 'service-catalog' && entry.recordId === undefined;
  const outcome = notStored ? ({ status: 'IN_PROGRESS' } as const) : await readOutcome(entry);
  if (outcome.status === 'SUCCEEDED') await succeedEnrollment(entry, entry.taskToken);
  else if (outcome.status === 'FAILED')
    await failEnrollment(entry, isBusyReason(outcome.reason) ? 'ControlTowerBusy' : 'EnrollmentFailed', outcome.reason);
  else {
    if (now() < Date.parse(time) + handedOverAgainFor * 1000)
      throw new OperationInProgress(`the event of account ${entry.accountId} came before its operation ended`);
    return { outcome: 'ignored', why: 'its operation is not over; the waiting task will ask' };
  }
  return { outcome: 'answered', why: '' };
});

/** Why an event is not about what the account's entry waits for, or ''. */
function reasonToIgnore(entry: EnrollmentEntry, requestedTimestamp: string | undefined): string {
  if (entry.state !== 'STARTED' && entry.state !== 'UNKNOWN') return `nobody waits: the entry is ${entry.state}`;
  const requested = requestedTimestamp ? Date.parse(requestedTimestamp.replace(/\+0000$/, 'Z')) : NaN;
  if (entry.startedAt && requested < Date.parse(entry.startedAt) - clockSkewMinutes * 60_000)
    return `stale: requested ${requestedTimestamp}, generation ${entry.generation} began ${entry.startedAt}`;
  return '';
}
