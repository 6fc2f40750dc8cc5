import { environment, now } from '../shared/runtime.ts';
import { task } from '../shared/task.ts';
import { attachPolicy } from './contract.ts';
import { changeDrill, drillName, iso, requireDrill } from './drill-entry.ts';
import { record } from './drill-log.ts';
import { attach, documentOf, ensurePolicy, hashOf } from './drill-policy.ts';
import { DrillEnded, DrillRefused } from './errors.ts';
import { policyProblems } from './fault-policy.ts';
import { guardBlockers, movedAccounts, slotBlockers } from './preflight.ts';

/** Attaching later than this before the first second would make the start inexact: the policy must spread first. */
const latestBefore = 60_000;

/** Makes the drill's policy and attaches it to the approved unit, before it denies anything. */
export const handler = task(attachPolicy, async ({ drillId }) => {
  const entry = await requireDrill(drillId);
  if (entry.state !== 'ARMED') throw new DrillEnded(`drill ${drillId} is ${entry.state}: nothing is attached`);
  const { plan, t0, t1 } = entry;
  if (!/^ou-[0-9a-z]{4,32}-[a-z0-9]{8,32}$/.test(plan.target.id))
    throw new DrillRefused(`${plan.target.id} is no organizational unit`);
  if (now() > Date.parse(t0) - latestBefore)
    throw new DrillRefused(`it is ${iso(now())}: the policy could not spread before ${t0}. Give a longer leadSeconds.`);
  const document = documentOf(entry);
  const problems = [
    ...policyProblems(document, Number(environment('SCP_SIZE'))),
    ...(await guardBlockers(plan, now(), Date.parse(t1))).map(({ message }) => message),
    ...(await movedAccounts(plan)),
    ...(await slotBlockers(plan.target.id, drillName(drillId))).map(({ message }) => message),
  ];
  if (problems.length > 0) throw new DrillRefused(problems.join('; '));
  const policyId = await ensurePolicy(entry);
  await record(drillId, 'policy-made', { policyId, hash: hashOf(document) });
  // From here on the janitor knows what to look for; one that came first has ended the drill.
  const armed = { expression: '#state = :armed', values: { armed: 'ARMED' } };
  if (!(await changeDrill(drillId, { policyId }, armed))) throw new DrillEnded(`drill ${drillId} was ended: nothing is attached`);
  await attach(policyId, plan.target.id);
  // A janitor that came while the policy was being attached may have found nothing to detach: this drill's own end comes after it.
  if (!(await changeDrill(drillId, { attachedAt: entry.attachedAt ?? iso(now()) }, armed)))
    throw new DrillEnded(`drill ${drillId} was ended while its policy was attached`);
  await record(drillId, 'attached', { policyId, unit: plan.target.id });
  return { policyId };
});
