import type { DrillEntry } from '../drill-entry.ts';
import { brokenAt } from '../drill-log.ts';
import type { DrillEvent } from '../drill-log.ts';
import { recoveryParts, recoverySeconds } from './verdict.ts';
import type { Judgement } from './verdict.ts';

/** What a drill by policy cannot show; printed on every report. */
export const fidelity = [
  'A 403 is not a timeout: SDKs do not retry an AccessDenied, a real outage gives timeouts and 5xx.',
  'Packets, open connections, running instances, DNS and service-linked roles are untouched.',
  'Callers in the management account and in accounts outside the unit are untouched.',
  'For the network, pair the drill with AWS Fault Injection Service.',
] as const;

/** One drill of the same name, for the trend. */
export interface TrendPoint {
  readonly drillId: string;
  readonly t0: string;
  readonly verdict: string;
  readonly recoverySeconds: number | null;
}

/** The report as JSON; the other forms are made of it. */
export interface DrillReport {
  readonly schemaVersion: 1;
  readonly drillId: string;
  readonly name: string;
  readonly verdict: string;
  readonly reason: string;
  readonly executionArn: string;
  readonly approvedBy: readonly string[];
  readonly mode: string;
  readonly deniedRegion: string;
  readonly standbyRegion: string;
  readonly unit: { readonly id: string; readonly path: string };
  readonly accounts: readonly { readonly id: string; readonly name: string }[];
  readonly window: { readonly from: string; readonly to: string };
  readonly policyId: string | null;
  /** `named`: every denial named the policy; `unnamed`: some service did not, which is weaker; `none`. */
  readonly proof: 'named' | 'unnamed' | 'none';
  readonly evidence: readonly string[];
  /** What the drill says about the failover. */
  readonly failover: string;
  readonly recoverySeconds: number | null;
  readonly recoveryTargetSeconds: number;
  readonly recoveryParts: Readonly<Record<string, number | null>>;
  readonly detachedAt: string | null;
  readonly clearedAt: string | null;
  readonly fidelity: readonly string[];
  readonly warnings: readonly string[];
  readonly undoLayers: DrillEntry['plan']['undoLayers'];
  readonly trend: readonly TrendPoint[];
  readonly events: readonly DrillEvent[];
  /** Whether the chain of events is whole. */
  readonly eventsIntact: boolean;
}

export function makeReport(
  entry: DrillEntry,
  { verdict, reason }: Judgement,
  events: readonly DrillEvent[],
  earlier: readonly TrendPoint[],
): DrillReport {
  const { plan, drillId, t0, t1, proof } = entry;
  const { input } = plan;
  const recovered = recoverySeconds(entry) ?? null;
  return {
    ...{ schemaVersion: 1, drillId, name: input.name, verdict, reason, executionArn: entry.executionArn },
    approvedBy: entry.approvals.map(({ identity, source }) => `${identity} (${source})`),
    mode: input.mode,
    deniedRegion: plan.deniedRegion,
    standbyRegion: input.standbyRegion,
    unit: plan.target,
    accounts: plan.accounts,
    window: { from: t0, to: t1 },
    policyId: entry.policyId ?? null,
    proof: proof?.provenAt === undefined ? 'none' : proof.weaker ? 'unnamed' : 'named',
    evidence: proof?.evidence ?? [],
    failover: failoverInWords(entry),
    recoverySeconds: recovered,
    recoveryTargetSeconds: input.rtoMinutes * 60,
    recoveryParts: recoveryParts(entry),
    detachedAt: entry.detachedAt ?? null,
    clearedAt: entry.cleared?.clearedAt ?? null,
    fidelity,
    warnings: plan.warnings,
    undoLayers: plan.undoLayers ?? [],
    trend: [...earlier, { drillId, t0, verdict, recoverySeconds: recovered }].slice(-20),
    events,
    eventsIntact: brokenAt(events) === undefined,
  };
}

function failoverInWords({ failover, plan, proof }: DrillEntry): string {
  if (!plan.input.failover) return 'This drill had no failover: it proves the deny, not that anything fails over.';
  if (!failover) return 'The failover was not started.';
  const where = `in ${plan.input.failover.region}, by a role inside the unit`;
  if (proof?.provenAt === undefined)
    return `The failover ran ${where} and ended ${failover.status ?? 'open'}; the deny was not proven.`;
  const left =
    failover.status === 'SUCCEEDED'
      ? ' The system is left on the standby: failing back is a step of its own, with its own approval.'
      : '';
  return `The failover ran ${where} while the deny was proven, and ended ${failover.status ?? 'open'}.${left}`;
}
