/** Faults planted to show that each invariant catches what it is there for: defects as this workflow could have them, at its calls. */
import type { WatchedCall } from '../light/light-sandbox.ts';
import type { Planted } from '../simulation.ts';
import { names } from './invariants.ts';
import type { OperatorAction, SeededPlan } from './seeded-plan.ts';
import type { Watcher } from './watcher.ts';
import type { World } from './world.ts';

type Answer = { readonly output: object } | { readonly error: Error };

export interface Plant {
  readonly what: string;
  /** What the seed's plan has to have for the fault to matter. */
  plan?(plan: SeededPlan): Partial<SeededPlan>;
  /** May change the call's input; an answer is given in AWS's stead. */
  before?(call: WatchedCall, world: World, watcher: Watcher): Answer | undefined;
  after?(
    call: WatchedCall,
    world: World,
    watcher: Watcher,
    outcome: { output: unknown } | { error: unknown },
  ): Answer | undefined;
  /** By how many milliseconds the clocks of functions are wrong. */
  skew?(functionName: string): number;
}

/** An approved drill of a Region with which nothing goes wrong but `actions`. */
export const calm =
  (...actions: OperatorAction[]) =>
  ({ standby }: SeededPlan): Partial<SeededPlan> & { unfit?: never } => ({
    ...{
      mode: 'region',
      region: 'eu-west-1',
      standby,
      minutes: 3,
      leadSeconds: 200,
      rtoMinutes: 5,
      accounts: 1,
      secondPerson: false,
    },
    approval: { kind: 'approve', at: 10 },
    ...{ authorizationSkew: 0, functionSkew: 0, propagation: { median: 1_000, maximum: 2_000 } },
    ...{ faults: [], crashes: [], atChange: [], revertedEvery: undefined as never, unfit: undefined as never },
    actions,
  });
const unfit = (what: SeededPlan['unfit']) => (plan: SeededPlan) => ({ ...calm()(plan), unfit: what }) as Partial<SeededPlan>;

const done: Answer = { output: {} };
const is = ({ service, operation }: WatchedCall, name: string): boolean => `${service}:${operation}` === name;
const never = (name: string) => (call: WatchedCall) => (is(call, name) ? done : undefined);

/** Changes the text of a member of a call's input. */
const rewrite =
  (name: string, member: string, change: (text: string) => string) =>
  (call: WatchedCall): undefined => {
    if (is(call, name)) call.input[member] = change(String(call.input[member]));
  };
const alarmsAreOk = (call: WatchedCall, outcome: { output: unknown } | { error: unknown }): Answer | undefined => {
  if (!is(call, 'monitoring:DescribeAlarms') || 'error' in outcome) return undefined;
  const { MetricAlarms = [] } = outcome.output as { MetricAlarms?: { StateValue: string }[] };
  return { output: { MetricAlarms: MetricAlarms.map((alarm) => ({ ...alarm, StateValue: 'OK' })) } };
};
/** A probe of the denied Region. */
const isProbe = ({ service, region, caller }: WatchedCall): boolean =>
  (service === 'dynamodb' || service === 'sqs') && region === 'eu-west-1' && caller.roleArn?.includes('/drill-') === true;
const keyOf = ({ input }: WatchedCall): string => JSON.stringify(input['Key'] ?? input['Item'] ?? {});

