import { DescribeAccountCommand, OrganizationsClient } from '@aws-sdk/client-organizations';
import { readBaselines, readLandingZone } from '../account-enrollment/baselines.ts';
import { autoEnrolls } from '../account-enrollment/choose-path.ts';
import { moveAccount, readParent } from '../account-enrollment/parents.ts';
import { ownedBy, readClosureEntry, updateClosure } from '../ledger/closure-entry.ts';
import { leaveOperation } from '../ledger/interlock.ts';
import { client } from '../shared/clients.ts';
import { now } from '../shared/runtime.ts';
import { task } from '../shared/task.ts';
import { confirmSlot } from '../slots/queue.ts';
import { unenrollAccount } from './contract.ts';
import { ClosureCancelled, UnenrollmentPending } from './errors.ts';
import { findProduct, terminate } from './products.ts';

/**
 * Takes an account out of Control Tower: its product is terminated, or, where moves are followed, the move has done it. Control Tower puts an
 * account that it lets go under the root, so it is put back into quarantine. Raises UnenrollmentPending until all of this is so,
 * UnenrollmentFailed and ClosureCancelled.
 */
export const handler = task(unenrollAccount, async ({ row, holder, executionArn }) => {
  const { accountId, quarantineUnitId } = row;
  const cancelled = new ClosureCancelled(`the closure of ${accountId} was cancelled or taken over`);
  const entry = await readClosureEntry(accountId);
  if (entry?.executionArn !== executionArn) throw cancelled;
  const product = await findProduct(accountId);
  if (entry.state === 'CANCELLED') {
    /* Whoever cancelled it has put it back; a termination that was begun at that moment moves it once more. */
    if (product?.Status === 'UNDER_CHANGE') throw new UnenrollmentPending(`${product.Name} (${product.Id}) is being terminated`);
    const at = await readParent(accountId);
    if (at !== entry.sourceParentId) await moveAccount(accountId, at, entry.sourceParentId);
    throw cancelled;
  }
  if (product) {
    await confirmSlot('control-tower', holder, product.Name!);
    await terminate(product);
  }
  const { Account } = await client(OrganizationsClient).send(new DescribeAccountCommand({ AccountId: accountId }));
  const [baseline] = await readBaselines({ targetIdentifiers: [Account!.Arn!] });
  const landingZone = baseline ? await readLandingZone() : undefined;
  if (landingZone && autoEnrolls(landingZone)) throw new UnenrollmentPending(`Control Tower has not let go of ${accountId} yet`);
  const parent = await readParent(accountId);
  if (parent !== quarantineUnitId) await moveAccount(accountId, parent, quarantineUnitId);
  if (!(await updateClosure(accountId, { state: 'WAITING', updatedAt: new Date(now()).toISOString() }, ownedBy(executionArn))))
    throw cancelled;
  /* What follows changes nothing that a drill could meet. */
  await leaveOperation(executionArn);
  return null;
});
