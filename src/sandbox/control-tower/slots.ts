/**
 * How many operations Control Tower takes at a time: account operations in a few slots, anything else alone.
 * (Control Tower user guide, "Perform concurrent operations" and quotas: five account operations, adjustable to ten.)
 */
import type { CallContext } from '../core/service.ts';
import { controlTowerSlots } from '../service-quotas/limits.ts';
import type { AccountOperationRow } from './rows.ts';
import { accountOperationTable, controlTowerIndexes } from './rows.ts';

/** True when Control Tower takes another account operation now. Refused while an OU is being registered or reset. */
export function accountSlotFree(context: CallContext): boolean {
  const busy = controlTowerIndexes(context.store).runningBaselineOperations().size > 0;
  return !busy && accountOperationTable(context).size < controlTowerSlots(context);
}

/** Takes a slot; `accountSlotFree` was asked before. */
export function takeAccountSlot(context: CallContext, operation: AccountOperationRow): void {
  accountOperationTable(context).put(operation.id, operation);
}

/** Gives the slot back. One that is not held is left alone. */
export function releaseAccountSlot(context: CallContext, operationId: string): void {
  accountOperationTable(context).delete(operationId);
}

/** True when nothing runs, so that an operation on an OU or the landing zone may begin. */
export function idle(context: CallContext): boolean {
  return accountOperationTable(context).size === 0 && controlTowerIndexes(context.store).runningBaselineOperations().size === 0;
}
