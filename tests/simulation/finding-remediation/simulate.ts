/** One run of finding-remediation from a seed: findings come in, things go wrong, people act; then the batches are undone. */
import { DisableRuleCommand, EventBridgeClient, ListRulesCommand } from '@aws-sdk/client-eventbridge';
import { SFNClient, ListExecutionsCommand } from '@aws-sdk/client-sfn';
import { createHash } from 'node:crypto';
import { findingHash } from '../../../handlers/findings/finding.ts';
import type { RunOptions } from '../../../src/local/local.ts';
import { findingTable } from '../../../src/sandbox/securityhub/rows.ts';
import { openFindings, type Findings } from '../../workflows/support/findings.ts';
import { startWaiting, waitMinutes } from '../../workflows/support/wait.ts';
import { again } from '../account-vending/again.ts';
import type { SimulationRun } from '../simulation.ts';
import { atTheEnd, afterUndo } from './invariants.ts';
import { People } from './people.ts';
import { planted } from './planted.ts';
import { changeOrganization, describePlan, rulesOf, seededPlan, type SeededPlan } from './seeded-plan.ts';
import { Watch } from './watch.ts';

/** Started again by hand so often at most; faults strike a bounded number of calls, so everything settles before. */
const mostRounds = 4;
/** Longer than a lost answer is waited for, six times over. */
const settlingMinutes = 45;

export async function simulate(seed: number, plant?: string): Promise<SimulationRun> {
  const plan = seededPlan(seed);
  const world = await openFindings((file) => changeOrganization(file, plan), {
    targets: ['security', 'remediation-member'],
    callLog: false,
  });
  try {
    return await play(plan, world, plant);
  } finally {
    await world.close();
  }
}

async function play(plan: SeededPlan, world: Findings, plant: string | undefined): Promise<SimulationRun> {
  const { local } = world;
  const digest = createHash('sha256');
  local.onEvent((event) => void digest.update(JSON.stringify(event)));
  const planting = planted.get(plant ?? '');
  const watch = new Watch(local.sandbox.store, () => local.now(), plan.limits.changesPerAccountAndHour);
  const people = new People(world, watch, plan);
  await world.putRules(rulesOf(plan));
  if (!plan.enriched) await leaveOutEnrichment(world);
  await waitMinutes(local, 1);
  planting?.begin?.(world, watch);
  await people.handIn();
  people.actAsPlanned();
  let rounds = 0;
  for (; rounds < mostRounds && (rounds === 0 || people.unsettled().length > 0); rounds += 1) {
    if (rounds > 0) await people.startAgain(rounds);
    await settle(world, people, plan);
  }
  planting?.beforeTheEnd?.(world, watch, people);
  const reports = await people.reports();
  atTheEnd(watch, people, reports);
  if (plan.undo || planting?.undoes) {
    people.changeSince();
    for (let round = 1; round <= mostRounds && (round === 1 || people.undoingUnsettled()); round += 1) {
      await people.undo(round);
      await settle(world, people, plan);
    }
    planting?.afterUndo?.(world, watch, people);
    afterUndo(watch, people);
  }
  const statuses = [...findingTable(local.sandbox.store).values()].map(({ finding }) => {
    const entry = people.entryOf(findingHash({ Id: finding.Id!, ProductArn: finding.ProductArn! }));
    return `${finding.Title!.slice(0, 60)}: ${String(entry?.['outcome'] ?? 'no outcome')}, ${finding.Workflow?.Status}`;
  });
  return {
    seed: plan.seed,
    plan: describePlan(plan),
    digest: digest.digest('hex'),
    outcome: `${people.outcomes()} after ${rounds} rounds, ${new Date(local.now()).toISOString()}`,
    items: statuses,
    violations: watch.violations,
  };
}

/** Lets time pass until nothing runs any more. */
async function settle(world: Findings, people: People, { requireApproval, seed }: SeededPlan): Promise<void> {
  const options: RunOptions =
    requireApproval && seed % 2 === 0 ? { approvals: 'expire' } : { approvals: { approveAs: ['alice'] } };
  for (let time = 0; time < 90; time += 1) {
    await world.local.run(await startWaiting(world.local, settlingMinutes), options);
    await people.done();
    if (!(await running(world))) return;
  }
  throw new Error(`seed ${seed}: executions never end; open approvals, or ${people.stillRunning().join()}`);
}

async function running({ local }: Findings): Promise<boolean> {
  const security = local.targets.find(({ key }) => key === 'security')!;
  const stepFunctions = new SFNClient(local.sdkConfig('simulation', security));
  const stateMachineArn = `arn:aws:states:${security.region}:${security.account}:stateMachine:groundcrew-prod-finding-remediation`;
  const { executions = [] } = await again(() =>
    stepFunctions.send(new ListExecutionsCommand({ stateMachineArn, statusFilter: 'RUNNING' })),
  );
  stepFunctions.destroy();
  return executions.length > 0;
}

async function leaveOutEnrichment({ local }: Findings): Promise<void> {
  const events = new EventBridgeClient(
    local.sdkConfig(
      'simulation',
      local.targets.find(({ key }) => key === 'security'),
    ),
  );
  const { Rules = [] } = await events.send(new ListRulesCommand({}));
  for (const { Name } of Rules) if (Name!.includes('Unenriched')) await events.send(new DisableRuleCommand({ Name }));
  events.destroy();
}
