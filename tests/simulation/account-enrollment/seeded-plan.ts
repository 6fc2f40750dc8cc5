/** What a seed decides before a simulation of account-enrollment begins, and the organization that it makes. */
import type { EnrollmentPath } from '../../../handlers/account-enrollment/contract.ts';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../../support/repository.ts';
import { randomStream, type RandomStream } from '../../../src/sandbox/core/random.ts';

/** What somebody does while the batch runs. */
export interface OperatorAction {
  readonly kind: 'start-second-batch' | 'stop-batch' | 'stop-account' | 'stop-at-state' | 'empty-limiters';
  /** Minutes of virtual time from the start. */
  readonly atMinute: number;
  readonly index: number;
  /** With `stop-at-state`: the execution that enters this state as the one of that index is stopped there. */
  readonly state?: string;
}

export interface SeededAccount {
  readonly name: string;
  readonly id: string;
  /** Nobody can look into it, and something in it keeps Control Tower from enrolling it. */
  readonly hidden: boolean;
  /** Its first launch fails and leaves a product, and the account in its target OU. */
  readonly failsOnce: boolean;
  readonly place: 'root' | 'Loose' | 'Nested';
  readonly targetOu: string;
}

export interface SeededPlan {
  readonly seed: number;
  readonly path: EnrollmentPath;
  readonly slots: number;
  /** Failed products are settled, behind an approval that is given. */
  readonly settles: boolean;
  readonly accounts: readonly SeededAccount[];
  readonly faults: readonly object[];
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
  ['organizations', 'MoveAccount'],
  ['organizations', 'ListParents'],
  ['organizations', 'ListAccountsForParent'],
  ['controltower', 'ListEnabledBaselines'],
  ['controltower', 'ResetEnabledBaseline'],
  ['controltower', 'GetBaselineOperation'],
  ['servicecatalog', 'ProvisionProduct'],
  ['servicecatalog', 'DescribeRecord'],
  ['states', 'SendTaskSuccess'],
  ['states', 'SendTaskFailure'],
  ['states', 'StartExecution'],
  ['sts', 'AssumeRole'],
  ['sns', 'Publish'],
  ['s3', 'PutObject'],
];

/** A crash before the effect, one after it, and AWS asking to slow down. */
const callEffects = ['error', 'applied-but-reply-lost', 'throttle', 'latency'] as const;
const eventEffects = ['event-lost', 'event-duplicated', 'event-late'] as const;
const events = ['UpdateManagedAccount', 'CreateManagedAccount', 'RegisterOrganizationalUnit'] as const;

/** Every state of enroll-account: each is a boundary at which an execution may end. */
const states = Object.keys(
  (
    JSON.parse(readFileSync(join(repositoryRoot, 'asl/account-enrollment/enroll-account.asl.json'), 'utf8')) as {
      States: object;
    }
  ).States,
).filter((name) => name !== 'Fail Account');

/** The plan of a seed: the same seed gives the same plan. */
export function seededPlan(seed: number): SeededPlan {
  const random = randomStream(seed, 'simulation/account-enrollment');
  const path = pick(random, ['service-catalog', 'move-account', 'reset-baseline'] as const);
  const slots = 2 + whole(random, 3);
  const accounts = Array.from({ length: 3 + whole(random, 6) }, (_, index): SeededAccount => ({
    name: `account-${index + 1}`,
    id: String(400_000_000_001 + index),
    hidden: whole(random, 5) === 0,
    failsOnce: false,
    place: pick(random, ['root', 'Loose', 'Loose', 'Nested'] as const),
    targetOu: pick(random, ['Governed/One', 'Governed/Two']),
  }));
  const faults = [
    ...Array.from({ length: 2 + whole(random, 5) }, () => callFault(random)),
    ...Array.from({ length: whole(random, 3) }, () => eventFault(random)),
  ];
  const actions = Array.from({ length: whole(random, 4) }, (): OperatorAction => ({
    kind: pick(random, ['start-second-batch', 'stop-batch', 'stop-account', 'stop-account'] as const),
    atMinute: 1 + whole(random, 60),
    index: whole(random, accounts.length),
  }));
  const settles = path === 'service-catalog' && whole(random, 2) === 0;
  return {
    ...{ seed, path, slots, faults, settles },
    accounts: accounts.map((account) => ({
      ...account,
      failsOnce: settles && !account.hidden && whole(random, 3) === 0,
    })),
    actions: [
      ...actions,
      ...Array.from({ length: whole(random, 3) }, (): OperatorAction => ({
        ...{ kind: 'stop-at-state', atMinute: 0, index: whole(random, accounts.length) },
        state: pick(random, states),
      })),
    ],
  };
}

