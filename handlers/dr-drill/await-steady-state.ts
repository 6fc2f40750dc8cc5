import { now } from '../shared/runtime.ts';
import { task } from '../shared/task.ts';
import { awaitSteadyState } from './contract.ts';
import { changeDrill, iso, requireDrill, roundsNeeded } from './drill-entry.ts';
import type { Steady } from './drill-entry.ts';
import { record } from './drill-log.ts';
import { NotSteadyYet } from './errors.ts';
import { unsteady } from './probe-round.ts';
import { awaitLapse } from './self-test.ts';

/** Left of the window for taking the deny away. */
const reserve = 30_000;

/** One look at the steady state while the fault is there. Three good looks running are steadiness; the first of them is when it came. */
export const handler = task(awaitSteadyState, async ({ drillId }) => {
  const entry = await requireDrill(drillId);
  const { plan, t0, t1, steady: before } = entry;
  if (plan.input.selfTest) return awaitLapse(entry);
  if (before?.steadyAt !== undefined) return { steady: true };
  const startedAt = now();
  const missing = await unsteady(plan);
  const streak = missing.length > 0 ? 0 : (before?.streak ?? 0) + 1;
  const steady: Steady = {
    streak,
    rounds: (before?.rounds ?? 0) + 1,
    ...(streak === 0 ? {} : { since: streak === 1 ? iso(startedAt) : before!.since! }),
    ...(streak >= roundsNeeded ? { steadyAt: streak === 1 ? iso(startedAt) : before!.since! } : {}),
    missing: missing.slice(0, 10),
  };
  const latest = Math.min(Date.parse(t1) - reserve, Date.parse(t0) + 2 * plan.input.rtoMinutes * 60_000);
  if (steady.steadyAt === undefined && now() > latest) {
    const reason = `not steady within its time: ${missing.slice(0, 5).join('; ') || 'not for long enough'}`;
    await changeDrill(drillId, { steady: { ...steady, givenUp: reason } });
    await record(drillId, 'not-steady', { reason });
    return { steady: false, reason };
  }
  await changeDrill(drillId, { steady });
  if (steady.steadyAt === undefined)
    throw new NotSteadyYet(`${streak} of ${roundsNeeded} looks; ${missing.slice(0, 3).join('; ')}`);
  await record(drillId, 'steady', { since: steady.steadyAt });
  return { steady: true };
});
