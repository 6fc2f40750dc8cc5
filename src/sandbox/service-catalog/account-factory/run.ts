/**
 * What Control Tower does with a launch or an update that Service Catalog accepted: `begin` takes a slot or fails, `check` refuses what
 * cannot work and makes the account, `finish` ends it. The slot is held from `begin` until the record is terminal.
 */
import { controlTowerDuration } from '../../control-tower/durations.ts';
import { createExecutionRole } from '../../control-tower/execution-role.ts';
import { enrollmentObstacle } from '../../control-tower/obstacles.ts';
import { organizationalUnitNamed, putAccountBaseline, removeAccountBaseline } from '../../control-tower/managed-accounts.ts';
import { accountSlotFree, releaseAccountSlot, takeAccountSlot } from '../../control-tower/slots.ts';
import type { Json } from '../../core/json.ts';
import type { CallContext } from '../../core/service.ts';
import { addAccount, emitCreateAccountResult, moveAccountTo } from '../../organizations/changes.ts';
import type { AccountRow } from '../../organizations/rows.ts';
import { accountTable } from '../../organizations/rows.ts';
import type { RecordRow } from '../rows.ts';
import { serviceCatalogIndexes } from '../rows.ts';
import type { Failure } from '../sentinels.ts';
import { sentinelOf, slotsTaken } from '../sentinels.ts';
import { giveAccess } from './access.ts';
import { accountWithEmail, launchFailure } from './checks.ts';
import { announce, announceEarly } from './lifecycle.ts';
import { fail, markInProgress, notePhysicalId, running, succeed } from './records.ts';

const roleMissing = /^AWSControlTowerExecution role can't be assumed/;

/** Arguments of the timers. `adopted`: the account was there before, so the event is UpdateManagedAccount. */
interface Arguments {
  readonly recordId: string;
  readonly adopted?: boolean;
}

/** Starts the operation of a record that was just accepted. */
export function start(context: CallContext, recordId: string): void {
  context.schedule(context.now + controlTowerDuration(context, 'controltower/begin-account'), 'servicecatalog/begin', {
    recordId,
  });
}

function begin(args: Json, context: CallContext): void {
  const { recordId } = args as unknown as Arguments;
  const { record } = running(context, recordId);
  if (!accountSlotFree(context)) {
    fail(context, recordId, slotsTaken);
    return;
  }
  takeAccountSlot(context, {
    id: recordId,
    kind: record.type === 'PROVISION_PRODUCT' ? 'create' : 'update',
    accountName: record.parameters.AccountName,
    organizationalUnitId: organizationalUnitNamed(context, record.parameters.ManagedOrganizationalUnit)?.id ?? '',
    startedAt: context.now,
  });
  markInProgress(context, record);
  context.schedule(context.now + controlTowerDuration(context, 'controltower/check-account'), 'servicecatalog/check', {
    recordId,
  });
}

function check(args: Json, context: CallContext): void {
  const { recordId } = args as unknown as Arguments;
  const { record, product } = running(context, recordId);
  const failure = record.type === 'PROVISION_PRODUCT' ? provisionFailure(context, record) : updateFailure(context, record);
  if (failure) {
    end(context, record, { failure, adopted: false });
    return;
  }
  const present = accountWithEmail(context, record.parameters.AccountEmail);
  const account = present ?? create(context, record);
  notePhysicalId(context, product, account.id);
  putAccountBaseline(context, account, organizationalUnitOf(context, record), 'UNDER_CHANGE');

  const what = record.type === 'PROVISION_PRODUCT' ? 'controltower/create-account' : 'controltower/update-account';
  const { slow } = sentinelOf(record.parameters.AccountEmail);
  const longest = context.settings.durations[what]?.maximum ?? 60 * 60_000;
  const finishAt = Math.max(context.now + 1_000, record.createdAt + (slow ? longest : controlTowerDuration(context, what)));
  const adopted = present !== undefined;
  announceEarly(context, record, { adopted, finishAt });
  context.schedule(finishAt, 'servicecatalog/finish', { recordId, adopted });
}

