/** From an event to its target: who may, what arrives, what happens when it does not. */
import {
  DisableRuleCommand,
  EventBridgeClient,
  PutEventsCommand,
  PutRuleCommand,
  PutTargetsCommand,
  type Target,
} from '@aws-sdk/client-eventbridge';
import { AddPermissionCommand, CreateFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { CreateQueueCommand, ReceiveMessageCommand, SetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { AwsError } from '../../../src/sandbox/core/errors.ts';
import type { SandboxPorts } from '../../../src/sandbox/core/service.ts';
import { clientConfig, openTestSandbox, root } from '../support/open.ts';
import { serviceRole, settled } from '../support/roles.ts';

const account = '111111111111';
const rule = `arn:aws:events:us-east-1:${account}:rule/ours`;
const machine = `arn:aws:states:us-east-1:${account}:stateMachine:vend`;
const functionArn = `arn:aws:lambda:us-east-1:${account}:function:handler`;
const queueArn = (name: string): string => `arn:aws:sqs:us-east-1:${account}:${name}`;

async function bus(ports: Partial<SandboxPorts> = {}) {
  const invocations: unknown[] = [];
  const executions: { name: string; input: string }[] = [];
  const { sandbox, clock } = await openTestSandbox({
    ports: {
      invokeFunction: ({ payload }) => {
        invocations.push(payload);
        return Promise.resolve({ payload: null });
      },
      callStepFunctions: ({ input }) => {
        executions.push(input as never);
        return Promise.resolve({});
      },
      ...ports,
    },
  });
  const events = new EventBridgeClient(clientConfig(sandbox, root));
  const sqs = new SQSClient(clientConfig(sandbox, root));
  await events.send(new PutRuleCommand({ Name: 'ours', EventPattern: '{"source":["ours"]}' }));
  const target = (more: Omit<Target, 'Id'>) =>
    events.send(new PutTargetsCommand({ Rule: 'ours', Targets: [{ Id: '1', ...more } as Target] }));
  const emit = async (Detail: object = { id: 7, name: 'x' }) => {
    await events.send(
      new PutEventsCommand({ Entries: [{ Source: 'ours', DetailType: 'Test', Detail: JSON.stringify(Detail) }] }),
    );
    clock.runUntil(clock.now());
    await settled();
  };
  const queue = async (name: string, sourceArn: string) => {
    const Statement = [
      {
        Effect: 'Allow',
        Principal: { Service: 'events.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Resource: queueArn(name),
        Condition: { ArnEquals: { 'aws:SourceArn': sourceArn } },
      },
    ];
    const Policy = JSON.stringify({ Version: '2012-10-17', Statement });
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: name }));
    await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy } }));
    return async () =>
      (await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, MessageAttributeNames: ['All'] })))
        .Messages ?? [];
  };
  return { sandbox, clock, events, target, emit, queue, invocations, executions };
}

