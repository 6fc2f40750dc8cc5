/** What must hold in every run: invariants 21 to 35 of a failover. Each looks at what was called and what the cluster came to. */
import type { ChangeReport, ControlState } from '../../../handlers/arc-failover/contract.ts';
import type { FailoverPlan } from '../../../handlers/arc-failover/failover-plan.ts';
import { firstBrokenEntry } from '../../../handlers/arc-failover/transition-log.ts';
import { aimOf, cellsOn } from '../../../handlers/arc-failover/transition.ts';
import type { Violation } from '../simulation.ts';
import type { SeededOperator, SeededPlan } from './seeded-plan.ts';
import type { Call } from './world.ts';

type States = ReadonlyMap<string, ControlState>;

/** One run of the algorithm by one operator. */
export interface Run {
  readonly id: number;
  readonly operator: SeededOperator;
  /** 1, then 2 after a crash. */
  readonly attempt: number;
  readonly startedAt: number;
  readonly endedAt: number;
  /** Absent when the process ended in the middle. */
  readonly report?: ChangeReport;
}

export interface Evidence {
  readonly seeded: SeededPlan;
  readonly plan: FailoverPlan;
  readonly runs: readonly Run[];
  readonly calls: readonly Call[];
  /** States at the beginning and at the end. */
  readonly begun: States;
  readonly ended: States;
  /** What the daily check says of the plan. */
  readonly drift: readonly string[];
  /** Safety rules of the cluster. */
  readonly ruleArns: readonly string[];
}

const found = (invariant: string, what: string): Violation => ({ invariant, what });

export const names = {
  neverAllOff: 'never all cells Off',
  neverTwoOn: 'never two cells On outside make before break',
  succeedsWithThree: 'succeeds with three Regions, fails cleanly with two',
  orderDoesNotMatter: 'the order of endpoints does not matter',
  converges: 'converges from every crash, writes nothing at the target',
  readBack: 'success only after a read-back from another endpoint',
  dataPlaneOnly: 'data plane only',
  deniedIsNotTheEnd: 'one refusal is not the end, five are',
  limits: 'batches, rates and time are within limits',
  overridesNeedApproval: 'overrides need an approval that names them',
  waitsOut: 'a wait period is waited out',
  gates: 'a red gate stops the run before any change',
  noFlipBack: 'of two operators one wins, nothing flips back',
  verifier: 'drift is found outside the path, and stops no failover',
  log: 'every change is in a hash-chained log, every run has a report',
} as const;

/** After every change of the cluster. */
export function always(plan: FailoverPlan, states: States): Violation[] {
  const controls = plan.applications.reduce((sum, { controls: of }) => sum + Object.keys(of).length, 0);
  return plan.applications.flatMap((application) => {
    if (!Object.values(application.controls).every((arn) => states.has(arn))) return [];
    const on = cellsOn(application, states);
    if (on.length === 0) return [found(names.neverAllOff, `${application.name} is On nowhere`)];
    if (on.length > 1 && (application.exclusive || controls <= 10))
      return [found(names.neverTwoOn, `${application.name} is On in ${on.join(', ')}`)];
    return [];
  });
}

/** When everything is over. */
export function afterwards(evidence: Evidence): Violation[] {
  return [
    ...evidence.runs.flatMap((run) => {
      const calls = evidence.calls.filter(({ operator }) => operator === run.id);
      return [
        ...calledWell(run, calls, evidence),
        ...waitedWell(calls, evidence),
        ...allowedWell(run, calls, evidence),
        ...(run.report ? endedWell(run, run.report, calls, evidence) : []),
      ];
    }),
    ...flippedBack(evidence),
    ...outcomeOfOne(evidence),
    ...driftFound(evidence),
  ];
}

function calledWell(run: Run, calls: readonly Call[], { seeded }: Evidence): Violation[] {
  const wrong: Violation[] = [];
  for (const call of calls) {
    if (call.service !== 'route53-recovery-cluster') wrong.push(found(names.dataPlaneOnly, `${call.service} was called`));
    if (call.entries.length > 10) wrong.push(found(names.limits, `a batch of ${call.entries.length}`));
  }
  const writes = calls.filter(({ operation }) => operation === 'UpdateRoutingControlStates');
  for (const [index, write] of writes.entries()) {
    const within = writes.slice(0, index + 1).filter(({ region, at }) => region === write.region && at > write.at - 1000);
    if (within.length > 3) wrong.push(found(names.limits, `${within.length} changes within a second through ${write.region}`));
  }
  for (const [index, call] of calls.entries()) {
    if (call.outcome?.kind !== 'unavailable' || call.outcome.retryAfterMs === undefined) continue;
    const until = call.endedAt! + call.outcome.retryAfterMs;
    const next = calls.slice(index + 1).find(({ region }) => region === call.region);
    if (next && next.at < until - 1)
      wrong.push(found(names.limits, `${call.region} was asked ${until - next.at} ms before it wanted to be`));
  }
  const took = run.endedAt - run.startedAt;
  if (took > 60_000) wrong.push(found(names.limits, `a run took ${took} ms`));
  const good = seeded.behaviours.size === 0 && seeded.outages.length === 0 && !seeded.maintenance && seeded.drift === 'none';
  if (good && run.report?.verdict === 'UNREACHABLE')
    wrong.push(found(names.succeedsWithThree, 'nothing was wrong, and no endpoint was reached'));
  return wrong;
}

