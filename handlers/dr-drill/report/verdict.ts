import type { DrillEntry } from '../drill-entry.ts';
import type { verdicts } from '../contract.ts';

export type Verdict = (typeof verdicts)[number];

export interface Judgement {
  readonly verdict: Verdict;
  /** One sentence. */
  readonly reason: string;
}

/** What Step Functions says of the armed part where it did not reach its end. */
export interface Failure {
  readonly Error?: string | undefined;
  readonly Cause?: string | undefined;
}

/** Judges a drill by the ledger alone, the worst first: residue, then a guard, then what was not proven, then what did not hold. */
export function judge(entry: DrillEntry | undefined, given?: Failure): Judgement {
  const failure = given?.Error === undefined ? undefined : given;
  if (!entry) return { verdict: 'INCONCLUSIVE', reason: `the drill was not armed: ${inWords(failure) ?? 'nothing was done'}` };
  const { cleared, guard, stopped, proof, steady, failover, policyId } = entry;
  if (cleared?.clearedAt === undefined)
    return {
      verdict: 'UNSAFE',
      reason: `the deny is not proven to be gone: ${cleared?.missing.join('; ') ?? 'it was not looked at'}`,
    };
  if (cleared.steadyAfter === false)
    return { verdict: 'UNSAFE', reason: `the system is not steady after the drill: ${cleared.missing.join('; ')}` };
  if (policyId !== undefined && cleared.steadyAfter === undefined)
    return { verdict: 'UNSAFE', reason: `the system was not seen steady after the drill: ${cleared.missing.join('; ')}` };
  if (guard) return { verdict: 'ABORTED_GUARD', reason: guard.reason };
  if (stopped !== undefined) return { verdict: 'ABORTED_GUARD', reason: `ended from outside: ${stopped}` };
  if (policyId === undefined)
    return { verdict: 'INCONCLUSIVE', reason: `nothing was attached: ${inWords(failure) ?? 'unknown'}` };
  if (proof?.provenAt === undefined)
    return {
      verdict: 'INCONCLUSIVE',
      reason: `the fault is not proven: ${proof?.givenUp ?? inWords(failure) ?? 'no round was made'}`,
    };
  if (entry.plan.input.selfTest) return judgeSelfTest(entry, failure);
  if (failover && failover.status !== undefined && failover.status !== 'SUCCEEDED')
    return { verdict: 'FAILED_HYPOTHESIS', reason: `the failover ended ${failover.status} under the deny` };
  if (steady?.steadyAt === undefined) {
    const why = steady?.givenUp ?? inWords(failure);
    return {
      verdict: steady?.givenUp === undefined && failure ? 'INCONCLUSIVE' : 'FAILED_HYPOTHESIS',
      reason: why ?? 'the system did not become steady',
    };
  }
  const rto = recoverySeconds(entry)!;
  const asked = entry.plan.input.rtoMinutes * 60;
  if (rto > asked) return { verdict: 'FAILED_RTO', reason: `steady after ${rto} s; ${asked} s were asked for` };
  if (failure) return { verdict: 'INCONCLUSIVE', reason: `the drill did not reach its end: ${inWords(failure)}` };
  return { verdict: 'PASSED', reason: `steady ${rto} s after the first second of the deny; ${asked} s were asked for` };
}

/** A self-test passes when the deny was proven, and ended by itself while the policy was attached. */
function judgeSelfTest({ lapse, t1 }: DrillEntry, failure: Failure | undefined): Judgement {
  switch (lapse?.outcome) {
    case 'ENDED_BY_ITSELF':
      return {
        verdict: 'PASSED',
        reason: `the deny ended by itself: allowed ${seconds(t1, lapse.since)} s after its last second, while the policy was attached`,
      };
    case 'STILL_DENIED':
      return {
        verdict: 'FAILED_HYPOTHESIS',
        reason: `the window did not end the deny: still denied by this policy after ${t1}; drills do not count on it`,
      };
    default:
      return {
        verdict: 'INCONCLUSIVE',
        reason: `the end of the window was not seen: ${lapse?.missing.join('; ') || (inWords(failure) ?? 'no look was taken')}`,
      };
  }
}

const inWords = (failure: Failure | undefined): string | undefined =>
  failure?.Error === undefined ? undefined : `${failure.Error}: ${(failure.Cause ?? '').slice(0, 500)}`;

/** Seconds from the first second of the deny to steadiness; undefined where the fault is not proven or the system was not steady. */
export function recoverySeconds({ t0, proof, steady }: DrillEntry): number | undefined {
  if (proof?.provenAt === undefined || steady?.steadyAt === undefined) return undefined;
  return Math.max(0, seconds(t0, steady.steadyAt)!);
}

/** The parts of the recovery time, in seconds from the first second of the deny. */
export function recoveryParts({ t0, proof, failover, steady }: DrillEntry): Record<string, number | null> {
  return {
    denySeen: seconds(t0, proof?.firstDeniedAt),
    denyProven: seconds(t0, proof?.provenAt),
    failoverStarted: seconds(t0, failover?.startedAt),
    failoverEnded: seconds(t0, failover?.endedAt),
    steady: seconds(t0, steady?.steadyAt),
  };
}

function seconds(from: string, to: string | undefined): number | null {
  return to === undefined ? null : (Date.parse(to) - Date.parse(from)) / 1000;
}
