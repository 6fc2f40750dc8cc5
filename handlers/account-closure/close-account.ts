import { CloseAccountCommand, DescribeAccountCommand, OrganizationsClient } from '@aws-sdk/client-organizations';
import { readParent } from '../account-enrollment/parents.ts';
import { ownedBy, updateClosure, type ClosureState } from '../ledger/closure-entry.ts';
import { armedDrills, isBelow } from '../ledger/interlock.ts';
import { client } from '../shared/clients.ts';
import { awsErrorName } from '../shared/errors.ts';
import { now } from '../shared/runtime.ts';
import { task } from '../shared/task.ts';
import { closeAccount } from './contract.ts';
import { ClosureCancelled, ClosurePending, ClosureQuotaExceeded, DrillArmed } from './errors.ts';

/**
 * Closes an account that has cooled off, and returns when it is SUSPENDED. An account that somebody has taken out of quarantine is not closed.
 * Raises ClosurePending, ClosureQuotaExceeded, ClosureCancelled and DrillArmed.
 * https://docs.aws.amazon.com/organizations/latest/APIReference/API_CloseAccount.html
 */
export const handler = task(closeAccount, async ({ row, executionArn }) => {
  const { accountId, quarantineUnitId, lineages } = row;
  const organizations = client(OrganizationsClient);
  const status = async (): Promise<string> =>
    (await organizations.send(new DescribeAccountCommand({ AccountId: accountId }))).Account!.Status!;
  const before = await status();
  if (before === 'SUSPENDED') return null;
  if (before === 'PENDING_CLOSURE') throw new ClosurePending(`${accountId} is ${before}`);
  const parent = await readParent(accountId);
  if (parent !== quarantineUnitId)
    throw new ClosureCancelled(
      `${accountId} is in ${parent} and no longer in quarantine: somebody has taken it out, so it is not closed`,
    );
  const [drill] = (await armedDrills()).filter(({ targets }) => lineages.some((lineage) => isBelow(lineage, targets)));
  if (drill) throw new DrillArmed(`the drill ${drill.drill} is armed here until ${drill.until} (${drill.executionArn})`);
  const note = (state: ClosureState): Promise<boolean> =>
    updateClosure(accountId, { state, updatedAt: new Date(now()).toISOString() }, ownedBy(executionArn));
  if (!(await note('CLOSING'))) throw new ClosureCancelled(`the closure of ${accountId} was cancelled or taken over`);
  try {
    await organizations.send(new CloseAccountCommand({ AccountId: accountId }));
  } catch (error) {
    const name = awsErrorName(error);
    const { Reason: reason, message } = error as { Reason?: string; message: string };
    if (name === 'AccountAlreadyClosedException') return null;
    if (name === 'ConflictException') throw new ClosurePending(message, { cause: error });
    if (name !== 'ConstraintViolationException') throw error;
    /* Not closed by this call, so it can be cancelled again. */
    await note('WAITING');
    if (reason === 'CLOSE_ACCOUNT_QUOTA_EXCEEDED') throw new ClosureQuotaExceeded(message, { cause: error });
    if (reason === 'CLOSE_ACCOUNT_REQUESTS_LIMIT_EXCEEDED') throw new ClosurePending(message, { cause: error });
    throw error;
  }
  throw new ClosurePending(`${accountId} is being closed`);
});
