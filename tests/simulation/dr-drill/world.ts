/** The organization of a seed: one unit that drills may be aimed at, the packaged drill, and people who do things at virtual times. */
import { handlerEntries } from '../../../scripts/handler-entries.ts';
import { openWith } from '../../../src/local/open-with.ts';
import type { LocalOwner } from '../../../src/local/index.ts';
import { randomStream } from '../../../src/sandbox/core/random.ts';
import type { Caller } from '../../../src/sandbox/core/service.ts';
import { completeOrganization, type Organization } from '../../../src/sandbox/organization/organization.ts';
import { organizationSchema } from '../../../src/sandbox/organization/schema.ts';
import { repositoryRoot } from '../../support/repository.ts';
import { lightCode, lightSkewKey } from '../light/light-code.ts';
import { lightParts, type CallWatch } from '../light/light-sandbox.ts';
import { lightTargets } from '../light/light-targets.ts';
import { slots } from './facts.ts';
import type { SeededPlan } from './seeded-plan.ts';

export const homeRegion = 'us-east-1';
export const unitName = 'Test';
/** The drill starts this long after the organization begins, so that no fault strikes its making. */
const startsAfter = 1_000;

/** What dr-drill and its undo layers are made of. */
const needed = {
  management:
    /^(DrDrillStateMachine|DrillJanitorStateMachine|DrillStoppedRule|SweepDrillsSchedule|SweepDrillsLambdaFunction|ApprovalUrl|DecideApproval.*)$/,
  'drill-member': /Role$/,
};
const simulated = [
  'cloudtrail',
  'controltower',
  'monitoring',
  'dynamodb',
  'events',
  'iam',
  'kms',
  'lambda',
  'logs',
  'organizations',
  's3',
  'scheduler',
  'servicecatalog',
  'sns',
  'sqs',
  'sts',
];

export interface World {
  readonly local: LocalOwner;
  readonly beganAt: number;
  readonly machines: { readonly drill: string; readonly janitor: string };
  /** One call of the management account's administrator. Rejects with the AwsError. */
  call<Output = unknown>(service: string, operation: string, input: object): Promise<Output>;
  /** One call of a person of the management account. */
  callAs<Output = unknown>(person: string, service: string, operation: string, input: object): Promise<Output>;
  /** Does something at a time, in seconds from the start of the drill; what it rejects with is left. */
  at(seconds: number, act: () => Promise<unknown>): void;
  accountOf(name: string): string;
}

export async function openWorld(plan: SeededPlan, watch: CallWatch, skewOf?: (functionName: string) => number): Promise<World> {
  const code = await lightCode(handlerEntries(repositoryRoot).filter((entry) => /\/(dr-drill|approval)\//.test(entry)));
  const own = randomStream(plan.seed, 'simulation/skew');
  const skews = new Map<string, number>();
  const skew = (name: string): number => {
    if (!skews.has(name)) skews.set(name, Math.round((2 * own() - 1) * plan.functionSkew * 1000));
    return skews.get(name)!;
  };
  (globalThis as { [lightSkewKey]?: (name: string) => number })[lightSkewKey] = skewOf ?? skew;
  const organization = organizationOf(plan);
  const local = (await openWith(lightParts(organization, watch, simulated), {
    organizationFile: 'simulation.yml',
    targetsDirectory: lightTargets(needed, { RequesterMayApprove: String(!plan.secondPerson) }),
    codeDirectory: code,
    targets: Object.keys(needed),
    seed: plan.seed,
  })) as LocalOwner;
  const caller: Caller = { kind: 'root', arn: `arn:aws:iam::${local.account}:root`, account: local.account };
  const callBy = async <Output>(by: Caller, service: string, operation: string, input: object): Promise<Output> => {
    const outcome = await local.sandbox.invoke({
      service,
      operation,
      input,
      account: local.account,
      region: homeRegion,
      caller: by,
    });
    if ('error' in outcome) throw outcome.error;
    return outcome.output as Output;
  };
  const call: World['call'] = (...request) => callBy(caller, ...request);
  const beganAt = local.now() + startsAfter;
  const machine = (name: string): string => `arn:aws:states:${homeRegion}:${local.account}:stateMachine:groundcrew-prod-${name}`;
  for (const AlarmName of ['guard', 'shop']) {
    await call('monitoring', 'PutMetricAlarm', {
      AlarmName,
      Namespace: 'Shop',
      MetricName: AlarmName,
      Statistic: 'Sum',
      Period: 60,
      EvaluationPeriods: 1,
      Threshold: 1,
      ComparisonOperator: 'GreaterThanThreshold',
    });
    const StateValue = AlarmName === 'shop' && plan.unfit === 'unsteady' ? 'ALARM' : 'OK';
    await call('monitoring', 'SetAlarmState', { AlarmName, StateValue, StateReason: 'simulated' });
  }
  return {
    local,
    beganAt,
    machines: { drill: machine('dr-drill'), janitor: machine('drill-janitor') },
    call,
    callAs: (person, ...request) => callBy(callerOf(local, person), ...request),
    at: (seconds, act) => {
      local.clock.setTimer(beganAt + 1000 * seconds, () => void act().catch(() => undefined));
    },
    accountOf: (name) => organizationAccounts(organization).find((account) => account.name === name)!.id,
  };
}

/** A person of the management account. */
export function callerOf({ sandbox, operatorCredentials }: LocalOwner, person: string): Caller {
  return (sandbox as unknown as { callerOf(credentials: object): Caller }).callerOf(operatorCredentials(person));
}

/** Waits in virtual time: everything else happens meanwhile. */
export async function passUntil({ local, call }: World, time: number): Promise<void> {
  const trust = { Effect: 'Allow', Principal: { Service: 'states.amazonaws.com' }, Action: 'sts:AssumeRole' };
  const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [trust] });
  const { Role } = await call<{ Role: { Arn: string } }>('iam', 'CreateRole', { RoleName: 'waiter', AssumeRolePolicyDocument });
  const definition = JSON.stringify({
    QueryLanguage: 'JSONata',
    StartAt: 'Wait',
    States: { Wait: { Type: 'Wait', Timestamp: new Date(time).toISOString(), End: true } },
  });
  const { stateMachineArn } = await call<{ stateMachineArn: string }>('states', 'CreateStateMachine', {
    name: 'waiter',
    roleArn: Role.Arn,
    definition,
  });
  const { executionArn } = await call<{ executionArn: string }>('states', 'StartExecution', { stateMachineArn, name: 'wait' });
  await local.run(executionArn, { approvals: 'expire' });
}

