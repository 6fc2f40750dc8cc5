import { closureKey, readClosureEntry } from '../ledger/closure-entry.ts';
import { enterOperation } from '../ledger/interlock.ts';
import { updateItem } from '../ledger/table.ts';
import { now } from '../shared/runtime.ts';
import { task } from '../shared/task.ts';
import { claimClosure } from './contract.ts';
import { ClosureInProgress, DrillArmed } from './errors.ts';

/** Hours that moving the account and taking it out of Control Tower may take, its place in the queue included. */
const longestHours = 72;

/**
 * Claims an account for this execution. What an execution that has ended had done is gone on with, its cooling-off included. Raises
 * ClosureInProgress, and DrillArmed for a drill that was armed since the account was checked.
 */
export const handler = task(claimClosure, async ({ row, executionArn }) => {
  const at = new Date(now()).toISOString();
  const before = await readClosureEntry(row.accountId);
  const goesOn = before !== undefined && !['CLOSED', 'CANCELLED'].includes(before.state);
  const closeAfter = goesOn ? before.closeAfter : new Date(now() + row.coolingOffDays * 86_400_000).toISOString();
  const claimed = await updateItem(
    closureKey(row.accountId),
    {
      schemaVersion: 1,
      accountId: row.accountId,
      accountName: row.accountName,
      sourceParentId: row.sourceParentId,
      quarantineUnitId: row.quarantineUnitId,
      governed: row.governed,
      executionArn,
      claimedAt: at,
      updatedAt: at,
      closeAfter,
      state: 'CLAIMED',
    },
    {
      remove: ['error', 'errorMsg', 'nextAction'],
      condition: {
        expression:
          'attribute_not_exists(pk) OR #state = :closed OR #state = :cancelled OR ' +
          '(#executionArn = :executionArn AND #state = :claimed) OR (#executionArn = :takesOver AND #executionArn <> :executionArn)',
        values: { closed: 'CLOSED', cancelled: 'CANCELLED', claimed: 'CLAIMED', takesOver: row.takesOver ?? '' },
      },
    },
  );
  const entry = await readClosureEntry(row.accountId);
  if (entry?.executionArn !== executionArn)
    throw new ClosureInProgress(`${row.accountId} is being closed by ${entry?.executionArn ?? 'nobody: its entry is gone'}`);
  if (claimed) {
    const until = new Date(now() + longestHours * 3_600_000).toISOString();
    const [drill] = await enterOperation({ workflow: 'account-closure', executionArn, lineages: row.lineages, until });
    if (drill) throw new DrillArmed(`the drill ${drill.drill} is armed here until ${drill.until} (${drill.executionArn})`);
  }
  return {
    closeAfter: entry.closeAfter,
    holder: `account-closure/${row.accountId}`,
    order: `${entry.claimedAt}#${String(row.row).padStart(6, '0')}#${row.accountId}`,
    closed: entry.state === 'CLOSED',
  };
});
