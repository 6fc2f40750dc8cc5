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
import { noteFailure } from './baseline-operations.ts';
import { isManaged, isRegistered, putAccountBaseline, removeAccountBaseline } from './managed-accounts.ts';
import { enrollmentObstacle } from './obstacles.ts';
import { accountOperationTable, enabledBaselineTable, landingZoneTable } from './rows.ts';
import { accountSlotFree, releaseAccountSlot, takeAccountSlot } from './slots.ts';

interface Move {
  readonly accountId: string;
  readonly organizationalUnitId: string;
  readonly requestedAt: number;
}

/** How long Control Tower waits before it looks again for a free slot. Not AWS's figure. */
const retryAfter = 60_000;

/** Set off by Organizations' MoveAccount. */
function accountMoved(args: Json, context: CallContext): void {
  const { accountId } = args as unknown as Move;
  const account = accountTable(context).get(accountId)!;
  if (account.state !== 'ACTIVE') return;
  const remediates = [...landingZoneTable(context).values()].some(({ remediationTypes }) =>
    remediationTypes.includes('INHERITANCE_DRIFT'),
  );
  const baseline = enabledBaselineTable(context).get(accountId);
  if (baseline?.parentId === account.parentId && baseline.status === 'SUCCEEDED') return;
  if (!remediates) {
    noteDrift(context, accountId, account.parentId);
    return;
  }
  if (!isRegistered(context, account.parentId)) {
    if (baseline) removeAccountBaseline(context, accountId);
    return;
  }
  const underWay = [...accountOperationTable(context).values()].some(
    (operation) => operation.accountId === accountId && operation.organizationalUnitId === account.parentId,
  );
  if (underWay) return;
  const requestedAt = context.now;
  const move = { accountId, organizationalUnitId: account.parentId, requestedAt };
  if (movesInto(context, account.parentId) > 0) {
    endMove(context, move, otherOperation);
    return;
  }
  if (!accountSlotFree(context)) {
    context.schedule(context.now + retryAfter, 'controltower/account-moved', { accountId });
    return;
  }
  const id = context.uuid();
  takeAccountSlot(context, {
    id,
    kind: isManaged(context, accountId) ? 'update' : 'enroll',
    accountName: account.name,
    accountId,
    organizationalUnitId: account.parentId,
    startedAt: context.now,
  });
  putAccountBaseline(context, account, account.parentId, 'UNDER_CHANGE');
  const finishAt = context.now + controlTowerDuration(context, 'controltower/update-account');
  context.schedule(finishAt, 'controltower/finish-move', { id, ...move });
}

/** An account that Control Tower does not follow: it has drifted, or its new OU has an account without the OU's baseline. */
function noteDrift(context: CallContext, accountId: string, parentId: string): void {
  const baselines = enabledBaselineTable(context);
  for (const id of [accountId, parentId]) {
    const row = baselines.get(id);
    if (row) baselines.put(id, { ...row, drifted: true });
  }
}

/** "Only a single move-account operation on the destination OU" (Control Tower user guide, quotas). */
function movesInto(context: CallContext, organizationalUnitId: string): number {
  return [...accountOperationTable(context).values()].filter(
    (operation) => operation.organizationalUnitId === organizationalUnitId && operation.kind !== 'create',
  ).length;
}

const otherOperation =
  'AWS Control Tower cannot complete an operation on this account, because another AWS Control Tower operation is in progress. Try again later.';

function finishMove(args: Json, context: CallContext): void {
  const { id, ...move } = args as unknown as Move & { readonly id: string };
  releaseAccountSlot(context, id);
  const account = accountTable(context).get(move.accountId)!;
  if (account.parentId !== move.organizationalUnitId) return;
  const obstacle = enrollmentObstacle(context, account, account.parentId, false);
  if (!obstacle) createExecutionRole(context, account.id);
  endMove(context, move, obstacle && `${obstacle.exception} ${obstacle.message}`);
}

/** The account has the OU's baseline, or its enrollment failed with that text; the account stays where it was moved to. */
function endMove(
  context: CallContext,
  { accountId, organizationalUnitId, requestedAt }: Move,
  failure: string | undefined,
): void {
  const account = accountTable(context).get(accountId)!;
  putAccountBaseline(context, account, organizationalUnitId, failure === undefined ? 'SUCCEEDED' : 'FAILED');
  if (failure !== undefined) noteFailure(context, accountId, failure, requestedAt);
  emitLifecycleEvent(
    context,
    managedAccountDetail(context, {
      eventName: 'UpdateManagedAccount',
      organizationalUnitName: organizationalUnitTable(context).get(organizationalUnitId)?.name ?? 'Not Available',
      organizationalUnitId,
      accountName: account.name,
      accountId,
      state: failure === undefined ? 'SUCCEEDED' : 'FAILED',
      ...(failure === undefined ? {} : { message: failure }),
      requestedAt,
      completedAt: context.now,
    }),
  );
}

/** Timers of auto-enrollment. */
export const autoEnrollmentTimers = { 'account-moved': accountMoved, 'finish-move': finishMove };