/** A refusal of a safety rule or wait period is followed by a change only after the period. */
function waitedWell(calls: readonly Call[], { seeded }: Evidence): Violation[] {
  const writes = calls.filter(({ operation }) => operation === 'UpdateRoutingControlStates');
  return writes.flatMap((write, index) => {
    const next = writes[index + 1];
    if (write.refused !== 'ConflictException' || !next || JSON.stringify(next.entries) !== JSON.stringify(write.entries))
      return [];
    const pause = next.at - write.endedAt!;
    return pause >= seeded.waitPeriodMs ? [] : [found(names.waitsOut, `a change was sent ${pause} ms after a conflict`)];
  });
}

function allowedWell({ operator, report }: Run, calls: readonly Call[], { plan, ruleArns }: Evidence): Violation[] {
  const writes = calls.filter(({ operation }) => operation === 'UpdateRoutingControlStates');
  const wrong: Violation[] = [];
  const needsApproval = operator.overrides || operator.to === plan.primary;
  const approved = operator.approval === 'valid';
  if (writes.length > 0 && needsApproval && !approved) {
    wrong.push(found(names.overridesNeedApproval, `a run was carried out with an approval that is ${operator.approval}`));
  }
  for (const { overrides } of writes) {
    const allowed = operator.overrides && approved ? ruleArns : [];
    if (overrides.some((arn) => !allowed.includes(arn)))
      wrong.push(found(names.overridesNeedApproval, `${overrides.length} safety rules were overridden`));
  }
  if (operator.redGate && !operator.force && writes.length > 0)
    wrong.push(found(names.gates, 'a change was sent to a cell that is not ready'));
  if (operator.redGate && operator.force && writes.length > 0 && report && report.forcedGates.length === 0) {
    wrong.push(found(names.gates, 'a forced gate was not recorded'));
  }
  return wrong;
}

function endedWell(run: Run, report: ChangeReport, calls: readonly Call[], { plan }: Evidence): Violation[] {
  const wrong: Violation[] = [];
  const { verdict, log } = report;
  if (report.message === '' || report.nextAction === '') wrong.push(found(names.log, 'a report says nothing'));
  const broken = firstBrokenEntry(log);
  if (broken !== undefined) wrong.push(found(names.log, `entry ${broken} of the log does not follow from the one before`));
  const answered = calls.filter(
    ({ operation, outcome }) => operation === 'UpdateRoutingControlStates' && outcome?.kind === 'answered',
  );
  const logged = log.filter(({ what }) => what === 'change accepted').length;
  if (answered.length !== logged) wrong.push(found(names.log, `${answered.length} changes were accepted, the log has ${logged}`));
  const writes = calls.filter(({ operation }) => operation === 'UpdateRoutingControlStates');
  if (verdict === 'SUCCEEDED') wrong.push(...readBack(run, calls, plan));
  if (verdict === 'DENIED' && writes.length === 0) {
    const last = calls.slice(-5);
    if (new Set(last.map(({ region }) => region)).size < 5 || last.some(({ outcome }) => outcome?.kind !== 'denied')) {
      wrong.push(found(names.deniedIsNotTheEnd, 'a run ended as DENIED before five endpoints had refused'));
    }
  }
  if (
    verdict === 'INVALID' &&
    calls.some(({ outcome }) => outcome?.kind === 'denied') &&
    !calls.some(({ refused }) => refused === 'ValidationException' || refused === 'ResourceNotFoundException')
  ) {
    if (!report.message.includes('has no routing control'))
      wrong.push(found(names.deniedIsNotTheEnd, 'a refusal was taken for an invalid request'));
  }
  return wrong;
}

/** After the last change that the cluster took, every panel was read through another endpoint, and was as wanted. */
function readBack(run: Run, calls: readonly Call[], plan: FailoverPlan): Violation[] {
  const writer = calls.findLast(({ operation, applied }) => operation === 'UpdateRoutingControlStates' && applied);
  if (!writer) return [];
  const reads = calls
    .slice(calls.indexOf(writer) + 1)
    .filter(
      ({ operation, outcome, region }) =>
        operation === 'ListRoutingControls' && outcome?.kind === 'answered' && region !== writer.region,
    );
  return plan.applications.flatMap(({ name, controls }) => {
    const seen = Object.values(controls).every((arn) => reads.some(({ panel }) => arn.startsWith(`${panel}/`)));
    return seen
      ? []
      : [found(names.readBack, `${name} was not read back after the change through ${writer.region} (run ${run.id})`)];
  });
}

