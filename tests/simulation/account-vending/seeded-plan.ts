/** What a seed decides before a simulation of account-vending begins. */
import { randomStream, type RandomStream } from '../../../src/sandbox/core/random.ts';

/** One fault of the organization file: it strikes certain calls or events by number, so each simulation comes to an end of them. */
export interface SeededFault {
  readonly service: string;
  readonly operation: string;
  readonly nth: readonly number[];
  readonly effect: 'throttle' | 'error' | 'latency' | 'applied-but-reply-lost' | 'event-lost' | 'event-duplicated' | 'event-late';
  readonly error?: { readonly code: string; readonly message: string; readonly statusCode: number };
  readonly delay?: string;
}

/** What somebody does while the batch runs, `afterMinutes` of virtual time from its start. */
export interface OperatorAction {
  readonly kind:
    | 'start-second-batch'
    | 'stop-batch'
    | 'stop-account'
    | 'foreign-launch'
    | 'relaunch'
    | 'create-again'
    | 'hold-slots'
    | 'launch-beside';
  readonly afterMinutes: number;
  /** Number of the account or foreign launch it concerns. */
  readonly index: number;
}

export interface SeededPlan {
  readonly seed: number;
  readonly slots: number;
  /** E-mail sentinels by row; an empty text is an ordinary row. */
  readonly sentinels: readonly string[];
  readonly faults: readonly SeededFault[];
  readonly actions: readonly OperatorAction[];
}

/** Calls of the workflow's functions and machines that a fault may strike. */
const calls: readonly (readonly [service: string, operation: string])[] = [
  ['dynamodb', 'GetItem'],
  ['dynamodb', 'PutItem'],
  ['dynamodb', 'UpdateItem'],
  ['dynamodb', 'DeleteItem'],
  ['dynamodb', 'Query'],
  ['lambda', 'Invoke'],
  ['servicecatalog', 'ProvisionProduct'],
  ['servicecatalog', 'DescribeRecord'],
  ['states', 'SendTaskSuccess'],
  ['states', 'StartExecution'],
  ['sso', 'CreateAccountAssignment'],
  ['sso', 'DescribeAccountAssignmentCreationStatus'],
  ['organizations', 'ListAccounts'],
  ['organizations', 'TagResource'],
  ['sns', 'Publish'],
  ['s3', 'PutObject'],
];

/** A crash before the effect, one after it, and AWS asking to slow down. */
const callEffects = ['error', 'applied-but-reply-lost', 'throttle', 'latency'] as const;
const eventEffects = ['event-lost', 'event-duplicated', 'event-late'] as const;
const rowSentinels = [
  'fail-create',
  'fail-create-once',
  'busy-once',
  'fail-vpc',
  'fail-role',
  'lost-event',
  'late-event',
  'early-event',
] as const;

/** The plan of a seed: the same seed gives the same plan. */
export function seededPlan(seed: number): SeededPlan {
  const random = randomStream(seed, 'simulation/account-vending');
  const rows = 4 + whole(random, 6);
  return {
    seed,
    slots: 1 + whole(random, 5),
    sentinels: Array.from({ length: rows }, () => (random() < 0.3 ? pick(random, rowSentinels) : '')),
    faults: [
      ...Array.from({ length: 2 + whole(random, 8) }, () => callFault(random)),
      ...Array.from({ length: whole(random, 3) }, () => eventFault(random)),
    ],
    actions: Array.from({ length: whole(random, 4) }, () => action(random, rows)),
  };
}

/** One line for each thing that is going to happen. */
export function describePlan({ slots, sentinels, faults, actions }: SeededPlan): string[] {
  return [
    `${sentinels.length} rows, ${slots} slots`,
    ...sentinels.flatMap((sentinel, index) => (sentinel ? [`row ${index + 2}: ${sentinel}`] : [])),
    ...faults.map(
      ({ service, operation, nth, effect, delay }) =>
        `${effect}${delay ? ` of ${delay}` : ''}: ${service} ${operation}, number ${nth.join(' and ')}`,
    ),
    ...actions.map(({ kind, afterMinutes, index }) => `after ${afterMinutes} minutes: ${kind} ${index}`),
  ];
}

function callFault(random: RandomStream): SeededFault {
  const [service, operation] = pick(random, calls);
  const effect = pick(random, callEffects);
  return {
    service,
    operation,
    nth: [...new Set([1 + whole(random, 30), 1 + whole(random, 30)])].sort((one, other) => one - other),
    effect,
    ...(effect === 'error' ? { error: { code: 'InternalFailure', message: 'simulated', statusCode: 500 } } : {}),
    ...(effect === 'latency' ? { delay: `${1 + whole(random, 30)}s` } : {}),
  };
}

function eventFault(random: RandomStream): SeededFault {
  const effect = pick(random, eventEffects);
  return {
    service: 'aws.controltower',
    operation: pick(random, ['CreateManagedAccount', 'UpdateManagedAccount']),
    nth: [1 + whole(random, 8)],
    effect,
    ...(effect === 'event-lost' ? {} : { delay: `${1 + whole(random, 120)}m` }),
  };
}

function action(random: RandomStream, rows: number): OperatorAction {
  return {
    kind: pick(random, ['start-second-batch', 'stop-batch', 'stop-account', 'foreign-launch']),
    afterMinutes: 1 + whole(random, 90),
    index: whole(random, rows),
  };
}

const whole = (random: RandomStream, below: number): number => Math.floor(random() * below);

function pick<Value>(random: RandomStream, values: readonly Value[]): Value {
  return values[whole(random, values.length)]!;
}
