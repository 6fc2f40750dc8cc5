import { now } from '../shared/runtime.ts';
import { task } from '../shared/task.ts';
import { watchGuards } from './contract.ts';
import { changeDrill, frozenBecause, iso, readDrill } from './drill-entry.ts';
import type { DrillEntry } from './drill-entry.ts';
import { record } from './drill-log.ts';
import { attachedTo } from './drill-policy.ts';
import { GuardsQuiet, GuardTripped, RealIncident } from './errors.ts';
import { accountsBelow, policiesOn } from './organization.ts';
import { alarmBlockers } from './preflight.ts';
import { controlRound, inWords } from './probe-round.ts';

/** One look of the guards, from arming until the deny is taken away. What they find ends the drill. */
export const handler = task(watchGuards, async ({ drillId }) => {
  const entry = await readDrill(drillId);
  // The guards begin with the drill's other branch, which may not have armed it yet.
  if (!entry) throw new GuardsQuiet(`drill ${drillId} is not armed yet`);
  if (entry.detachedAt !== undefined) return { ended: true as const };
  const found = await tripped(entry);
  if (!found) throw new GuardsQuiet(`drill ${drillId}: nothing is wrong`);
  const guard = { error: found.name as 'GuardTripped' | 'RealIncident', reason: found.message, at: iso(now()) };
  await changeDrill(drillId, { guard });
  await record(drillId, 'guard-tripped', guard);
  throw found;
});

async function tripped({
  state,
  plan,
  stopped,
  attachedAt,
  policyId,
}: DrillEntry): Promise<GuardTripped | RealIncident | undefined> {
  if (state !== 'ARMED') return new GuardTripped(`the drill was ended from outside: ${stopped ?? state}`);
  const frozen = await frozenBecause();
  if (frozen !== undefined) return new GuardTripped(`drills are frozen: ${frozen}`);
  const [alarm] = await alarmBlockers(plan, plan.input.guardAlarms);
  if (alarm) return new GuardTripped(alarm.message);
  const approved = plan.accounts.map(({ id }) => id);
  const accounts = (await accountsBelow(plan.target.id)).filter(({ Status }) => Status !== 'SUSPENDED').map(({ Id }) => Id!);
  const strangers = accounts.filter((id) => !approved.includes(id));
  const gone = approved.filter((id) => !accounts.includes(id));
  if (strangers.length + gone.length > 0)
    return new GuardTripped(
      `accounts moved during the drill: in ${strangers.join(', ') || 'none'}, out ${gone.join(', ') || 'none'}`,
    );
  if (attachedAt !== undefined) {
    const targets = await attachedTo(policyId!);
    if (targets.join() !== plan.target.id)
      return new GuardTripped(`somebody else changed what the policy is attached to: ${targets.join(', ') || 'nothing'}`);
    if (!(await policiesOn(plan.target.id)).some(({ Id }) => Id === 'p-FullAWSAccess'))
      return new GuardTripped('somebody took FullAWSAccess away from the unit');
  }
  return incident(plan);
}

/**
 * The exempt role must be able to work in the denied Region. Where it is denied too, the policy is not what was approved; where nothing
 * answers it in any account, twice, the Region is really ill.
 */
async function incident(plan: DrillEntry['plan']): Promise<GuardTripped | RealIncident | undefined> {
  const seen = await controlRound(plan);
  const denied = seen.find(({ result }) => result.kind === 'denied');
  if (denied) return new GuardTripped(`the exempt role is denied: ${inWords(denied)}`);
  const reachable = (round: typeof seen): boolean => round.some(({ result }) => result.kind !== 'unreachable');
  if (reachable(seen) || reachable(await controlRound(plan))) return undefined;
  return new RealIncident(`this is not a drill: nothing answers the exempt role. ${inWords(seen[0]!)}`);
}
