/** What Control Tower does for an account, by path: how far it is, and how it is begun. */
import { findRecord, isBusy, provisionAccount, readLaunch } from '../account-vending/account-factory.ts';
import { noteUnitOperation, type EnrollmentEntry } from '../ledger/enrollment-entry.ts';
import { awsErrorName } from '../shared/errors.ts';
import { productName } from './asked.ts';
import { readBaselineOperation, readBaselines, resetBaseline, type Baseline } from './baselines.ts';
import type { PlanRow } from './contract.ts';
import { ControlTowerBusy } from './errors.ts';
import { moveAccount, readParent } from './parents.ts';

export type Outcome =
  | { readonly status: 'NOT_STARTED' | 'IN_PROGRESS' }
  | { readonly status: 'SUCCEEDED'; readonly recordId?: string }
  | { readonly status: 'FAILED'; readonly reason: string; readonly recordId?: string };

/** How far the operation of the entry's generation is. */
export async function readOutcome(entry: EnrollmentEntry): Promise<Outcome> {
  if (entry.path === 'service-catalog') return readProduct(entry);
  if ((await readParent(entry.accountId)) !== entry.targetUnitId) return { status: 'NOT_STARTED' };
  const [baseline] = await readBaselines({ targetIdentifiers: [entry.accountArn] });
  const own = baseline?.parentIdentifier === entry.targetBaseline ? baseline : undefined;
  if (own?.statusSummary.status === 'SUCCEEDED') return { status: 'SUCCEEDED' };
  if (own?.statusSummary.status === 'UNDER_CHANGE') return { status: 'IN_PROGRESS' };
  return entry.path === 'move-account' ? moveOutcome(entry, own) : resetOutcome(entry, own);
}

/** Where the record's id was lost with the reply or the execution, the product is found by its name. */
async function readProduct(entry: EnrollmentEntry): Promise<Outcome> {
  const recordId = entry.recordId ?? (await findRecord(productName(entry.accountId, entry.generation)));
  if (recordId === undefined) return { status: 'NOT_STARTED' };
  const launch = await readLaunch(recordId);
  return launch.status === 'IN_PROGRESS' ? launch : { ...launch, recordId };
}

/** Auto-enrollment does not look back: an account that nobody has moved in this generation is not being enrolled. */
async function moveOutcome(entry: EnrollmentEntry, own: Baseline | undefined): Promise<Outcome> {
  if (entry.startedAt === undefined) return { status: 'NOT_STARTED' };
  return own ? { status: 'FAILED', reason: await reasonOf(own) } : { status: 'IN_PROGRESS' };
}

/** A reset that ended before the account came into the unit has not been for it. */
async function resetOutcome(entry: EnrollmentEntry, own: Baseline | undefined): Promise<Outcome> {
  if (entry.operationId === undefined) return { status: 'NOT_STARTED' };
  const operation = await readBaselineOperation(entry.operationId);
  if (operation.status === 'IN_PROGRESS') return { status: 'IN_PROGRESS' };
  if (own) return { status: 'FAILED', reason: await reasonOf(own) };
  return { status: 'FAILED', reason: operation.statusMessage ?? 'The reset of the unit has left the account out.' };
}

/** AWS's text for a baseline that has failed. */
async function reasonOf({ statusSummary }: Baseline): Promise<string> {
  const { lastOperationIdentifier: id } = statusSummary;
  const text = id === undefined ? undefined : (await readBaselineOperation(id)).statusMessage;
  return text ?? 'Control Tower gives no reason; see the account in its console.';
}

/** What an operation that was begun is known by; `inProgress` where the answer said that it has not ended. */
export interface Begun {
  readonly recordId?: string;
  readonly operationId?: string;
  readonly inProgress?: boolean;
}

/** Begins the operation of a generation; `entry` says in which. Repeating it is the same operation. */
export async function begin(row: PlanRow, entry: EnrollmentEntry): Promise<Begun> {
  const { accountId, target, sourceParentId } = row;
  if (row.path === 'service-catalog') {
    const launch = { ...row, ssoUserFirstName: 'Admin', ssoUserLastName: 'User', organizationalUnit: target };
    return provisionAccount(launch, productName(accountId, entry.generation));
  }
  if (row.path === 'move-account') {
    const parent = await readParent(accountId);
    /* In the target already, and not enrolled by that: it must come in again to be seen. */
    if (parent === target.id && sourceParentId !== target.id) await moveAccount(accountId, target.id, sourceParentId);
    await moveAccount(accountId, parent === target.id ? sourceParentId : parent, target.id);
    return {};
  }
  await noteUnitOperation(target.id, accountId);
  try {
    return { operationId: await resetBaseline(row.targetBaseline) };
  } catch (error) {
    if (awsErrorName(error) !== 'ConflictException') throw error;
    throw new ControlTowerBusy((error as Error).message, { cause: error });
  }
}

/** True for the reason of an operation that failed because another one was under way. */
export const isBusyReason = isBusy;