function finish(args: Json, context: CallContext): void {
  const { recordId, adopted = false } = args as unknown as Arguments;
  const { record, product } = running(context, recordId);
  const account = accountTable(context).get(product.physicalId!)!;
  const organizationalUnitId = organizationalUnitOf(context, record);
  const failure = baselineFailure(context, record, account);
  if (failure) {
    removeAccountBaseline(context, account.id);
    /* The account that was there has been moved by then: whoever tries again moves it back first (user guide, "Troubleshooting"). */
    if (adopted && roleMissing.test(failure.message) && account.parentId !== organizationalUnitId)
      moveAccountTo(context, account, organizationalUnitId, 'controltower.amazonaws.com');
    end(context, record, { failure, adopted, accountId: account.id });
    return;
  }
  const moved =
    account.parentId === organizationalUnitId
      ? account
      : moveAccountTo(context, account, organizationalUnitId, 'controltower.amazonaws.com');
  putAccountBaseline(context, moved, organizationalUnitId, 'SUCCEEDED');
  giveAccess(context, account.id, record.parameters);
  end(context, record, { adopted, accountId: account.id });
}

/** Makes the record terminal, frees the slot and sends the lifecycle event. */
function end(
  context: CallContext,
  record: RecordRow,
  outcome: { adopted: boolean; failure?: Failure; accountId?: string },
): void {
  if (outcome.failure) fail(context, record.id, outcome.failure);
  else succeed(context, record.id, outcome.accountId!);
  releaseAccountSlot(context, record.id);
  announce(context, record, outcome);
}

function create(context: CallContext, record: RecordRow): AccountRow {
  const { AccountName, AccountEmail } = record.parameters;
  const account = addAccount(context, { name: AccountName, email: AccountEmail });
  createExecutionRole(context, account.id);
  emitCreateAccountResult(context, {
    id: `car-${context.id(32, '0123456789abcdef')}`,
    state: 'SUCCEEDED',
    accountName: AccountName,
    accountId: account.id,
    requestedAt: record.createdAt,
  });
  return account;
}

function organizationalUnitOf(context: CallContext, record: RecordRow): string {
  return organizationalUnitNamed(context, record.parameters.ManagedOrganizationalUnit)!.id;
}

function provisionFailure(context: CallContext, record: RecordRow): Failure | undefined {
  return sentinelFailure(context, record, 'check') ?? launchFailure(context, record.parameters);
}

/** An update may not name another account, and its OU must be registered. */
function updateFailure(context: CallContext, record: RecordRow): Failure | undefined {
  const { product } = running(context, record.id);
  const account = accountWithEmail(context, record.parameters.AccountEmail);
  if (account && account.id === product.physicalId && account.name === record.parameters.AccountName) {
    const unused = { ...record.parameters, AccountEmail: 'unused@example.com' };
    const failure = launchFailure(context, unused);
    return failure?.exception === 'ServiceQuotaExceededException' ? undefined : failure;
  }
  return {
    exception: 'InvalidParametersException',
    message: 'AWS Control Tower cannot change the name or the email address of an account.',
    phase: 'check',
    productStatus: 'TAINTED',
  };
}

function baselineFailure(context: CallContext, record: RecordRow, account: AccountRow): Failure | undefined {
  const failure = sentinelFailure(context, record, 'baseline');
  if (failure) return failure;
  const obstacle = enrollmentObstacle(context, account, organizationalUnitOf(context, record), true);
  return obstacle && { ...obstacle, phase: 'baseline', productStatus: 'ERROR' };
}

/** What the address asks for in this phase. A `once` failure spares the address after its first failed record. */
function sentinelFailure(context: CallContext, record: RecordRow, phase: Failure['phase']): Failure | undefined {
  const { failure, once } = sentinelOf(record.parameters.AccountEmail);
  if (failure?.phase !== phase) return undefined;
  const failedBefore = serviceCatalogIndexes(context.store).failedRecordsFor(record.parameters.AccountEmail).size > 0;
  return once && failedBefore ? undefined : failure;
}

/** Timers of a launch or an update. */
export const runTimers = { begin, check, finish };
