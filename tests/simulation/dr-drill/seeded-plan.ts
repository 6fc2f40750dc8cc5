/** What a seed decides before a simulated drill begins. */
import { randomStream, type RandomStream } from '../../../src/sandbox/core/random.ts';
import type { Fault } from '../../../src/sandbox/organization/schema.ts';

/** Seconds from the start of the drill. */
type Seconds = number;

/** What somebody does meanwhile. */
export interface OperatorAction {
  readonly kind:
    | 'stop-drill'
    | 'stop-janitor'
    | 'abort'
    | 'freeze'
    | 'alarm'
    | 'move-in'
    | 'move-out'
    | 'detach'
    | 'detach-full-access'
    | 'foreign-policy'
    | 'second-drill'
    | 'vending'
    | 'break'
    | 'mend'
    | 'rewrite-policy'
    | 'delete-schedule'
    | 'sweep';
  readonly at: Seconds;
}

/** A call of a function that ends in a crash of it: the nth of those that change something. */
export interface Crash {
  readonly nth: number;
  readonly when: 'before' | 'after';
  /** Counts the changes by this operation only, e.g. `DeleteItem`. */
  readonly operation?: string;
}

export interface SeededPlan {
  readonly seed: number;
  readonly mode: 'region' | 'region-keep-globals' | 'iam-control-plane' | 'services';
  /** The Region that is denied; undefined for the IAM control plane. */
  readonly region?: string;
  readonly standby: string;
  readonly minutes: number;
  readonly leadSeconds: number;
  readonly rtoMinutes: number;
  readonly accounts: number;
  /** Whether who asked may not approve. */
  readonly secondPerson: boolean;
  /** What is wrong with the unit, the calendar or the system before anything begins. */
  readonly unfit?: 'untagged' | 'protected' | 'no-slot' | 'blocked' | 'unsteady' | 'home-region';
  /** Who answers the question, and when. */
  readonly approval: {
    readonly kind: 'approve' | 'reject' | 'nobody' | 'late' | 'requester' | 'another';
    readonly at: Seconds;
    /** Whatever asks is answered, not the first drill alone. */
    readonly everybody?: true;
  };
  /** By how much the clocks are wrong, in seconds: where policies are evaluated, and of each function. */
  readonly authorizationSkew: number;
  readonly functionSkew: number;
  readonly propagation: { readonly median: number; readonly maximum: number };
  /** How often a tool takes away the policies that it does not know, in seconds. */
  readonly revertedEvery?: number;
  readonly faults: readonly SeededFault[];
  readonly crashes: readonly Crash[];
  readonly actions: readonly OperatorAction[];
  /** What somebody does at the very moment of a change: the nth that functions make. */
  readonly atChange: readonly { readonly nth: number; readonly kind: OperatorAction['kind'] }[];
}

/** A fault of the organization file, with times in seconds from the start. */
export type SeededFault = Omit<Fault, 'from' | 'until' | 'delay'> & {
  readonly between?: readonly [Seconds, Seconds];
  readonly delay?: number;
};

/** After this time at the latest nothing goes wrong any more. */
const latestCalm: Seconds = 1_500;

/** When nothing goes wrong any more, and what was broken is mended. */
export function calmAfter({ approval, leadSeconds, minutes, faults: some, actions }: Omit<SeededPlan, 'seed'>): Seconds {
  const ends = [...some.map(({ between }) => between?.[1] ?? 0), ...actions.map(({ at }) => at)];
  return Math.min(latestCalm, 60 + Math.max(approval.at + leadSeconds + 60 * minutes, ...ends));
}

