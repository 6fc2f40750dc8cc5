import { now } from '../shared/runtime.ts';
import { task } from '../shared/task.ts';
import { proveFault } from './contract.ts';
import { changeDrill, iso, requireDrill, roundsNeeded } from './drill-entry.ts';
import type { DrillEntry, Proof } from './drill-entry.ts';
import { record } from './drill-log.ts';
import { DrillEnded, FaultNotProven } from './errors.ts';
import { deniedRegionRound, inWords, standbyRound } from './probe-round.ts';
import type { Observation } from './probe-round.ts';

/** How long after the first second the deny may take to be felt everywhere. */
const budget = 5 * 60_000;

/**
 * One round of probes. The fault counts as proven when every account was denied in three rounds running by this drill's policy, named in the
 * denial, while the exempt role was not, and calls in the standby Region were not. A service that names no policy proves less: an explicit
 * deny of some policy that was not there before and that the exempt role does not meet. Anything else is no proof.
 */
export const handler = task(proveFault, async ({ drillId }) => {
  const entry = await requireDrill(drillId);
  if (entry.state !== 'ARMED') throw new DrillEnded(`drill ${drillId} is ${entry.state}`);
  if (entry.proof?.provenAt !== undefined) return { proven: true };
  const startedAt = now();
  const denied = await deniedRegionRound(entry.plan);
  const standby = await standbyRound(entry.plan);
  const missing = [...denied.flatMap((one) => lacks(one, entry)), ...standby.flatMap((one) => lacksStandby(one))];
  const proof = nextProof(entry.proof, startedAt, denied, missing);
  const over = now() > Math.min(Date.parse(entry.t0) + budget, Date.parse(entry.t1));
  if (proof.provenAt === undefined && over) {
    const reason = `not proven within its time: ${missing.slice(0, 5).join('; ') || 'too few rounds'}`;
    await changeDrill(drillId, { proof: { ...proof, givenUp: reason } });
    await record(drillId, 'fault-not-proven', { reason });
    return { proven: false, reason };
  }
  await changeDrill(drillId, { proof });
  if (proof.provenAt === undefined)
    throw new FaultNotProven(`${proof.streak} of ${roundsNeeded} rounds; ${missing.slice(0, 3).join('; ')}`);
  await record(drillId, 'fault-proven', { firstDeniedAt: proof.firstDeniedAt!, weaker: proof.weaker, rounds: proof.rounds });
  return { proven: true };
});

/** What keeps one observation from being proof, in words. */
function lacks(observation: Observation, { policyId }: DrillEntry): string[] {
  const { principal, result } = observation;
  if (principal === 'control') return result.kind === 'allowed' ? [] : [inWords(observation)];
  if (result.kind !== 'denied') return [inWords(observation)];
  return result.policyId === undefined || result.policyId === policyId
    ? []
    : [`denied by another policy: ${inWords(observation)}`];
}

const lacksStandby = (observation: Observation): string[] =>
  observation.result.kind === 'allowed' ? [] : [inWords(observation)];

function nextProof(
  before: Proof | undefined,
  startedAt: number,
  denied: readonly Observation[],
  missing: readonly string[],
): Proof {
  const streak = missing.length > 0 ? 0 : (before?.streak ?? 0) + 1;
  const unnamed = denied.some(
    ({ principal, result }) => principal === 'probe' && result.kind === 'denied' && result.policyId === undefined,
  );
  return {
    streak,
    rounds: (before?.rounds ?? 0) + 1,
    ...(streak === 0 ? {} : { firstDeniedAt: streak === 1 ? iso(startedAt) : before!.firstDeniedAt! }),
    ...(streak >= roundsNeeded ? { provenAt: iso(now()) } : {}),
    weaker: unnamed,
    evidence: missing.length > 0 ? [] : denied.map(inWords).slice(0, 40),
    missing: missing.slice(0, 10),
  };
}
