/** The course of a baseline operation on an OU: it and its accounts are under change, then settled. */
import type { Json } from '../core/json.ts';
import type { CallContext } from '../core/service.ts';
import { organizationIndexes } from '../organizations/indexes.ts';
import type { AccountRow } from '../organizations/rows.ts';
import { accountTable, organizationalUnitTable } from '../organizations/rows.ts';
import { controlTowerDuration } from './durations.ts';
import { createExecutionRole } from './execution-role.ts';
import { emitLifecycleEvent, organizationalUnitDetail } from './lifecycle-events.ts';
import { putAccountBaseline, removeAccountBaseline } from './managed-accounts.ts';
import { enrollmentObstacle } from './obstacles.ts';
import type { BaselineOperationRow, BaselineOperationType, EnabledBaselineRow } from './rows.ts';
import { baselineOperationTable, controlTowerIndexes, enabledBaselineTable } from './rows.ts';

/** Starts an operation on an OU and returns its identifier. `baseline` is the row as it shall be afterwards. */
export function startBaselineOperation(context: CallContext, type: BaselineOperationType, baseline: EnabledBaselineRow): string {
  const id = context.uuid();
  const { targetId } = baseline;
  const accountIds = activeAccountsOf(context, targetId).map((account) => account.id);
  baselineOperationTable(context).put(id, { id, type, targetId, status: 'IN_PROGRESS', startedAt: context.now, accountIds });
  enabledBaselineTable(context).put(targetId, { ...baseline, status: 'UNDER_CHANGE', lastOperationId: id });
  for (const account of activeAccountsOf(context, targetId)) putAccountBaseline(context, account, targetId, 'UNDER_CHANGE');
  context.schedule(context.now + controlTowerDuration(context, 'controltower/baseline'), 'controltower/finish-baseline', { id });
  return id;
}

function finishBaseline(args: Json, context: CallContext): void {
  const { id } = args as { id: string };
  const operation = baselineOperationTable(context).get(id);
  const baseline = operation && enabledBaselineTable(context).get(operation.targetId);
  if (!operation || !baseline) throw new Error(`controltower: operation ${id} or its target is gone while it runs`);
  if (operation.type === 'DISABLE_BASELINE') disable(context, operation.targetId);
  const failed = operation.type === 'DISABLE_BASELINE' ? [] : enable(context, operation, baseline);
  const ended: BaselineOperationRow = {
    ...operation,
    status: failed.length === 0 ? 'SUCCEEDED' : 'FAILED',
    endedAt: context.now,
    ...(failed.length === 0
      ? {}
      : { statusMessage: `AWS Control Tower could not enroll ${failed.length} accounts: ${failed[0]}` }),
  };
  baselineOperationTable(context).put(id, ended);
  announce(context, ended);
}

/** Puts the baseline on the accounts that were in the OU when the operation began; gives the reasons of those that it cannot be put on. */
function enable(context: CallContext, { accountIds, startedAt }: BaselineOperationRow, baseline: EnabledBaselineRow): string[] {
  const { targetId } = baseline;
  const failed: string[] = [];
  for (const account of activeAccountsOf(context, targetId).filter(({ id }) => accountIds.includes(id))) {
    const obstacle = enrollmentObstacle(context, account, targetId, false);
    if (obstacle) {
      putAccountBaseline(context, account, targetId, 'FAILED');
      const text = `${obstacle.exception} ${obstacle.message}`;
      noteFailure(context, account.id, text, startedAt);
      failed.push(text);
    } else {
      createExecutionRole(context, account.id);
      putAccountBaseline(context, account, targetId, 'SUCCEEDED');
    }
  }
  const left = activeAccountsOf(context, targetId).some(
    ({ id }) => enabledBaselineTable(context).get(id)?.status !== 'SUCCEEDED',
  );
  enabledBaselineTable(context).put(targetId, { ...baseline, status: 'SUCCEEDED', drifted: left });
  return failed;
}

/** Gives a failed account's baseline an operation of its own, which tells why. */
export function noteFailure(context: CallContext, accountId: string, statusMessage: string, startedAt: number): void {
  const id = context.uuid();
  baselineOperationTable(context).put(id, {
    id,
    type: 'ENABLE_BASELINE',
    targetId: accountId,
    status: 'FAILED',
    startedAt,
    endedAt: context.now,
    statusMessage,
    accountIds: [],
  });
  const baselines = enabledBaselineTable(context);
  baselines.put(accountId, { ...baselines.get(accountId)!, lastOperationId: id });
}

function disable(context: CallContext, targetId: string): void {
  for (const accountId of [...controlTowerIndexes(context.store).inheritingFrom(targetId)])
    removeAccountBaseline(context, accountId);
  enabledBaselineTable(context).delete(targetId);
}

/** RegisterOrganizationalUnit and DeregisterOrganizationalUnit. A reset or an update is a registration again. */
function announce(context: CallContext, { type, targetId, startedAt, status }: BaselineOperationRow): void {
  emitLifecycleEvent(
    context,
    organizationalUnitDetail(context, {
      eventName: type === 'DISABLE_BASELINE' ? 'DeregisterOrganizationalUnit' : 'RegisterOrganizationalUnit',
      organizationalUnitName: organizationalUnitTable(context).get(targetId)?.name ?? 'Not Available',
      organizationalUnitId: targetId,
      state: status === 'FAILED' ? 'FAILED' : 'SUCCEEDED',
      requestedAt: startedAt,
      completedAt: context.now,
    }),
  );
}

function activeAccountsOf(context: CallContext, organizationalUnitId: string): AccountRow[] {
  const accounts = accountTable(context);
  return [...organizationIndexes(context.store).accountsOf(organizationalUnitId)]
    .map((id) => accounts.get(id)!)
    .filter(({ state }) => state === 'ACTIVE');
}

/** Timers of baseline operations. */
export const baselineTimers = { 'finish-baseline': finishBaseline };
