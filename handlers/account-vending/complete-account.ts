import { task } from '../shared/task.ts';
import { checkAccount } from './account-checks.ts';
import { applySettings } from './account-settings.ts';
import { raiseQuotas } from './account-quotas.ts';
import { enableRegions } from './account-regions.ts';
import { completeAccount } from './contract.ts';
import { AccountIncomplete, CompletionPending } from './errors.ts';

/**
 * Puts on the account what the row asks for (tags, contacts, Regions, quotas), then reads everything back: each check has the value that
 * proves it. Every call sets a whole value, so it is repeated safely: raises CompletionPending while a Region is being enabled,
 * AccountIncomplete when something that was asked for is not there.
 */
export const handler = task(completeAccount, async ({ accountId, row }) => {
  await applySettings(accountId, row);
  const regions = await enableRegions(accountId, row.regions ?? []);
  const quotas = await raiseQuotas(accountId, row.quotas ?? []);
  const checks = [...(await checkAccount(accountId, row)), ...regions, ...quotas];
  const pending = checks.filter(({ outcome }) => outcome === 'PENDING');
  const wrong = checks.filter(({ outcome }) => outcome === 'WRONG');
  const text = (some: typeof checks): string => some.map(({ check, found }) => `${check}: ${found}`).join('; ');
  if (pending.length > 0) throw new CompletionPending(text(pending));
  if (wrong.length > 0) throw new AccountIncomplete(text(wrong));
  return { checks };
});