/**
 * Who changes a guarded application finds it where that run may find it. ARC has no conditional write: the wait period of the rule is the
 * guard, and a change that overrides the rule, as people approved, begins none.
 */
function flippedBack({ runs, calls, plan, ruleArns }: Evidence): Violation[] {
  return calls.flatMap((call) => {
    const run = runs.find(({ id }) => id === call.operator);
    if (!run || !call.applied || call.operation !== 'UpdateRoutingControlStates' || !call.before) return [];
    const { from } = aimOf(plan, run.operator.to, run.operator.expect);
    if (from === 'any') return [];
    return plan.applications.flatMap((application) => {
      const { name, controls } = application;
      const touches = ({ entries }: Call): boolean => entries.some(({ arn }) => Object.values(controls).includes(arn));
      const before = calls.slice(0, calls.indexOf(call)).findLast((one) => one.applied && touches(one));
      const isGuarded = ruleArns.some((arn) => arn.endsWith(`/${name}-min`)) && !unguardedSince(before, call, plan);
      if (!isGuarded || call.overrides.length > 0 || !touches(call)) return [];
      const on = cellsOn(application, call.before!);
      const strangers = on.filter((cell) => cell !== run.operator.to && !from.includes(cell));
      return strangers.length === 0 ? [] : [found(names.noFlipBack, `run ${run.id} took ${name} from ${strangers.join(', ')}`)];
    });
  });
}

/** True within the time for which a change that overrode the rule would else have kept others off. */
function unguardedSince(before: Call | undefined, call: Call, { safetyRules }: FailoverPlan): boolean {
  const wait = Math.max(0, ...safetyRules.map(({ waitPeriodMs }) => waitPeriodMs));
  return before !== undefined && before.overrides.length > 0 && call.at - before.at < wait;
}

/** What a run alone in the world comes to. */
function outcomeOfOne({ seeded, runs, begun, ended, plan }: Evidence): Violation[] {
  const [operator, ...others] = seeded.operators;
  if (!operator || others.length > 0 || seeded.drift === 'control') return [];
  const last = runs.filter((run) => run.operator === operator).at(-1)!;
  const verdict = last.report?.verdict;
  const wrong: Violation[] = [];
  const out = new Set(seeded.outages.map(({ region }) => region));
  const down = seeded.outages.filter(({ effect }) => effect !== 'denied').length;
  const changed = [...begun].some(([arn, state]) => ended.get(arn) !== state);
  if (5 - down < 3) {
    if (changed) wrong.push(found(names.succeedsWithThree, 'with fewer than three Regions something was changed'));
    if (verdict !== 'UNREACHABLE' && verdict !== 'DENIED')
      wrong.push(found(names.succeedsWithThree, `with fewer than three Regions the verdict is ${verdict}`));
    return wrong;
  }
  const mayGo =
    (!operator.redGate || operator.force) &&
    ((!operator.overrides && operator.to !== plan.primary) || operator.approval === 'valid') &&
    (operator.expect === undefined || operator.expect === 'any' || operator.expect === plan.primary) &&
    (!seeded.locked || operator.overrides);
  const usable = Object.keys(plan.cluster.endpoints).filter(
    (region) => !out.has(region) && !seeded.behaviours.has(region) && !(seeded.drift === 'endpoint' && region === 'eu-west-1'),
  ).length;
  if (mayGo && usable >= (seeded.maintenance ? 3 : 2) && verdict !== 'SUCCEEDED' && verdict !== 'ALREADY_THERE') {
    const crashed = runs.length > 1;
    wrong.push(
      found(
        crashed ? names.converges : names.succeedsWithThree,
        `with ${usable} endpoints to use the verdict is ${verdict}: ${last.report?.message}`,
      ),
    );
  }
  if (verdict === 'ALREADY_THERE' && last.attempt === 1) wrong.push(found(names.converges, 'a first run found nothing to do'));
  return wrong;
}

function driftFound({ seeded, drift }: Evidence): Violation[] {
  /* The control plane itself may be out. */
  if (seeded.outages.some(({ region }) => region === 'us-west-2')) return [];
  if (seeded.drift !== 'none' && drift.length === 0)
    return [found(names.verifier, `the daily check did not find the drift (${seeded.drift})`)];
  if (seeded.drift === 'none' && drift.length > 0)
    return [found(names.verifier, `the daily check found a drift that is none: ${drift.join('; ')}`)];
  return [];
}