/** Calls that functions and machines make, beside the probes. */
const calls: readonly (readonly [string, string])[] = [
  ['dynamodb', 'GetItem'],
  ['dynamodb', 'PutItem'],
  ['dynamodb', 'UpdateItem'],
  ['dynamodb', 'DeleteItem'],
  ['dynamodb', 'Query'],
  ['organizations', 'CreatePolicy'],
  ['organizations', 'AttachPolicy'],
  ['organizations', 'DetachPolicy'],
  ['organizations', 'DeletePolicy'],
  ['organizations', 'ListPolicies'],
  ['organizations', 'ListTargetsForPolicy'],
  ['organizations', 'ListPoliciesForTarget'],
  ['organizations', 'ListAccountsForParent'],
  ['organizations', 'ListTagsForResource'],
  ['scheduler', 'CreateSchedule'],
  ['scheduler', 'GetSchedule'],
  ['scheduler', 'DeleteSchedule'],
  ['scheduler', 'ListSchedules'],
  ['sts', 'AssumeRole'],
  ['lambda', 'Invoke'],
  ['states', 'StartExecution'],
  ['s3', 'PutObject'],
  ['sns', 'Publish'],
  ['monitoring', 'DescribeAlarms'],
];
const busy = [
  [
    'ConcurrentModificationException',
    "AWS Organizations can't complete your request because it conflicts with another attempt to modify the same entity. Try again later.",
  ],
  [
    'PolicyChangesInProgressException',
    'Changes to the effective policy are in progress, and its contents can not be returned. Try the operation again later.',
  ],
  [
    'TooManyRequestsException',
    "AWS Organizations can't complete your request because another request is already in progress. Try again later.",
  ],
] as const;
const effects = ['error', 'applied-but-reply-lost', 'throttle', 'latency'] as const;
const unfits = ['untagged', 'protected', 'no-slot', 'blocked', 'unsteady', 'home-region'] as const;
const meddling: readonly OperatorAction['kind'][] = [
  'abort',
  'freeze',
  'alarm',
  'move-in',
  'move-out',
  'detach',
  'detach-full-access',
  'foreign-policy',
  'second-drill',
  'vending',
  'break',
  'rewrite-policy',
  'sweep',
];

/** The plan of a seed: the same seed gives the same plan. */
export function seededPlan(seed: number): SeededPlan {
  const random = randomStream(seed, 'simulation/dr-drill');
  const chance = (share: number): boolean => random() < share;
  const mode = pick(random, ['region', 'region', 'region', 'region-keep-globals', 'iam-control-plane', 'services'] as const);
  const minutes = 2 + whole(random, 6);
  const leadSeconds = 180 + 10 * whole(random, 13);
  const unfit = chance(0.12) ? pick(random, unfits) : undefined;
  const approvedAt = 5 + whole(random, 50);
  const skewed = chance(0.35);
  const regional = mode === 'iam-control-plane' ? undefined : 'eu-west-1';
  const end = leadSeconds + minutes * 60 + approvedAt;
  const moment = (): number => 2 + whole(random, end + 60);
  const interrupted = chance(0.3);
  const meddled = chance(0.35);
  const faulty = chance(0.6);
  return {
    seed,
    mode,
    ...(regional === undefined ? {} : { region: regional }),
    standby: 'us-west-2',
    minutes,
    leadSeconds,
    rtoMinutes: pick(random, [0.1, 1, 5]),
    accounts: 1 + whole(random, 2),
    secondPerson: chance(0.2),
    ...(unfit === undefined ? {} : { unfit }),
    approval: {
      kind: chance(0.9) ? 'approve' : pick(random, ['reject', 'nobody', 'late', 'requester', 'another'] as const),
      at: approvedAt,
    },
    authorizationSkew: skewed ? whole(random, 241) - 120 : 0,
    functionSkew: skewed ? whole(random, 121) : 0,
    propagation: pick(random, [
      { median: 1_000, maximum: 2_000 },
      { median: 6_000, maximum: 60_000 },
      { median: 40_000, maximum: 90_000 },
    ]),
    ...(chance(0.05) ? { revertedEvery: 60 + whole(random, 240) } : {}),
    faults: faulty ? faults(random, moment, regional) : [],
    crashes: chance(0.3)
      ? Array.from({ length: 1 + whole(random, 2) }, () => ({
          nth: 1 + whole(random, 60),
          when: pick(random, ['before', 'after'] as const),
        }))
      : [],
    atChange: chance(0.4)
      ? [
          {
            nth: 3 + whole(random, 30),
            kind: chance(0.6) ? ('stop-drill' as const) : pick(random, [...meddling, 'stop-janitor'] as const),
          },
        ]
      : [],
    actions: [
      ...(interrupted ? [{ kind: 'stop-drill', at: moment() } as const] : []),
      ...(interrupted && chance(0.3) ? [{ kind: 'stop-janitor', at: moment() } as const] : []),
      ...(meddled ? Array.from({ length: 1 + whole(random, 2) }, () => ({ kind: pick(random, meddling), at: moment() })) : []),
    ].sort((one, other) => one.at - other.at),
  };
}

