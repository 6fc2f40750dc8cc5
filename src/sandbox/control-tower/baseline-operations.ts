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
import type { BaselineOperationRow, BaselineOperationType, EnabledBaselineRow } from './rows.ts';
import { baselineOperationTable, controlTowerIndexes, enabledBaselineTable } from './rows.ts';

/** Starts an operation on an OU and returns its identifier. `baseline` is the row as it shall be afterwards. */
export function startBaselineOperation(context: CallContext, type: BaselineOperationType, baseline: EnabledBaselineRow): string {
  const id = context.uuid();
  const { targetId } = baseline;
  baselineOperationTable(context).put(id, { id, type, targetId, status: 'IN_PROGRESS', startedAt: context.now });
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
  baselineOperationTable(context).put(id, { ...operation, status: 'SUCCEEDED', endedAt: context.now });
  if (operation.type === 'DISABLE_BASELINE') disable(context, operation.targetId);
  else enable(context, baseline);
  announce(context, operation);
}

function enable(context: CallContext, baseline: EnabledBaselineRow): void {
  const { targetId } = baseline;
  enabledBaselineTable(context).put(targetId, { ...baseline, status: 'SUCCEEDED', drifted: false });
  for (const account of activeAccountsOf(context, targetId)) {
    createExecutionRole(context, account.id);
    putAccountBaseline(context, account, targetId, 'SUCCEEDED');
  }
}

function disable(context: CallContext, targetId: string): void {
  for (const accountId of [...controlTowerIndexes(context.store).inheritingFrom(targetId)])
    removeAccountBaseline(context, accountId);
  enabledBaselineTable(context).delete(targetId);
}

/** RegisterOrganizationalUnit and DeregisterOrganizationalUnit. A reset or an update is a registration again. */
function announce(context: CallContext, { type, targetId, startedAt }: BaselineOperationRow): void {
  emitLifecycleEvent(
    context,
    organizationalUnitDetail(context, {
      eventName: type === 'DISABLE_BASELINE' ? 'DeregisterOrganizationalUnit' : 'RegisterOrganizationalUnit',
      organizationalUnitName: organizationalUnitTable(context).get(targetId)?.name ?? 'Not Available',
      organizationalUnitId: targetId,
      state: 'SUCCEEDED',
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