describe('a rule', () => {
  it('hands matching events, and no others, to a queue that lets it in', async () => {
    const { events, target, emit, queue } = await bus();
    const received = await queue('inbox', rule);
    await target({ Arn: queueArn('inbox') });
    await events.send(new PutEventsCommand({ Entries: [{ Source: 'theirs', DetailType: 'Test', Detail: '{}' }] }));
    await emit();
    const [message, ...others] = await received();
    expect(others).toEqual([]);
    expect(JSON.parse(message!.Body!)).toMatchObject({ source: 'ours', 'detail-type': 'Test', detail: { id: 7 }, account });
    await events.send(new DisableRuleCommand({ Name: 'ours' }));
    await emit();
    expect(await received()).toEqual([]);
  });

  it('transforms the input', async () => {
    const { target, emit, queue } = await bus();
    const received = await queue('inbox', rule);
    const InputPathsMap = { id: '$.detail.id', name: '$.detail.name', gone: '$.detail.gone' };
    const InputTemplate = '{"id": <id>, "name": <name>, "text": "<name>/<id>", "gone": <gone>, "rule": <aws.events.rule-name>}';
    await target({ Arn: queueArn('inbox'), InputTransformer: { InputPathsMap, InputTemplate } });
    await emit({ id: 7, name: 'a "quoted" name' });
    const name = 'a "quoted" name';
    expect(JSON.parse((await received())[0]!.Body!)).toEqual({ id: 7, name, text: `${name}/7`, gone: '', rule: 'ours' });
  });

  it('starts an execution with the target’s role, and leaves the event in the dead-letter queue when the role may not', async () => {
    const { sandbox, target, emit, queue, executions } = await bus();
    const dead = await queue('dead', rule);
    const allowed = await serviceRole(sandbox, 'events.amazonaws.com', { action: 'states:StartExecution', resource: machine });
    const DeadLetterConfig = { Arn: queueArn('dead') };
    await target({ Arn: machine, RoleArn: allowed, DeadLetterConfig });
    await emit();
    expect(executions).toHaveLength(1);
    expect(JSON.parse(executions[0]!.input)).toMatchObject({ detail: { id: 7 } });

    const foreign = await serviceRole(sandbox, 'scheduler.amazonaws.com', { action: 'states:StartExecution' });
    await target({ Arn: machine, RoleArn: foreign, DeadLetterConfig });
    await emit();
    expect(executions).toHaveLength(1);
    expect(await dead()).toMatchObject([
      { MessageAttributes: { RULE_ARN: { StringValue: rule }, TARGET_ARN: { StringValue: machine }, ERROR_CODE: {} } },
    ]);
  });

  it('tries again when the target is throttled, under the same execution name', async () => {
    const names: string[] = [];
    const { sandbox, clock, target, emit } = await bus({
      callStepFunctions: ({ input }) => {
        names.push((input as { name: string }).name);
        return names.length < 3 ? Promise.reject(new AwsError('ThrottlingException', 'Rate exceeded')) : Promise.resolve({});
      },
    });
    const RoleArn = await serviceRole(sandbox, 'events.amazonaws.com', { action: 'states:StartExecution' });
    await target({ Arn: machine, RoleArn });
    await emit();
    for (let step = 0; step < 5; step++) {
      clock.runUntil(clock.now() + 10_000);
      await settled();
    }
    expect(names).toHaveLength(3);
    expect(new Set(names).size).toBe(1);
  });

  it('invokes a function only when the function’s policy names the rule', async () => {
    const { sandbox, target, emit, invocations } = await bus();
    const lambda = new LambdaClient(clientConfig(sandbox, root));
    const Role = await serviceRole(sandbox, 'lambda.amazonaws.com', { action: 'logs:PutLogEvents' });
    await lambda.send(
      new CreateFunctionCommand({
        FunctionName: 'handler',
        Role,
        Handler: 'a.handler',
        Runtime: 'nodejs22.x',
        Code: { S3Bucket: 'b', S3Key: 'k' },
      }),
    );
    await target({ Arn: functionArn });
    await emit();
    expect(invocations).toEqual([]);
    await lambda.send(
      new AddPermissionCommand({
        FunctionName: 'handler',
        StatementId: 'rule',
        Action: 'lambda:InvokeFunction',
        Principal: 'events.amazonaws.com',
        SourceArn: rule,
      }),
    );
    await emit();
    expect(invocations).toMatchObject([{ source: 'ours' }]);
  });

  it('fires by time', async () => {
    const { clock, events, queue } = await bus();
    const received = await queue('inbox', rule.replace('ours', 'hourly'));
    await events.send(new PutRuleCommand({ Name: 'hourly', ScheduleExpression: 'rate(1 hour)' }));
    await events.send(new PutTargetsCommand({ Rule: 'hourly', Targets: [{ Id: '1', Arn: queueArn('inbox') }] }));
    clock.runUntil(clock.now() + 2.5 * 3_600_000);
    expect((await received()).map(({ Body }) => JSON.parse(Body!) as object)).toMatchObject([
      { 'detail-type': 'Scheduled Event' },
      { 'detail-type': 'Scheduled Event' },
    ]);
  });

  it('is refused with a pattern or schedule that is none', async () => {
    const { events } = await bus();
    const put = (more: object) => events.send(new PutRuleCommand({ Name: 'bad', ...more }));
    await expect(put({ EventPattern: '{"a":"b"}' })).rejects.toMatchObject({ name: 'InvalidEventPatternException' });
    await expect(put({ ScheduleExpression: 'rate(1 hours)' })).rejects.toThrow('Parameter ScheduleExpression is not valid.');
    await expect(put({})).rejects.toThrow('Parameter(s) EventPattern or ScheduleExpression must be specified.');
  });
});
