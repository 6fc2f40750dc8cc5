import { deleteItem } from '../ledger/table.ts';
import { factsKey } from '../findings/account-facts.ts';
import { task } from '../shared/task.ts';
import { forgetAccount } from './contract.ts';

/** Drops what is kept of an account that moved or whose tags changed; the next finding reads it anew. */
export const handler = task(forgetAccount, async ({ detail: { requestParameters } }) => {
  const account = requestParameters?.accountId ?? requestParameters?.resourceId;
  if (account === undefined || !/^\d{12}$/.test(account)) return { forgotten: null };
  await deleteItem(factsKey(account));
  return { forgotten: account };
});
