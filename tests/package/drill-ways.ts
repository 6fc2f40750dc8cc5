/** Runs of dr-drill that together take every way through its machines, functions, rule and schedules; gives the calls that were decided. */
import { CloudWatchClient, PutMetricAlarmCommand, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { DisableRuleCommand, EnableRuleCommand, EventBridgeClient, ListRulesCommand } from '@aws-sdk/client-eventbridge';
import { AttachPolicyCommand, CreatePolicyCommand, OrganizationsClient } from '@aws-sdk/client-organizations';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { CreateScheduleCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CallLogEntry } from '../../src/sandbox/authorization/call-log.ts';
import { drillIdOf } from '../../handlers/dr-drill/drill-entry.ts';
import { connectionTo } from '../../src/cli/connect-local.ts';
import { applyCalendar, planCalendar } from '../../src/cli/drill/calendar-plan.ts';
import { drillMachine } from '../../src/cli/drill/drill-machines.ts';
import { readGameDays } from '../../src/cli/drill/ledger-game-days.ts';
import { listStateMachines } from '../../src/cli/find-execution.ts';
import { findMachine } from '../../src/cli/workflows/machine.ts';
import { repositoryRoot } from '../support/repository.ts';
import { rolePolicies } from './every-way.ts';
import type { RolePolicy } from './needed-permissions.ts';
import { addMachine, input, openDrilling, type Drilling } from '../workflows/support/drill.ts';
import { stateEntered } from '../workflows/support/state-entered.ts';

const region = 'us-east-1';
const secondRegion = 'us-west-2';

/** Names of the inline policies of dr-drill's roles. */
export function drillPolicyNames(): string[] {
  return ['roles', 'second-region'].flatMap((name) => {
    const file = readFileSync(join(repositoryRoot, `statemachines/dr-drill/${name}.yml`), 'utf8');
    return [...file.matchAll(/PolicyName: (\S+)/g)].map(([, policy]) => policy!);
  });
}

/** The calls, and how each drill ended. */
export async function drillCalls(): Promise<{ log: readonly CallLogEntry[]; ends: string[]; roles: RolePolicy[] }> {
  const lost = { service: 'organizations', operation: 'CreatePolicy', nth: 1, effect: 'applied-but-reply-lost' };
  const drilling = await openDrilling(
    (small) => {
      const second = { 'drill-undo': { account: 'Management', regions: [secondRegion] } };
      // A few hours before the daily look at the game days.
      return { ...small, now: '2026-01-05T04:00:00Z', faults: [lost], targets: { ...(small['targets'] as object), ...second } };
    },
    { callLog: true, targets: ['management', 'drill-member', 'drill-undo'] },
  );
  try {
    const ends = [
      await everything(drilling),
      await guarded(drilling),
      await overdue(drilling),
      await stopped(drilling),
      await swept(drilling),
      await unknown(drilling),
      await selfTested(drilling),
      await sweptFromSecondRegion(drilling),
      await gameDay(drilling),
    ];
    const names = drillPolicyNames();
    const roles = (await rolePolicies(drilling.local)).filter(({ name }) => names.includes(name));
    return { roles, log: drilling.local.sandbox.callLog(), ends };
  } finally {
    await drilling.close();
  }
}

/** With a failover, guard alarms here and in the account, a steady state that is an alarm; the answer to CreatePolicy is lost. */
async function everything(drilling: Drilling): Promise<string> {
  const { local } = drilling;
  const account = drilling.accountOf('web-test');
  await addMachine(local, { account, region }, 'groundcrew-failover', { Done: { Type: 'Succeed' } });
  for (const [place, AlarmName] of [
    [{ account: local.account, region }, 'shop'],
    [{ account, region }, 'canary'],
  ] as const) {
    const cloudwatch = new CloudWatchClient(local.sdkConfig('test', place));
    await cloudwatch.send(
      new PutMetricAlarmCommand({
        AlarmName,
        MetricName: 'm',
        Namespace: 'n',
        ComparisonOperator: 'GreaterThanThreshold',
        EvaluationPeriods: 1,
        Period: 60,
        Threshold: 1,
        Statistic: 'Sum',
      }),
    );
    await cloudwatch.send(new SetAlarmStateCommand({ AlarmName, StateValue: 'OK', StateReason: 'test' }));
    cloudwatch.destroy();
  }
  const unit = drilling.unitId('Workloads/Test');
  const { result } = await drilling.run(
    await drilling.start(
      {
        organizationalUnit: unit,
        guardAlarms: [
          { region, alarm: 'shop' },
          { account: 'web-test', region, alarm: 'canary' },
        ],
        steadyState: [
          { region, alarm: 'shop' },
          { account: 'web-test', region, call: 'dynamodb:ListTables' },
        ],
        failover: { account: 'web-test', region, machine: 'groundcrew-failover', input: {} },
      },
      'everything',
    ),
  );
  return `${result.verdict}`;
}

/** A guard alarm goes off before the first second. */
async function guarded(drilling: Drilling): Promise<string> {
  const { local } = drilling;
  const executionArn = await drilling.start({ guardAlarms: [{ region, alarm: 'shop' }] }, 'guarded');
  const caller = { kind: 'root', arn: `arn:aws:iam::${local.account}:root`, account: local.account } as const;
  const input = { AlarmName: 'shop', StateValue: 'ALARM', StateReason: 'test' };
  stateEntered(local, executionArn, 'Await First Second', () =>
    local.sandbox.invoke({ service: 'monitoring', operation: 'SetAlarmState', input, account: local.account, region, caller }),
  );
  const { result } = await drilling.run(executionArn);
  return `${result.verdict}`;
}

/** Stopped while no rule tells the janitor: the dead-man schedule ends it. */
async function overdue(drilling: Drilling): Promise<string> {
  const events = new EventBridgeClient(drilling.local.sdkConfig('test'));
  const { Rules } = await events.send(new ListRulesCommand({}));
  const Name = Rules!.find(({ Description }) => Description?.startsWith('Starts the janitor for every drill'))!.Name;
  await events.send(new DisableRuleCommand({ Name }));
  const executionArn = await drilling.start({}, 'overdue');
  stateEntered(drilling.local, executionArn, 'Await Steady State', () => drilling.local.engine.stop({ executionArn }));
  await drilling.run(executionArn);
  const before = (await drilling.residue()).length;
  await drilling.passMinutes(30);
  await drilling.runJanitors();
  await events.send(new EnableRuleCommand({ Name }));
  events.destroy();
  return `${before > 0 ? 'left something' : 'left nothing'}, then ${(await drilling.residue()).length}`;
}

/** Stopped by a person: the rule starts the janitor. */
async function stopped(drilling: Drilling): Promise<string> {
  const executionArn = await drilling.start({}, 'stopped');
  stateEntered(drilling.local, executionArn, 'Prove Fault', () => drilling.local.engine.stop({ executionArn }));
  await drilling.run(executionArn);
  await drilling.passMinutes(1);
  await drilling.runJanitors();
  return `then ${(await drilling.residue()).length}`;
}

/** A policy and a schedule that no ledger knows, a place that nobody has, and a drill that nobody ended: the sweeper finds them. */
async function swept(drilling: Drilling): Promise<string> {
  const config = drilling.local.sdkConfig('test');
  await strayPolicy(drilling, '0123456789ab');
  const scheduler = new SchedulerClient(config);
  const { roleArn, targetArn } = drilling.anySchedule();
  await scheduler.send(
    new CreateScheduleCommand({
      Name: `groundcrew-drill-${drillIdOf(await drilling.executionArn('stopped'))}`,
      ScheduleExpression: 'at(2027-01-01T00:00:00)',
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: { Arn: targetArn, RoleArn: roleArn },
    }),
  );
  const dynamodb = new DynamoDBClient(config);
  await dynamodb.send(
    new UpdateItemCommand({
      TableName: drilling.local.stackOutputs['management']!['LedgerTableName']!,
      Key: { pk: { S: 'DRILL' }, sk: { S: `ENTRY#${drillIdOf(await drilling.executionArn('overdue'))}` } },
      UpdateExpression: 'SET #state = :ending',
      ExpressionAttributeNames: { '#state': 'state' },
      ExpressionAttributeValues: { ':ending': { S: 'ENDING' } },
    }),
  );
  await dynamodb.send(
    new PutItemCommand({
      TableName: drilling.local.stackOutputs['management']!['LedgerTableName']!,
      Item: {
        pk: { S: 'DRILL' },
        sk: { S: 'LOCK' },
        drillId: { S: 'fedcba987654' },
        since: { S: '2026-01-01T00:00:00Z' },
        until: { S: '2027-01-01T00:00:00Z' },
      },
    }),
  );
  for (const client of [scheduler, dynamodb]) client.destroy();
  const before = (await drilling.residue()).length;
  await drilling.passMinutes(6);
  await drilling.runJanitors();
  return `${before} things left, then ${(await drilling.residue()).length}`;
}

/** A policy of a drill that the ledger does not know, attached to the unit. */
async function strayPolicy(drilling: Drilling, drillId: string): Promise<void> {
  const organizations = new OrganizationsClient(drilling.local.sdkConfig('test'));
  const tags = {
    ManagedBy: 'groundcrew-drill',
    'groundcrew:drill': drillId,
    'groundcrew:drill-end': '2026-01-01T00:00:00Z',
  };
  const { Policy } = await organizations.send(
    new CreatePolicyCommand({
      Name: `groundcrew-drill-${drillId}`,
      Description: '',
      Type: 'SERVICE_CONTROL_POLICY',
      Content: '{"Version":"2012-10-17","Statement":[]}',
      Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
    }),
  );
  const TargetId = drilling.unitId('Workloads/Test');
  await organizations.send(new AttachPolicyCommand({ PolicyId: Policy!.PolicySummary!.Id, TargetId }));
  organizations.destroy();
}

/** The janitor of a drill that the ledger does not know takes its policy and its place away. */
async function unknown(drilling: Drilling): Promise<string> {
  const drillId = 'fedcba987654';
  await strayPolicy(drilling, drillId);
  const { local } = drilling;
  const [stepFunctions, dynamodb] = [new SFNClient(local.sdkConfig('test')), new DynamoDBClient(local.sdkConfig('test'))];
  await dynamodb.send(
    new PutItemCommand({
      TableName: local.stackOutputs['management']!['LedgerTableName']!,
      Item: { pk: { S: 'DRILL' }, sk: { S: 'LOCK' }, drillId: { S: drillId }, until: { S: '2027-01-01T00:00:00Z' } },
    }),
  );
  const before = (await drilling.residue()).length;
  const machine = findMachine(await listStateMachines(stepFunctions), 'drill-janitor')!;
  await stepFunctions.send(new StartExecutionCommand({ stateMachineArn: machine.arn, input: JSON.stringify({ drillId }) }));
  await drilling.runJanitors();
  for (const client of [stepFunctions, dynamodb]) client.destroy();
  return `${before} unknown things, then ${(await drilling.residue()).length}`;
}

/** The self-test of the time window. */
async function selfTested(drilling: Drilling): Promise<string> {
  const { result } = await drilling.run(
    await drilling.start({ name: 'window-self-test', minutes: 2, rtoMinutes: 2, selfTest: true }, 'self-test'),
  );
  return `self-test ${result.verdict}`;
}

/** A policy that no ledger knows, seen from the second Region before the first looks. */
async function sweptFromSecondRegion(drilling: Drilling): Promise<string> {
  await strayPolicy(drilling, 'abcdef012345');
  const lambda = new LambdaClient(drilling.local.sdkConfig('test', { account: drilling.local.account, region: secondRegion }));
  const { Payload } = await lambda.send(new InvokeCommand({ FunctionName: 'groundcrew-prod-sweepFromSecondRegion' }));
  lambda.destroy();
  const { policiesDetached } = JSON.parse(Buffer.from(Payload!).toString('utf8')) as { policiesDetached: string[] };
  return `${policiesDetached.length} detached from the second Region`;
}

/** A game day that is skipped for an alarm, one that begins, and the daily look at how old the proof is. */
async function gameDay(drilling: Drilling): Promise<string> {
  const { local } = drilling;
  const connection = connectionTo(local, 'management', { as: 'test' });
  const place = await drillMachine(connection, 'dr-drill');
  const at = (minutes: number): string => {
    const time = new Date(local.now() + minutes * 60_000);
    return `cron(${time.getUTCMinutes()} ${time.getUTCHours()} ${time.getUTCDate()} ${time.getUTCMonth() + 1} ? ${time.getUTCFullYear()})`;
  };
  const day = { timeZone: 'UTC', scenarios: [input({ name: 'never-proven', dryRun: true })], blockedWindows: [] };
  const missing = { account: drilling.accountOf('web-test'), region, alarm: 'missing' };
  const here = { region, alarm: 'missing' };
  const days = [
    { ...day, name: 'blocked', cron: at(2), blockingAlarms: [missing] },
    { ...day, name: 'blocked-here', cron: at(2), blockingAlarms: [here], maximumDaysSinceProven: 1 },
    { ...day, name: 'begins', cron: at(3), blockingAlarms: [] },
  ];
  await applyCalendar(await planCalendar(days, connection, place), connection, place);
  const dynamodb = new DynamoDBClient(local.sdkConfig('test'));
  await dynamodb.send(
    new UpdateItemCommand({
      TableName: local.stackOutputs['management']!['LedgerTableName']!,
      Key: { pk: { S: 'DRILL' }, sk: { S: 'GAME-DAY#blocked-here' } },
      UpdateExpression: 'SET since = :longAgo',
      ExpressionAttributeValues: { ':longAgo': { S: '2025-01-01T00:00:00Z' } },
    }),
  );
  dynamodb.destroy();
  // Until the daily look, at 7 o'clock, finds that one was never proven.
  const untilLook = 24 * 60 - ((local.now() / 60_000 - 7 * 60) % (24 * 60));
  await drilling.passMinutes(Math.ceil(untilLook) + 1);
  const seen = await readGameDays(connection, place);
  return seen.map(({ definition: { name }, turn, lastSkip }) => `${name} ${turn} ${lastSkip ? 'skipped' : 'began'}`).join(', ');
}