export function describePlan({ path, slots, settles, accounts, faults, actions }: SeededPlan): string[] {
  return [
    `${accounts.length} accounts by ${path}, ${slots} slots${settles ? ', failed products are settled' : ''}`,
    ...accounts.map(
      ({ name, place, targetOu, hidden, failsOnce }) =>
        `${name}: ${place} to ${targetOu}${hidden ? ', cannot be enrolled' : ''}${failsOnce ? ', fails once' : ''}`,
    ),
    ...faults.map((fault) => JSON.stringify(fault)),
    ...actions.map(({ kind, atMinute, index, state = '' }) => `minute ${atMinute}: ${kind} ${index} ${state}`.trim()),
  ];
}

/** JSON is YAML. */
export function organizationFile({ seed, path, slots, settles, accounts, faults }: SeededPlan): string {
  const held = (place: SeededAccount['place']): object[] =>
    accounts
      .filter((account) => account.place === place)
      .map(({ name, id, hidden, failsOnce }) => ({
        name,
        id,
        email: `${name}${settles && hidden ? '+fail-execution-role' : failsOnce ? '+fail-execution-role-once' : ''}@example.net`,
        existing:
          hidden && !settles
            ? { accessRole: false, configRecorders: ['us-east-1'], executionRole: path === 'service-catalog' }
            : { executionRole: true },
      }));
  return JSON.stringify({
    seed,
    managementAccount: { email: 'management@example.com', id: '100000000000' },
    homeRegion: 'us-east-1',
    governedRegions: ['us-east-1'],
    slots,
    quotas: { 'organizations/accounts': 100 },
    landingZone: { remediationTypes: path === 'move-account' ? ['INHERITANCE_DRIFT'] : [] },
    accounts: held('root'),
    ous: [
      { name: 'Governed', registered: true, ous: ['One', 'Two'].map((name) => ({ name, registered: true })) },
      { name: 'Loose', accounts: held('Loose'), ous: [{ name: 'Nested', accounts: held('Nested') }] },
    ],
    faults,
  });
}

function callFault(random: RandomStream): object {
  const [service, operation] = pick(random, calls);
  const effect = pick(random, callEffects);
  return {
    service,
    operation,
    nth: [...new Set([1 + whole(random, 40), 1 + whole(random, 40)])].sort((one, other) => one - other),
    effect,
    ...(effect === 'error' ? { error: { code: 'InternalFailure', message: 'simulated', statusCode: 500 } } : {}),
    ...(effect === 'latency' ? { delay: `${1 + whole(random, 30)}s` } : {}),
  };
}

function eventFault(random: RandomStream): object {
  const effect = pick(random, eventEffects);
  return {
    service: 'aws.controltower',
    operation: pick(random, events),
    nth: [1 + whole(random, 6)],
    effect,
    ...(effect === 'event-lost' ? {} : { delay: `${1 + whole(random, 120)}m` }),
  };
}

const whole = (random: RandomStream, below: number): number => Math.floor(random() * below);

function pick<Value>(random: RandomStream, values: readonly Value[]): Value {
  return values[whole(random, values.length)]!;
}