/** The drill's input of a plan. */
export function inputOf(plan: SeededPlan, name = 'simulated'): object {
  const { mode, region, standby, minutes, leadSeconds, rtoMinutes, unfit } = plan;
  const home = unfit === 'home-region';
  return {
    name,
    mode: home ? 'region' : mode,
    ...(home ? { region: homeRegion } : region === undefined ? {} : { region }),
    ...(mode === 'services' && !home ? { services: ['dynamodb', 'sqs'] } : {}),
    organizationalUnit: `Workloads/${unitName}`,
    standbyRegion: standby,
    ...{ minutes, leadSeconds, rtoMinutes, reason: 'a simulation' },
    steadyState: [
      { region: homeRegion, alarm: 'shop' },
      { account: 'web-1', region: standby, call: 'dynamodb:ListTables' },
    ],
    guardAlarms: [{ region: homeRegion, alarm: 'guard' }],
    ...(unfit === 'blocked' ? { blockedWindows: [{ from: '2026-01-05T09:04:00Z', to: '2026-01-05T12:00:00Z' }] } : {}),
    approval: { people: 1, expiresInMinutes: 2 },
  };
}

function organizationAccounts({ ous }: Organization): { name: string; id: string }[] {
  return ous.flatMap(function of(unit): { name: string; id: string }[] {
    return [...unit.accounts, ...unit.ous.flatMap(of)];
  });
}

const deny = { Version: '2012-10-17', Statement: [{ Effect: 'Deny', Action: 'quicksight:*', Resource: '*' }] };

function organizationOf(plan: SeededPlan): Organization {
  const { seed, accounts, unfit, propagation, authorizationSkew, revertedEvery, faults } = plan;
  const began = Date.parse('2026-01-05T09:00:00Z') + startsAfter;
  const account = (name: string, tags = {}): object => ({ name, email: `aws+${name}@example.com`, tags });
  const time = (seconds: number): string => new Date(began + 1000 * seconds).toISOString();
  const file = organizationSchema.parse({
    managementAccount: { name: 'Management', email: 'aws@example.com' },
    homeRegion,
    governedRegions: [homeRegion],
    ous: [
      {
        name: 'Workloads',
        ous: [
          {
            name: unitName,
            tags: unfit === 'untagged' ? {} : { 'groundcrew:drill-target': 'true' },
            accounts: [account('web-1')],
            ous: [
              {
                name: 'Inner',
                accounts: accounts > 1 ? [account('web-2', unfit === 'protected' ? { 'groundcrew:protected': 'true' } : {})] : [],
              },
            ],
          },
        ],
      },
      { name: 'Sandbox', accounts: [account('stray')] },
    ],
    policies: Array.from({ length: unfit === 'no-slot' ? slots - 1 : 1 }, (_, index) => ({
      name: `policy-${index}`,
      content: deny,
      targets: [`Workloads/${unitName}`],
    })),
    serviceControlPolicies: revertedEvery === undefined ? {} : { revertedEvery: `${revertedEvery}s` },
    clockSkew: { authorization: authorizationSkew },
    durations: {
      'organizations/policy-propagation': {
        median: `${propagation.median}ms`,
        minimum: '500ms',
        maximum: `${propagation.maximum}ms`,
      },
    },
    targets: { 'drill-member': { everyMember: true } },
    faults: faults.map(({ between, delay, ...fault }) => ({
      ...fault,
      from: time(between?.[0] ?? 0),
      ...(between === undefined ? {} : { until: time(between[1]) }),
      ...(delay === undefined ? {} : { delay: `${delay}ms` }),
    })),
  });
  return completeOrganization(file, seed);
}
