import { accountKey, toEntry } from '../ledger/account-entry.ts';
import type { AccountEntry } from '../ledger/account-entry.ts';
import { updateAndRead } from '../ledger/table.ts';
import { now } from '../shared/runtime.ts';
import { task } from '../shared/task.ts';
import { slotHolder } from './asked.ts';
import { claimAccount } from './contract.ts';
import type { PlanRow } from './contract.ts';
import { AlreadyInProgress, ProductNotSettled } from './errors.ts';
import { findFailedProduct } from './failed-products.ts';

/**
 * Claims a row's account for this execution. A claim holds against every other execution of the same generation and attempt; a later
 * attempt, planned after the earlier execution was seen to have ended, takes over. Raises AlreadyInProgress, and ProductNotSettled while
 * a failed product of an earlier launch is still there.
 */
export const handler = task(claimAccount, async ({ row, executionArn }) => {
  const at = new Date(now()).toISOString();
  const { written: claimed, item } = await updateAndRead(
    accountKey(row.accountName),
    {
      schemaVersion: 1,
      accountName: row.accountName,
      accountEmail: row.accountEmail,
      organizationalUnitId: row.organizationalUnit.id,
      asked: row.asked,
      generation: row.generation,
      attempt: row.attempt,
      executionArn,
      claimedAt: at,
      updatedAt: at,
      state: 'CLAIMED',
    },
    {
      /* What an earlier generation left is not this launch's. */
      ...(row.attempt === 1 ? { remove: ['recordId', 'launchedAt', 'taskToken', 'error', 'errorMsg', 'nextAction'] } : {}),
      condition: {
        expression:
          'attribute_not_exists(pk) OR #generation < :generation OR (#generation = :generation AND #attempt < :attempt)',
      },
    },
  );
  const entry = toEntry(item);
  if (!claimed && entry.executionArn !== executionArn && entry.state !== 'SETTLED') {
    throw new AlreadyInProgress(
      `${row.accountName} is being vended by ${entry.executionArn} (${entry.state} since ${entry.updatedAt})`,
    );
  }
  for (const name of row.blockedBy ?? []) {
    const product = await findFailedProduct(name);
    if (!product) continue;
    throw new ProductNotSettled(
      `an earlier launch has left the product ${name} (${product.Id}, ${product.Status}), and its termination was not approved or failed`,
    );
  }
  return {
    next: whatIsLeft(entry, row),
    generation: entry.generation,
    holder: slotHolder(row.accountName),
    order: `${entry.claimedAt}#${String(row.row).padStart(6, '0')}`,
    account: entry.accountId ? { accountId: entry.accountId } : null,
  };
});

function whatIsLeft(entry: AccountEntry, row: PlanRow): 'acquire-slot' | 'assign-access' | 'report' {
  if (entry.state === 'SETTLED' && entry.asked === row.asked) return 'report';
  return entry.accountId ? 'assign-access' : 'acquire-slot';
}
