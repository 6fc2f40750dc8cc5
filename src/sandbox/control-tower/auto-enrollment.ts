/**
 * Auto-enrollment: with INHERITANCE_DRIFT in the landing zone's remediation types, an account that is moved into a registered OU is enrolled
 * and one that is moved out is not managed any more; without it, the account is only drifted (user guide, "Configure auto-enrollment").
 */
import type { Json } from '../core/json.ts';
import type { CallContext } from '../core/service.ts';
import { accountTable, organizationalUnitTable } from '../organizations/rows.ts';
import { controlTowerDuration } from './durations.ts';
import { createExecutionRole } from './execution-role.ts';
import { emitLifecycleEvent, managedAccountDetail } from './lifecycle-events.ts';
import { isManaged, isRegistered, putAccountBaseline, removeAccountBaseline } from './managed-accounts.ts';
import { enabledBaselineTable, landingZoneTable } from './rows.ts';
import { accountSlotFree, releaseAccountSlot, takeAccountSlot } from './slots.ts';

interface Move {
  readonly accountId: string;
}

/** How long Control Tower waits before it looks again for a free slot. Not AWS's figure. */
const retryAfter = 60_000;

/** Set off by Organizations' MoveAccount. */
function accountMoved(args: Json, context: CallContext): void {
  const { accountId } = args as unknown as Move;
  const account = accountTable(context).get(accountId)!;
  const remediates = [...landingZoneTable(context).values()].some(({ remediationTypes }) =>
    remediationTypes.includes('INHERITANCE_DRIFT'),
  );
  const baseline = enabledBaselineTable(context).get(accountId);
  if (baseline?.parentId === account.parentId && baseline.status === 'SUCCEEDED') return;
  if (!remediates) {
    if (baseline) enabledBaselineTable(context).put(accountId, { ...baseline, drifted: true });
    return;
  }
  if (!isRegistered(context, account.parentId)) {
    if (baseline) removeAccountBaseline(context, accountId);
    return;
  }
  if (!accountSlotFree(context)) {
    context.schedule(context.now + retryAfter, 'controltower/account-moved', { accountId });
    return;
  }
  const id = context.uuid();
  const existed = isManaged(context, accountId);
  takeAccountSlot(context, {
    id,
    kind: existed ? 'update' : 'enroll',
    accountName: account.name,
    accountId,
    organizationalUnitId: account.parentId,
    startedAt: context.now,
  });
  putAccountBaseline(context, account, account.parentId, 'UNDER_CHANGE');
  const finishAt = context.now + controlTowerDuration(context, 'controltower/update-account');
  context.schedule(finishAt, 'controltower/finish-move', {
    id,
    accountId,
    organizationalUnitId: account.parentId,
    requestedAt: context.now,
  });
}

function finishMove(args: Json, context: CallContext): void {
  const { id, accountId, organizationalUnitId, requestedAt } = args as {
    id: string;
    accountId: string;
    organizationalUnitId: string;
    requestedAt: number;
  };
  releaseAccountSlot(context, id);
  const account = accountTable(context).get(accountId)!;
  if (account.parentId !== organizationalUnitId) return;
  createExecutionRole(context, accountId);
  putAccountBaseline(context, account, organizationalUnitId, 'SUCCEEDED');
  emitLifecycleEvent(
    context,
    managedAccountDetail(context, {
      eventName: 'UpdateManagedAccount',
      organizationalUnitName: organizationalUnitTable(context).get(organizationalUnitId)?.name ?? 'Not Available',
      organizationalUnitId,
      accountName: account.name,
      accountId,
      state: 'SUCCEEDED',
      requestedAt,
      completedAt: context.now,
    }),
  );
}

/** Timers of auto-enrollment. */
export const autoEnrollmentTimers = { 'account-moved': accountMoved, 'finish-move': finishMove };
