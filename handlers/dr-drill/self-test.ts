/**
 * The self-test of the time window: a drill of a canary account whose policy stays attached after its last second. Only when the deny was
 * seen to end by itself, once in an organization, do its drills count on the window as something that ends them.
 */
import { getItem, putItem } from '../ledger/table.ts';
import type { Key } from '../ledger/table.ts';
import { environment, now } from '../shared/runtime.ts';
import type { Blocker, DrillPlan } from './contract.ts';
import { changeDrill, iso, roundsNeeded } from './drill-entry.ts';
import type { DrillEntry, Lapse } from './drill-entry.ts';
import { record } from './drill-log.ts';
import { attachedTo } from './drill-policy.ts';
import { DrillEnded, NotSteadyYet } from './errors.ts';
import { deniedRegionRound, inWords } from './probe-round.ts';
import type { Observation } from './probe-round.ts';

/** Longest window of a self-test, in minutes: the canary's accounts are denied for no longer than it takes to see it. */
export const selfTestMinutes = 2;
/** How long after its last second a deny may be felt before the window counts as not working. */
const budget = 5 * 60_000;
/** Everything else that ends a drill waits this much longer than the window. */
export const selfTestUndoAfter = budget + 5 * 60_000;

const key: Key = { pk: 'DRILL', sk: 'SELF-TEST' };

/** The newest self-test of the organization that said anything. */
export interface SelfTest {
  readonly drillId: string;
  readonly passed: boolean;
  readonly at: string;
}

export async function readSelfTest(): Promise<SelfTest | undefined> {
  return (await getItem(key)) as unknown as SelfTest | undefined;
}

/** Keeps the result of a self-test; one that says nothing about the window changes nothing. */
export async function keepSelfTest({ drillId, lapse }: DrillEntry): Promise<void> {
  if (lapse?.outcome === undefined || lapse.outcome === 'UNKNOWN') return;
  await putItem({ ...key, drillId, passed: lapse.outcome === 'ENDED_BY_ITSELF', at: iso(now()) });
}

/** A self-test is of one account, for two minutes, without a failover. */
export function selfTestBlockers({ input, accounts, target }: DrillPlan): Blocker[] {
  if (!input.selfTest) return [];
  const wrong = [
    ...(accounts.length > 1 ? [`${target.path} has ${accounts.length} accounts; a self-test is of one canary account`] : []),
    ...(input.minutes > selfTestMinutes ? [`a self-test denies for at most ${selfTestMinutes} minutes`] : []),
    ...(input.failover === undefined ? [] : ['a self-test has no failover']),
  ];
  return wrong.map((message) => ({ code: 'NOT_A_SELF_TEST', message }));
}

/** What ends a drill, and whether this organization's drills may count on it. */
export async function undoLayers(): Promise<DrillPlan['undoLayers']> {
  const second = environment('SECOND_REGION');
  const test = await readSelfTest();
  const window =
    test === undefined
      ? 'no self-test has passed in this organization (groundcrew drill self-test)'
      : `self-test ${test.drillId} ${test.passed ? 'passed' : 'FAILED'} at ${test.at}`;
  return [
    { layer: 'window', counted: test?.passed ?? false, why: window },
    { layer: 'catch', counted: true, why: 'the drill takes its deny away, on its way and in every Catch' },
    { layer: 'rule', counted: true, why: 'a drill that fails, times out or is aborted starts its janitor' },
    { layer: 'dead-man schedule', counted: true, why: 'set and read back before anything is attached' },
    { layer: 'sweeper', counted: true, why: 'every five minutes, by the tags of policies' },
    ...(second === 'none'
      ? []
      : [{ layer: `second Region ${second}`, counted: true, why: 'a schedule and a sweeper there, which need nothing here' }]),
  ];
}

/**
 * One look after the last second, while the policy is attached: three rounds running in which everything is allowed show that the window
 * ends the deny. A denial by another policy shows nothing.
 */
export async function awaitLapse(entry: DrillEntry): Promise<{ steady: boolean; reason?: string }> {
  const { drillId, plan, policyId, state, t1, lapse: before } = entry;
  if (before?.outcome !== undefined) return { steady: before.outcome === 'ENDED_BY_ITSELF' };
  if (state !== 'ARMED') throw new DrillEnded(`drill ${drillId} is ${state}`);
  if (now() <= Date.parse(t1)) throw new NotSteadyYet(`the window ends at ${t1}`);
  const startedAt = now();
  const seen = await deniedRegionRound(plan);
  const missing = seen.filter(({ result }) => result.kind !== 'allowed');
  const attached = (await attachedTo(policyId!)).join() === plan.target.id;
  const streak = missing.length > 0 || !attached ? 0 : (before?.streak ?? 0) + 1;
  const since = streak === 1 ? iso(startedAt) : before?.since;
  const over = now() > Date.parse(t1) + budget;
  const outcome = streak >= roundsNeeded ? 'ENDED_BY_ITSELF' : over ? failed(missing, policyId!, attached) : undefined;
  const lapse: Lapse = {
    ...{ streak, rounds: (before?.rounds ?? 0) + 1, missing: missing.map(inWords).slice(0, 10) },
    ...(streak > 0 && since !== undefined ? { since } : {}),
    ...(outcome === undefined ? {} : { outcome }),
  };
  await changeDrill(drillId, { lapse });
  if (outcome === undefined)
    throw new NotSteadyYet(`${streak} of ${roundsNeeded} rounds; ${lapse.missing.slice(0, 3).join('; ')}`);
  await record(drillId, 'window-lapsed', { outcome, ...(lapse.since === undefined ? {} : { since: lapse.since }) });
  return { steady: outcome === 'ENDED_BY_ITSELF', reason: outcome };
}

/** The policy denies after its end, or something else kept us from seeing it. */
function failed(missing: readonly Observation[], policyId: string, attached: boolean): 'STILL_DENIED' | 'UNKNOWN' {
  const ours = missing.some(
    ({ result }) => result.kind === 'denied' && (result.policyId === undefined || result.policyId === policyId),
  );
  return ours && attached ? 'STILL_DENIED' : 'UNKNOWN';
}
