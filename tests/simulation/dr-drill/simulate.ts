/** One drill from a seed: everything that goes wrong, then quiet; the invariants are looked at after every step. */
import { createHash } from 'node:crypto';
import type { SimulationRun } from '../simulation.ts';
import type { CallWatch, WatchedCall } from '../light/light-sandbox.ts';
import { atTheEnd, janitorsFailed } from './endings.ts';
import { Operators } from './operators.ts';
import { plants, type Plant } from './planted.ts';
import { calmAfter, describePlan, seededPlan, type SeededPlan } from './seeded-plan.ts';
import { Watcher } from './watcher.ts';
import { inputOf, openWorld, passUntil, type World } from './world.ts';

/** Seconds that it is calm before the end: several sweeps and the longest janitor. */
const quietFor = 20 * 60;

/** Calls that change something: what a function that crashes before or after them has done, or not. */
const changing = /^(Create|Attach|Detach|Delete|Put|Update|Start|Publish)/;

export function simulate(seed: number, planted?: string): Promise<SimulationRun> {
  const plant = plants.get(planted ?? '');
  const drawn = seededPlan(seed);
  return simulatePlan(plant?.plan ? { ...drawn, ...plant.plan(drawn) } : drawn, plant);
}

export async function simulatePlan(plan: SeededPlan, plant?: Plant): Promise<SimulationRun> {
  const watcher = new Watcher(plan);
  const digest = createHash('sha256');
  const opened: { world?: World } = {};
  let operators: Operators | undefined;
  const changes = new Map<string, number>();
  const crashed = {
    error: Object.assign(new Error('RequestId: simulated Error: Runtime exited with error: signal: killed'), {
      name: 'Runtime.ExitError',
    }),
  };
  const watch: CallWatch = {
    before(call) {
      const { world } = opened;
      if (!world) return undefined;
      const instead = plant?.before?.(call, world, watcher);
      if (instead) return instead;
      if (changing.test(call.operation)) {
        for (const of of ['*', call.operation]) changes.set(of, (changes.get(of) ?? 0) + 1);
        for (const { nth, kind } of plan.atChange) if (nth === changes.get('*')) operators?.act(kind);
      }
      if (crashes(plan, call, changes, 'before')) return crashed;
      watcher.before(call);
      return undefined;
    },
    after(call, outcome) {
      const { world } = opened;
      if (!world) return undefined;
      digest.update(`${world.local.now()} ${call.service} ${call.operation} ${'error' in outcome ? 'failed' : 'done'}\n`);
      watcher.after(call, outcome);
      if (crashes(plan, call, changes, 'after')) return crashed;
      return plant?.after?.(call, world, watcher, outcome);
    },
  };
  const world = (opened.world = await openWorld(plan, watch, plant?.skew));
  const { local, machines } = world;
  try {
    watcher.watch({ store: local.sandbox.store, now: () => local.now(), decide: (...asked) => local.sandbox.decide(...asked) });
    const drillArn = `${machines.drill.replace(':stateMachine:', ':execution:')}:simulated`;
    local.onEvent((event) => {
      digest.update(JSON.stringify(event));
      const status = local.engine.execution(drillArn)?.status;
      if (watcher.overAt === undefined && status !== undefined && status !== 'RUNNING') watcher.overAt = local.now();
      watcher.step();
    });
    operators = new Operators(world, plan, watcher);
    operators.arrange(drillArn);
    const input = JSON.stringify(inputOf(plan));
    world.at(0, () =>
      world.callAs('starter', 'states', 'StartExecution', { stateMachineArn: machines.drill, name: 'simulated', input }),
    );
    await passUntil(world, world.beganAt + 1000 * (calmAfter(plan) + quietFor));
    const { executions } = await world.call<{ executions: { executionArn: string }[] }>('states', 'ListExecutions', {
      ...{ stateMachineArn: machines.janitor, statusFilter: 'FAILED' },
    });
    janitorsFailed(
      watcher,
      plan,
      executions.map(({ executionArn }) => local.engine.execution(executionArn)?.error ?? ''),
    );
    atTheEnd(watcher, plan, world, drillArn);
    const entry = watcher.facts.entries().find(({ executionArn }) => executionArn === drillArn);
    const execution = local.engine.execution(drillArn);
    return {
      seed: plan.seed,
      plan: describePlan(plan),
      digest: digest.digest('hex'),
      outcome: `${execution?.status ?? 'never started'} ${entry?.report?.verdict ?? 'not armed'}`,
      items: watcher.facts
        .entries()
        .map(
          ({ drillId, state, report, stopped, guard }) =>
            `drill ${drillId} ${state} ${report?.verdict ?? 'without a report'} ${guard?.reason ?? stopped ?? ''}`,
        ),
      violations: [...watcher.violations.values()],
    };
  } finally {
    await local.close();
  }
}

const crashes = (
  plan: SeededPlan,
  { operation }: WatchedCall,
  changes: ReadonlyMap<string, number>,
  when: 'before' | 'after',
): boolean =>
  changing.test(operation) &&
  plan.crashes.some(
    (crash) =>
      crash.when === when && (crash.operation ?? operation) === operation && crash.nth === changes.get(crash.operation ?? '*'),
  );