export const plants: ReadonlyMap<string, Plant> = new Map<string, Plant>([
  [
    names.ends,
    {
      what: 'the policy has no last second, and nothing is ever detached',
      plan: calm(),
      before(call) {
        rewrite('organizations:CreatePolicy', 'Content', (text) => text.replace(/"DateLessThan":\{[^}]*\},/, ''))(call);
        return never('organizations:DetachPolicy')(call);
      },
    },
  ],
  [names.quiet, { what: 'the schedules are never removed', plan: calm(), before: never('scheduler:DeleteSchedule') }],
  [
    names.undoFirst,
    {
      what: 'the dead-man schedule is not made, and its reading back believed',
      plan: calm(),
      before: never('scheduler:CreateSchedule'),
      after: (call, { local }, watcher) => {
        if (!is(call, 'scheduler:GetSchedule')) return undefined;
        const entry = watcher.facts.entries()[0]!;
        const Arn = `arn:aws:states:us-east-1:${local.account}:stateMachine:groundcrew-prod-drill-janitor`;
        return { output: { State: 'ENABLED', ScheduleExpression: `at(${entry.t1.replace(/Z$/, '')})`, Target: { Arn } } };
      },
    },
  ],
  [
    names.target,
    {
      what: 'the policy is attached to an account',
      plan: calm(),
      before(call, world) {
        if (is(call, 'organizations:AttachPolicy')) call.input['TargetId'] = world.accountOf('stray');
        return undefined;
      },
    },
  ],
  [
    names.accounts,
    {
      what: 'the accounts of the unit are those that were seen first',
      plan: calm({ kind: 'move-in', at: 5 }),
      after: (call, world) => {
        const own = is(call, 'organizations:ListAccountsForParent');
        return own ? { output: { Accounts: [{ Id: world.accountOf('web-1'), Name: 'web-1', Status: 'ACTIVE' }] } } : undefined;
      },
    },
  ],
  [
    names.others,
    {
      what: 'every policy of the unit is detached',
      plan: calm(),
      before(call, _world, { facts }) {
        if (is(call, 'organizations:DetachPolicy')) call.input['PolicyId'] = facts.policiesOn(facts.unitId)[0];
        return undefined;
      },
    },
  ],
  [
    names.one,
    {
      what: 'the place for a drill is taken without a condition',
      plan: (plan) => ({
        ...calm({ kind: 'second-drill', at: 30 })(plan),
        approval: { kind: 'approve', at: 40, everybody: true },
      }),
      before(call) {
        if (is(call, 'dynamodb:GetItem') && keyOf(call).includes('"LOCK"')) return done;
        if (!is(call, 'dynamodb:PutItem') || !keyOf(call).includes('"LOCK"')) return undefined;
        delete call.input['ConditionExpression'];
        delete call.input['ExpressionAttributeNames'];
        delete call.input['ExpressionAttributeValues'];
        return undefined;
      },
    },
  ],
  [
    names.once,
    {
      what: 'each attempt makes a policy of another name',
      plan: (plan) => ({
        ...calm()(plan),
        faults: [{ service: 'organizations', operation: 'AttachPolicy', nth: [1, 2], effect: 'throttle' }],
      }),
      before(call, world) {
        if (is(call, 'organizations:CreatePolicy')) call.input['Name'] = `${String(call.input['Name'])}-${world.local.now()}`;
        return undefined;
      },
    },
  ],
  [
    names.pages,
    {
      what: 'the first page of targets is empty and taken for the last',
      plan: calm(),
      after: (call) => (is(call, 'organizations:ListTargetsForPolicy') ? { output: { Targets: [] } } : undefined),
      before: never('organizations:DeletePolicy'),
    },
  ],
  [
    names.detached,
    { what: 'nothing is detached', plan: calm({ kind: 'stop-drill', at: 150 }), before: never('organizations:DetachPolicy') },
  ],
  [
    names.deadMan,
    {
      what: 'the schedule goes before the policy',
      plan: calm(),
      after(call, { call: carryOut }, watcher) {
        if (!is(call, 'organizations:ListTargetsForPolicy')) return undefined;
        const [schedule] = watcher.facts.schedules();
        if (schedule)
          watcher.before({ ...call, service: 'scheduler', operation: 'DeleteSchedule', input: { Name: schedule.name } });
        if (schedule) void carryOut('scheduler', 'DeleteSchedule', { Name: schedule.name }).catch(() => undefined);
        return undefined;
      },
    },
  ],
  [
    names.proof,
    {
      what: 'a timeout is taken for a denial by the policy, which has no effect',
      plan: calm(),
      before: rewrite('organizations:CreatePolicy', 'Content', (text) => text.replace('eu-west-1', 'eu-west-2')),
      after(call, _world, watcher) {
        const id = watcher.facts.policies()[0]?.id;
        if (!isProbe(call) || id === undefined || call.caller.roleArn?.endsWith('drill-control') === true) return undefined;
        if (watcher.facts.entries()[0]?.detachedAt !== undefined) return undefined;
        const text = `with an explicit deny in a service control policy: arn:aws:organizations::1:policy/o-1/service_control_policy/${id}`;
        return { error: Object.assign(new Error(text), { name: 'AccessDeniedException' }) };
      },
    },
  ],
  [
    names.unready,
    {
      what: 'the steady state is not looked at before',
      plan: unfit('unsteady'),
      after: (call, _world, _watcher, outcome) => alarmsAreOk(call, outcome),
    },
  ],
  [
    names.after,
    {
      what: 'the steady state is not looked at afterwards',
      plan: calm({ kind: 'break', at: 150 }),
      after: (call, _world, _watcher, outcome) => alarmsAreOk(call, outcome),
    },
  ],
  [
    names.incident,
    {
      what: 'the exempt role is not looked at',
      plan: (plan) => ({
        ...calm()(plan),
        rtoMinutes: 5,
        faults: [
          {
            service: '*',
            operation: '*',
            region: 'eu-west-1',
            effect: 'error',
            probability: 1,
            between: [60, 195],
            error: { code: 'ServiceUnavailable', message: 'lost', statusCode: 503 },
          },
        ],
      }),
      after: (call) => (isProbe(call) && call.caller.roleArn?.endsWith('drill-control') === true ? done : undefined),
    },
  ],
  [
    names.undoLives,
    {
      what: 'nobody is exempt from the deny',
      plan: calm(),
      before: rewrite('organizations:CreatePolicy', 'Content', (text) => text.replace('groundcrew/drill-control', 'nobody')),
    },
  ],
  [
    names.policy,
    {
      what: 'the Region is a key that may be missing',
      plan: calm(),
      before: rewrite('organizations:CreatePolicy', 'Content', (text) =>
        text.replace('"StringEquals"', '"StringEqualsIfExists"'),
      ),
    },
  ],
  [
    names.approval,
    {
      what: 'a rejection goes on as an approval',
      plan: (plan) => ({ ...calm()(plan), approval: { kind: 'reject', at: 10 } }),
      before(call) {
        if (!is(call, 'states:SendTaskFailure')) return undefined;
        const { taskToken } = call.input;
        const output = JSON.stringify({ decision: 'APPROVED', approvals: [], allows: [] });
        call.operation = 'SendTaskSuccess';
        call.input = { taskToken, output };
        return undefined;
      },
    },
  ],
  [
    names.guards,
    {
      what: 'the freeze is not looked at',
      plan: calm({ kind: 'freeze', at: 60 }),
      before: (call) => (is(call, 'dynamodb:GetItem') && keyOf(call).includes('"FREEZE"') ? done : undefined),
    },
  ],
  [
    names.skew,
    {
      what: 'the clock of the function that arms is twenty minutes ahead',
      plan: (plan) => ({ ...calm()(plan), authorizationSkew: 1, leadSeconds: 200 }),
      skew: (name) => (/armDrill|attachPolicy/.test(name) ? 20 * 60_000 : 0),
    },
  ],
]);

export const planted: readonly Planted[] = [...plants].map(([invariant, { what }]) => ({ invariant, what }));
