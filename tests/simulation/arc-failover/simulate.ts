/** One run from a seed: operators, crashes, outages, races on one cluster; then every invariant. */
import { createHash } from 'node:crypto';
import type { Approval, WorkflowInput } from '../../../handlers/arc-failover/contract.ts';
import { failOver, type FailoverRun } from '../../../handlers/arc-failover/fail-over.ts';
import { controlPanelOf, type FailoverPlan } from '../../../handlers/arc-failover/failover-plan.ts';
import { failbackTo } from '../../../handlers/arc-failover/permission.ts';
import { driftOf } from '../../../handlers/arc-failover/verify-plan.ts';
import type { DescribedCluster, DescribedRule } from '../../../handlers/arc-failover/control-plane.ts';
import { safetyRuleTable } from '../../../src/sandbox/route53-recovery-cluster/rows.ts';
import type { SimulationRun, Violation } from '../simulation.ts';
import { afterwards, always, names, type Run } from './invariants.ts';
import { planOf, recoveryOf } from './organization.ts';
import { plants } from './planted.ts';
import { describePlan, seededPlan, type SeededOperator, type SeededPlan } from './seeded-plan.ts';
import { Crash, World } from './world.ts';

export async function simulate(seed: number, plant?: string): Promise<SimulationRun> {
  const seeded = seededPlan(seed);
  const first = await play(seeded, plant, 'a');
  const violations = new Map(first.violations.map((violation) => [`${violation.invariant}: ${violation.what}`, violation]));
  /* The same world again, with endpoints in another order: a run alone comes to the same. */
  const alone = seeded.operators.length === 1 && !seeded.operators[0]!.crashAt && !seeded.maintenance;
  if (alone && [...seeded.behaviours.values()].every(({ kind }) => kind !== 'flaky')) {
    const second = await play(seeded, plant, 'b');
    if (second.verdicts.join() !== first.verdicts.join()) {
      const what = `${first.verdicts.join()} in one order, ${second.verdicts.join()} in another`;
      violations.set(what, { invariant: names.orderDoesNotMatter, what });
    }
  }
  return {
    seed,
    plan: describePlan(seeded),
    digest: first.digest,
    outcome: first.outcome,
    items: first.items,
    violations: [...violations.values()],
  };
}

interface Played {
  readonly digest: string;
  readonly outcome: string;
  readonly verdicts: readonly string[];
  readonly items: readonly string[];
  readonly violations: readonly Violation[];
}

async function play(seeded: SeededPlan, plant: string | undefined, order: string): Promise<Played> {
  const violations: Violation[] = [];
  const box: { plan?: FailoverPlan } = {};
  const world = await World.open(recoveryOf(seeded), seeded.behaviours, seeded.seed, (changed) => {
    if (box.plan) violations.push(...always(box.plan, changed.states()));
  });
  const plan = planOf(seeded, world.sandbox);
  box.plan = plan;
  const begun = world.states();
  const beganAt = world.time.now();
  const runs: Run[] = [];
  const digest = createHash('sha256');
  const scene: Scene = { seeded, plan, world, runs, plant, order };
  const operate = (operator: SeededOperator): Promise<void> => operatorAtWork(operator, scene);
  await world.time.run(Promise.all(seeded.operators.map(operate)));
  const last = runs.at(-1);
  /* Once more, at the target: nothing is to be written. */
  if (seeded.operators.length === 1 && last?.report?.verdict === 'SUCCEEDED') {
    const again = { ...last.operator, number: 9, startsAt: 1_000 };
    const before = world.calls.length;
    await world.time.run(operatorAtWork(again, { ...scene, plant: undefined, runs: [] }));
    const writes = world.calls.slice(before).filter(({ operation }) => operation === 'UpdateRoutingControlStates').length;
    if (writes > 0) violations.push({ invariant: names.converges, what: `a run at the target wrote ${writes} times` });
  }
  const drift = await world.time.run(dailyCheck(plan, world, plants.get(plant ?? '')?.trustsPlan ?? false));
  const ruleArns = [...safetyRuleTable(world.sandbox.store).values()].map(({ arn }) => arn);
  violations.push(...afterwards({ seeded, plan, runs, calls: world.calls, begun, ended: world.states(), drift, ruleArns }));
  digest.update(JSON.stringify([world.calls.map(({ before: _before, ...call }) => call), runs.map(({ report }) => report)]));
  world.sandbox.close();
  const verdicts = runs.map(({ report }) => report?.verdict ?? 'crashed');
  const longest = Math.max(0, ...runs.map(({ startedAt, endedAt }) => endedAt - startedAt));
  return {
    digest: digest.digest('hex'),
    outcome: `${verdicts.join(', ')} in at most ${longest} ms`,
    verdicts,
    items: runs.map(
      ({ id, startedAt, endedAt, report }) =>
        `run ${id} at ${startedAt - beganAt} ms for ${endedAt - startedAt} ms: ${report ? `${report.verdict}: ${report.message}` : 'crashed'}`,
    ),
    violations,
  };
}

