import { now } from '../shared/runtime.ts';
import { task } from '../shared/task.ts';
import { proveCleared } from './contract.ts';
import { changeDrill, iso, requireDrill, roundsNeeded } from './drill-entry.ts';
import type { Cleared } from './drill-entry.ts';
import { record } from './drill-log.ts';
import { NotClearedYet } from './errors.ts';
import { deniedRegionRound, inWords, unsteady } from './probe-round.ts';

/** How long after it was detached the policy may be felt, and the system be unsteady, before that is residue. */
const budget = 10 * 60_000;

/** One round of the probes that were denied: three rounds running in which everything is allowed, and a steady system, end the drill. */
export const handler = task(proveCleared, async ({ drillId }) => {
  const { plan, policyId, detachedAt, cleared: before } = await requireDrill(drillId);
  // Nothing was ever attached.
  if (policyId === undefined) {
    await changeDrill(drillId, { cleared: { streak: 0, rounds: 0, clearedAt: iso(now()), missing: [] } });
    return { cleared: true };
  }
  if (before?.clearedAt !== undefined && before.steadyAfter !== undefined) return { cleared: true };
  const denied = (await deniedRegionRound(plan)).filter(({ result }) => result.kind !== 'allowed').map(inWords);
  const streak = denied.length > 0 ? 0 : (before?.streak ?? 0) + 1;
  const shaken = streak >= roundsNeeded ? await unsteady(plan) : [];
  const over = now() > Date.parse(detachedAt!) + budget;
  const missing = [...denied, ...shaken].slice(0, 10);
  const cleared: Cleared = {
    streak,
    rounds: (before?.rounds ?? 0) + 1,
    ...(streak >= roundsNeeded ? { clearedAt: before?.clearedAt ?? iso(now()) } : {}),
    ...(streak >= roundsNeeded && (shaken.length === 0 || over) ? { steadyAfter: shaken.length === 0 } : {}),
    missing,
  };
  await changeDrill(drillId, { cleared });
  if (cleared.steadyAfter !== undefined) {
    await record(drillId, 'cleared', { steadyAfter: cleared.steadyAfter, missing });
    return { cleared: true };
  }
  if (!over) throw new NotClearedYet(`${streak} of ${roundsNeeded} rounds; ${missing.slice(0, 3).join('; ')}`);
  const reason = missing.join('; ');
  await record(drillId, `not-cleared-${cleared.rounds}`, { reason });
  return { cleared: false, reason };
});
