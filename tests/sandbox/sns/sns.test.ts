/** SNS over the wire: who receives what. */
import {
  CreateTopicCommand,
  GetTopicAttributesCommand,
  ListSubscriptionsByTopicCommand,
  PublishCommand,
  SNSClient,
  SubscribeCommand,
} from '@aws-sdk/client-sns';
import { CreateQueueCommand, ReceiveMessageCommand, SetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { outbox } from '../../../src/sandbox/sns/rows.ts';
import { clientConfig, openTestSandbox, root } from '../support/open.ts';

const queueArn = 'arn:aws:sqs:us-east-1:111111111111:inbox';

async function topic() {
  const { sandbox } = await openTestSandbox();
  const sns = new SNSClient(clientConfig(sandbox, root));
  const sqs = new SQSClient(clientConfig(sandbox, root));
  const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: 'results' }));
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'inbox' }));
  const received = async () =>
    ((await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }))).Messages ?? []).map(({ Body }) => Body!);
  const letIn = (sourceArn: string) => {
    const Statement = [
      {
        Effect: 'Allow',
        Principal: { Service: 'sns.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Resource: queueArn,
        Condition: { ArnEquals: { 'aws:SourceArn': sourceArn } },
      },
    ];
    const Policy = JSON.stringify({ Version: '2012-10-17', Statement });
    return sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy } }));
  };
  return { sandbox, sns, TopicArn: TopicArn!, received, letIn };
}

describe('Publish', () => {
  it('keeps mails for people to read, unconfirmed as their addresses are', async () => {
    const { sandbox, sns, TopicArn } = await topic();
    const subscribed = await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'email', Endpoint: 'ops@example.com' }));
    expect(subscribed.SubscriptionArn).toBe('pending confirmation');
    await sns.send(new PublishCommand({ TopicArn, Subject: 'Batch done', Message: '50 accounts' }));
    expect([...outbox(sandbox.store).values()]).toMatchObject([
      { endpoint: 'ops@example.com', subject: 'Batch done', message: '50 accounts', confirmed: false },
    ]);
    const { Subscriptions } = await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn }));
    expect(Subscriptions).toMatchObject([{ SubscriptionArn: 'PendingConfirmation', Endpoint: 'ops@example.com' }]);
    const { Attributes } = await sns.send(new GetTopicAttributesCommand({ TopicArn }));
    expect(Attributes).toMatchObject({ SubscriptionsPending: '1', SubscriptionsConfirmed: '0' });
  });

  it('reaches a queue whose policy lets this topic in, and no other', async () => {
    const { sns, TopicArn, received, letIn } = await topic();
    await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: queueArn }));
    await letIn(`${TopicArn}-other`);
    await sns.send(new PublishCommand({ TopicArn, Message: 'lost' }));
    await letIn(TopicArn);
    await sns.send(new PublishCommand({ TopicArn, Message: 'kept' }));
    const bodies = (await received()).map((body) => JSON.parse(body) as { Message: string; TopicArn: string });
    expect(bodies).toMatchObject([{ Message: 'kept', TopicArn, Type: 'Notification' }]);
  });

  it('respects filter policies and raw delivery', async () => {
    const { sns, TopicArn, received, letIn } = await topic();
    await letIn(TopicArn);
    const Attributes = { FilterPolicy: '{"severity":["high",{"prefix":"crit"}]}', RawMessageDelivery: 'true' };
    await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: queueArn, Attributes }));
    for (const severity of ['low', 'high', 'critical']) {
      const MessageAttributes = { severity: { DataType: 'String', StringValue: severity } };
      await sns.send(new PublishCommand({ TopicArn, Message: severity, MessageAttributes }));
    }
    expect(await received()).toEqual(['high', 'critical']);
  });

  it('refuses what SNS refuses', async () => {
    const { sns, TopicArn } = await topic();
    const publish = (more: object) => sns.send(new PublishCommand({ TopicArn, Message: 'x', ...more }));
    await expect(publish({ Subject: 'two\nlines' })).rejects.toThrow('Invalid parameter: Subject');
    await expect(publish({ Message: '' })).rejects.toThrow('Invalid parameter: Empty message');
    await expect(publish({ TopicArn: `${TopicArn}x` })).rejects.toThrow('Topic does not exist');
  });
});
