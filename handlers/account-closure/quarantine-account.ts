import { moveAccount, readParent } from '../account-enrollment/parents.ts';
import { ownedBy, updateClosure } from '../ledger/closure-entry.ts';
import { now } from '../shared/runtime.ts';
import { task } from '../shared/task.ts';
import { quarantineAccount } from './contract.ts';
import { ClosureCancelled } from './errors.ts';

/** Moves an account into the quarantine OU, whose SCP lets nobody in it do anything. Raises ClosureCancelled. */
export const handler = task(quarantineAccount, async ({ row, executionArn }) => {
  const { accountId, quarantineUnitId } = row;
  const updatedAt = new Date(now()).toISOString();
  if (!(await updateClosure(accountId, { state: 'QUARANTINED', updatedAt }, ownedBy(executionArn))))
    throw new ClosureCancelled(`the closure of ${accountId} was cancelled or taken over`);
  const parent = await readParent(accountId);
  if (parent !== quarantineUnitId) await moveAccount(accountId, parent, quarantineUnitId);
  return null;
});