function faults(random: RandomStream, moment: () => number, regional: string | undefined): SeededFault[] {
  const between = (): readonly [number, number] => {
    const from = moment();
    return [from, Math.min(latestCalm, from + pick(random, [20, 120, 400, 900]))];
  };
  const some: SeededFault[] = Array.from({ length: 1 + whole(random, 5) }, () => {
    const [service, operation] = pick(random, calls);
    const effect = pick(random, effects);
    return {
      ...{ service, operation, effect },
      ...(random() < 0.6 ? { nth: [1 + whole(random, 25), 26 + whole(random, 25)] } : { probability: 0.5, between: between() }),
      ...(effect === 'error' ? { error: { code: 'InternalFailure', message: 'simulated', statusCode: 500 } } : {}),
      ...(effect === 'latency' ? { delay: pick(random, [1_000, 15_000, 70_000, 400_000]) } : {}),
      ...(effect === 'latency' && random() < 0.5 ? { between: between() } : {}),
    };
  });
  if (random() < 0.35) {
    const [code, message] = pick(random, busy);
    const operation = pick(random, ['AttachPolicy', 'DetachPolicy', 'DeletePolicy', 'CreatePolicy', '*']);
    some.push({
      ...{ service: 'organizations', operation, effect: 'error', probability: 0.7 + 0.3 * random(), between: between() },
      error: { code, message, statusCode: 400 },
    });
  }
  if (random() < 0.25) {
    const region = pick(random, [regional ?? 'us-east-1', 'us-west-2', 'us-east-1']);
    some.push({
      ...{ service: '*', operation: '*', region, effect: 'error', probability: 1, between: between() },
      error: { code: 'ServiceUnavailable', message: `${region} is lost`, statusCode: 503 },
    });
  }
  return some;
}

/** One line for each thing that is going to happen. */
export function describePlan(plan: SeededPlan): string[] {
  const { mode, region, standby, minutes, leadSeconds, rtoMinutes, accounts, unfit, approval } = plan;
  return [
    `${mode} ${region ?? ''}, standby ${standby}, ${minutes} minutes after ${leadSeconds} s, ${rtoMinutes} minutes to recover, ${accounts} accounts`,
    ...(unfit === undefined ? [] : [`unfit: ${unfit}`]),
    `${approval.kind} after ${approval.at} s`,
    `clocks: authorization ${plan.authorizationSkew} s, functions up to ${plan.functionSkew} s; policies spread in ${plan.propagation.median} ms, at most ${plan.propagation.maximum} ms`,
    ...(plan.revertedEvery === undefined ? [] : [`a tool reverts policies every ${plan.revertedEvery} s`]),
    ...plan.faults.map(({ service, operation, effect, nth, probability, between, delay, region: where, error }) =>
      [
        `${effect}${delay === undefined ? '' : ` of ${delay} ms`}${error === undefined ? '' : ` ${error.code}`}: ${service} ${operation}${where === undefined ? '' : ` in ${where}`}`,
        nth === undefined ? `${Math.round(100 * (probability ?? 0))} in a hundred` : `number ${[nth].flat().join(' and ')}`,
        ...(between === undefined ? [] : [`from ${between[0]} s to ${between[1]} s`]),
      ].join(', '),
    ),
    ...plan.crashes.map(({ nth, when }) => `a function crashes ${when} change number ${nth}`),
    ...plan.atChange.map(({ nth, kind }) => `at change number ${nth}: ${kind}`),
    ...plan.actions.map(({ kind, at }) => `after ${at} s: ${kind}`),
  ];
}

const whole = (random: RandomStream, below: number): number => Math.floor(random() * below);

function pick<Value>(random: RandomStream, values: readonly Value[]): Value {
  return values[whole(random, values.length)]!;
}
