/** Alarms: from data points to the topic. */
import { CreateTopicCommand, SetTopicAttributesCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { outbox } from '../../../src/sandbox/sns/rows.ts';
import { clientConfig, openTestSandbox, root } from '../support/open.ts';

async function alarm() {
  const { sandbox, clock } = await openTestSandbox();
  const sns = new SNSClient(clientConfig(sandbox, root));
  const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: 'alarms' }));
  await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'email', Endpoint: 'ops@example.com' }));
  const call = (operation: string, input: object) => sandbox.call({ service: 'monitoring', operation, input, caller: root });
  await call('PutMetricAlarm', {
    AlarmName: 'failed',
    Namespace: 'Groundcrew',
    MetricName: 'AccountsFailed',
    Dimensions: [{ Name: 'StateMachine', Value: 'account-vending' }],
    Statistic: 'Sum',
    Period: 300,
    EvaluationPeriods: 1,
    Threshold: 0,
    ComparisonOperator: 'GreaterThanThreshold',
    TreatMissingData: 'notBreaching',
    AlarmActions: [TopicArn],
  });
  const put = (Value: number, StateMachine = 'account-vending') =>
    call('PutMetricData', {
      Namespace: 'Groundcrew',
      MetricData: [{ MetricName: 'AccountsFailed', Value, Dimensions: [{ Name: 'StateMachine', Value: StateMachine }] }],
    });
  const state = async () =>
    ((await call('DescribeAlarms', { AlarmNames: ['failed'] })) as { MetricAlarms: { StateValue: string }[] }).MetricAlarms[0]!
      .StateValue;
  const letIn = () => {
    const statement = {
      Effect: 'Allow',
      Principal: { Service: 'cloudwatch.amazonaws.com' },
      Action: 'sns:Publish',
      Resource: TopicArn,
    };
    const AttributeValue = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
    return sns.send(new SetTopicAttributesCommand({ TopicArn, AttributeName: 'Policy', AttributeValue }));
  };
  const mails = () => [...outbox(sandbox.store).values()].map(({ subject }) => subject);
  return { clock, put, state, letIn, mails };
}

describe('an alarm', () => {
  it('goes off once when its metric breaches, tells its topic, and is quiet again after its window', async () => {
    const { clock, put, state, letIn, mails } = await alarm();
    await letIn();
    await put(0);
    expect(await state()).toBe('OK');
    await put(2);
    await put(1);
    expect(await state()).toBe('ALARM');
    expect(mails()).toEqual(['ALARM: "failed" in us-east-1']);
    clock.runUntil(clock.now() + 301_000);
    expect(await state()).toBe('OK');
  });

  it('hears only its own metric, and its topic only when the policy lets CloudWatch in', async () => {
    const { put, state, mails } = await alarm();
    await put(5, 'another');
    expect(await state()).toBe('INSUFFICIENT_DATA');
    await put(5);
    expect(await state()).toBe('ALARM');
    expect(mails()).toEqual([]);
  });
});
