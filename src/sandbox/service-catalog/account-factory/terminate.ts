/** Terminating a provisioned account: it is unmanaged and stays in the organization, directly under the root. */
import { controlTowerDuration } from '../../control-tower/durations.ts';
import { isManaged, removeAccountBaseline } from '../../control-tower/managed-accounts.ts';
import { accountOperationTable } from '../../control-tower/rows.ts';
import { accountSlotFree, releaseAccountSlot, takeAccountSlot } from '../../control-tower/slots.ts';
import type { Json } from '../../core/json.ts';
import type { CallContext } from '../../core/service.ts';
import { moveAccountTo } from '../../organizations/changes.ts';
import { accountTable } from '../../organizations/rows.ts';
import { organization } from '../../organizations/tree.ts';
import { provisionedProductTable, recordTable } from '../rows.ts';
import { slotsTaken } from '../sentinels.ts';
import { fail, markInProgress, running } from './records.ts';

/** Starts the termination of a record that was just accepted. */
export function startTermination(context: CallContext, recordId: string): void {
  const at = context.now + controlTowerDuration(context, 'controltower/begin-account');
  context.schedule(at, 'servicecatalog/begin-termination', { recordId });
}

/** A product without a managed account ends soon and takes no slot. Accounts are unmanaged one at a time (quotas). */
function beginTermination(args: Json, context: CallContext): void {
  const { recordId } = args as { recordId: string };
  const { record, product } = running(context, recordId);
  const managed = product.physicalId !== undefined && isManaged(context, product.physicalId);
  if (managed) {
    const unmanaging = [...accountOperationTable(context).values()].some(({ kind }) => kind === 'unmanage');
    if (unmanaging || !accountSlotFree(context)) {
      fail(context, recordId, { ...slotsTaken, productStatus: 'TAINTED' });
      return;
    }
    const account = accountTable(context).get(product.physicalId!)!;
    takeAccountSlot(context, {
      id: recordId,
      kind: 'unmanage',
      accountName: account.name,
      accountId: account.id,
      organizationalUnitId: account.parentId,
      startedAt: context.now,
    });
  }
  markInProgress(context, record);
  const takes = controlTowerDuration(context, managed ? 'controltower/unmanage-account' : 'controltower/check-account');
  context.schedule(context.now + takes, 'servicecatalog/finish-termination', { recordId });
}

function finishTermination(args: Json, context: CallContext): void {
  const { recordId } = args as { recordId: string };
  const { record, product } = running(context, recordId);
  const account = product.physicalId === undefined ? undefined : accountTable(context).get(product.physicalId);
  if (account && isManaged(context, account.id)) {
    removeAccountBaseline(context, account.id);
    const { rootId } = organization(context);
    if (account.parentId !== rootId) moveAccountTo(context, account, rootId, 'controltower.amazonaws.com');
  }
  recordTable(context).put(record.id, { ...record, status: 'SUCCEEDED', updatedAt: context.now });
  provisionedProductTable(context).delete(product.id);
  releaseAccountSlot(context, recordId);
}

/** Timers of a termination. */
export const terminationTimers = { 'begin-termination': beginTermination, 'finish-termination': finishTermination };
