/** What must hold when everything is over and it has been calm for long. */
import { names } from './invariants.ts';
import type { SeededPlan } from './seeded-plan.ts';
import type { Watcher } from './watcher.ts';
import { homeRegion, type World } from './world.ts';

export function atTheEnd(watcher: Watcher, plan: SeededPlan, world: World, drillArn: string): void {
  const { facts } = watcher;
  const residue = facts.residue();
  for (const what of residue) watcher.note(names.quiet, what);
  const execution = world.local.engine.execution(drillArn);
  if (execution?.status === 'RUNNING') watcher.note(names.quiet, 'the drill still runs');
  if (!facts.policiesOn(facts.unitId).includes('p-FullAWSAccess') && !watcher.meddled)
    watcher.note(names.others, 'FullAWSAccess is gone');
  if (residue.some((what) => what.includes(' on '))) watcher.note(names.detached, 'the policy is attached at the end');
  const unready = plan.unfit === 'protected' && plan.accounts === 1 ? undefined : plan.unfit;
  const entries = facts.entries();
  if (unready !== undefined && (watcher.effects.length > 0 || entries.length > 0))
    watcher.note(names.unready, `${unready}, and yet: ${watcher.effects.join(', ') || 'an entry in the ledger'}`);
  for (const { report, drillId } of entries) if (!report) watcher.note(names.quiet, `drill ${drillId} has no report`);
  incidents(watcher, plan, world, drillArn);
}

/** Where nothing fails, no janitor does, but for one that reports what it found. */
export function janitorsFailed(watcher: Watcher, { faults, crashes }: SeededPlan, errors: readonly string[]): void {
  if (faults.length > 0 || crashes.length > 0) return;
  for (const error of errors) if (error !== 'UNSAFE') watcher.note(names.detached, `a janitor failed with ${error}`);
}

/** Longer than the guards take to see twice that nothing answers. */
const seen = 60_000;

/** A Region that is really lost while the deny is attached must not be taken for the drill. */
function incidents(watcher: Watcher, plan: SeededPlan, { beganAt }: World, drillArn: string): void {
  const entry = watcher.facts.entries().find(({ executionArn }) => executionArn === drillArn);
  if (entry?.attachedAt === undefined) return;
  const from = Date.parse(entry.attachedAt);
  const to = Date.parse(entry.steady?.steadyAt ?? entry.detachedAt ?? entry.t1);
  for (const { service, region, between } of plan.faults) {
    if (service !== '*' || between === undefined || region !== (plan.region ?? homeRegion)) continue;
    const overlap = Math.min(to, beganAt + 1000 * between[1]) - Math.max(from, beganAt + 1000 * between[0]);
    const measured = entry.report?.verdict === 'PASSED' || entry.report?.verdict === 'FAILED_RTO';
    if (overlap > seen && measured)
      watcher.note(
        names.incident,
        `${region} was lost for ${overlap / 1000} s of the drill, which is said to have ${entry.report.verdict}`,
      );
  }
}