interface Scene {
  readonly seeded: SeededPlan;
  readonly plan: FailoverPlan;
  readonly world: World;
  /** Where the runs are noted. */
  readonly runs: Run[];
  readonly plant: string | undefined;
  readonly order: string;
}

/** Runs the input, and the same input again when the process ended in the middle. */
async function operatorAtWork(operator: SeededOperator, { seeded, plan, world, runs, plant, order }: Scene): Promise<void> {
  const planted = plants.get(plant ?? '');
  await world.time.sleep(operator.startsAt);
  for (const attempt of [1, 2]) {
    const id = operator.number * 10 + attempt;
    const { crashAt } = operator;
    const own = world.portsFor(
      { number: id, ...(attempt === 1 && operator.number < 9 && crashAt ? { crashAt } : {}) },
      `${order} ${seeded.seed} operator ${id}`,
    );
    const request = requestOf(operator, plan);
    const run: FailoverRun = {
      request,
      gates: operator.redGate ? [{ gate: 'capacity', ready: false, reason: 'the alarm is red' }] : [],
      approval: approvalOf(operator, request, world.time.now()),
    };
    const startedAt = world.time.now();
    const done = (report?: Run['report']): Run => ({
      id,
      operator,
      attempt,
      startedAt,
      endedAt: world.time.now(),
      ...(report ? { report } : {}),
    });
    try {
      const report = await failOver(planted?.run?.(run) ?? run, planted?.ports?.(own, world, id) ?? own);
      runs.push(done(planted?.report?.(report) ?? report));
      return;
    } catch (error) {
      if (!(error instanceof Crash)) throw error;
      runs.push(done());
      await world.time.sleep(operator.againAfter);
    }
  }
}

function requestOf({ to, expect, force, overrides }: SeededOperator, plan: FailoverPlan): WorkflowInput {
  return {
    plan,
    to,
    ...(expect === undefined ? {} : { expect }),
    dryRun: false,
    force,
    overrideSafetyRules: overrides ? plan.safetyRules.map(({ arn }) => arn) : [],
  };
}

function approvalOf(
  { approval, to }: SeededOperator,
  { plan, overrideSafetyRules }: WorkflowInput,
  now: number,
): Approval | undefined {
  if (approval === 'none') return undefined;
  const allows = approval === 'wrong' ? ['something else'] : [failbackTo(plan.name, to), ...overrideSafetyRules];
  return {
    decision: approval === 'rejected' ? 'REJECTED' : 'APPROVED',
    allows,
    approvals: [{ identity: 'approver' }],
    validUntil: new Date(approval === 'expired' ? now - 1 : now + 3_600_000).toISOString(),
  };
}

/** The check that runs once a day, outside the path. */
async function dailyCheck(plan: FailoverPlan, world: World, trustsPlan: boolean): Promise<string[]> {
  const panels = [...new Set(plan.applications.flatMap(({ controls }) => Object.values(controls).map(controlPanelOf)))];
  if (trustsPlan) {
    const own = Object.entries(plan.cluster.endpoints).map(([Region, Endpoint]) => ({ Region, Endpoint }));
    const controls = plan.applications.flatMap((application) => Object.values(application.controls));
    const rules = plan.safetyRules.map(({ arn, name, waitPeriodMs }) => ({
      SafetyRuleArn: arn,
      Name: name,
      WaitPeriodMs: waitPeriodMs,
    }));
    return driftOf(plan, {
      cluster: { ClusterEndpoints: own },
      panels: new Map(panels.map((panel) => [panel, { controls, rules }])),
    });
  }
  const ask = async <Answer>(
    operation: 'DescribeCluster' | 'ListRoutingControls' | 'ListSafetyRules',
    input: object,
  ): Promise<Answer> => (await world.controlPlane(0, operation, input)) as Answer;
  try {
    const { Cluster } = await ask<{ Cluster: DescribedCluster }>('DescribeCluster', { ClusterArn: plan.cluster.arn });
    const facts = new Map<string, { controls: string[]; rules: DescribedRule[] }>();
    for (const ControlPanelArn of panels) {
      const { RoutingControls } = await ask<{ RoutingControls: { RoutingControlArn: string }[] }>('ListRoutingControls', {
        ControlPanelArn,
      });
      const { SafetyRules } = await ask<{ SafetyRules: { ASSERTION?: DescribedRule; GATING?: DescribedRule }[] }>(
        'ListSafetyRules',
        {
          ControlPanelArn,
        },
      );
      facts.set(ControlPanelArn, {
        controls: RoutingControls.map(({ RoutingControlArn }) => RoutingControlArn),
        rules: SafetyRules.map(({ ASSERTION, GATING }) => (ASSERTION ?? GATING)!),
      });
    }
    return driftOf(plan, { cluster: Cluster, panels: facts });
  } catch (error) {
    return [`could not be verified: ${String(error)}`];
  }
}
