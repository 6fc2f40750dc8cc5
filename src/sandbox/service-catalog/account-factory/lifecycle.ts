/** The lifecycle event of an account operation: at its end, or lost, late, early or twice where a sentinel asks for it. */
import type { ManagedAccountOutcome } from '../../control-tower/lifecycle-events.ts';
import { emitLifecycleEvent, managedAccountDetail } from '../../control-tower/lifecycle-events.ts';
import { organizationalUnitNamed } from '../../control-tower/managed-accounts.ts';
import type { Json } from '../../core/json.ts';
import type { CallContext } from '../../core/service.ts';
import type { RecordRow } from '../rows.ts';
import { provisionedProductTable } from '../rows.ts';
import type { Failure } from '../sentinels.ts';
import { sentinelOf } from '../sentinels.ts';

/** How much later or earlier than the end of the operation. Not AWS's figures. */
const lateBy = 20 * 60_000;
const earlyBy = 20_000;
const secondAfter = 30_000;

interface Outcome {
  readonly adopted: boolean;
  readonly failure?: Failure;
  readonly accountId?: string;
}

/** Sends the event of an operation that has just ended. An early one was sent before, unless the operation failed. */
export function announce(context: CallContext, record: RecordRow, outcome: Outcome): void {
  const { event } = sentinelOf(record.parameters.AccountEmail);
  const detail = managedAccountDetail(context, described(context, record, outcome, context.now));
  if (event === 'lost' || (event === 'early' && !outcome.failure)) return;
  if (event === 'late') {
    context.schedule(context.now + lateBy, 'servicecatalog/announce', detail);
    return;
  }
  emitLifecycleEvent(context, detail);
  if (event === 'duplicate') context.schedule(context.now + secondAfter, 'servicecatalog/announce', detail);
}

/** Arranges for the event to come before the record is terminal, where a sentinel asks for it. */
export function announceEarly(context: CallContext, record: RecordRow, run: { adopted: boolean; finishAt: number }): void {
  const { event, failure } = sentinelOf(record.parameters.AccountEmail);
  if (event !== 'early' || failure) return;
  const at = Math.max(context.now, run.finishAt - earlyBy);
  context.schedule(at, 'servicecatalog/announce-early', {
    recordId: record.id,
    adopted: run.adopted,
    record: record as unknown as Json,
  });
}

function described(context: CallContext, record: RecordRow, outcome: Outcome, completedAt: number): ManagedAccountOutcome {
  const { AccountName, ManagedOrganizationalUnit } = record.parameters;
  const unit = organizationalUnitNamed(context, ManagedOrganizationalUnit);
  const update = outcome.adopted || record.type === 'UPDATE_PROVISIONED_PRODUCT';
  return {
    eventName: update ? 'UpdateManagedAccount' : 'CreateManagedAccount',
    organizationalUnitName: unit?.name ?? ManagedOrganizationalUnit,
    organizationalUnitId: unit?.id ?? 'Not Available',
    accountName: AccountName,
    accountId: outcome.accountId,
    state: outcome.failure ? 'FAILED' : 'SUCCEEDED',
    ...(outcome.failure ? { message: outcome.failure.message } : {}),
    requestedAt: record.createdAt,
    completedAt,
  };
}

/** Timers of events that do not come with the end of their operation. */
export const lifecycleTimers = {
  announce: (detail: Json, context: CallContext): void => emitLifecycleEvent(context, detail),
  'announce-early': (args: Json, context: CallContext): void => {
    const { adopted, record } = args as unknown as { adopted: boolean; record: RecordRow };
    const accountId = provisionedProductTable(context).get(record.provisionedProductId)?.physicalId;
    const outcome: Outcome = { adopted, ...(accountId === undefined ? {} : { accountId }) };
    emitLifecycleEvent(context, managedAccountDetail(context, described(context, record, outcome, context.now)));
  },
};
