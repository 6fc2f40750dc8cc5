/** SQS over the wire, on virtual time. */
import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { clientConfig, openTestSandbox, root } from '../support/open.ts';

async function queue(Attributes: Record<string, string> = {}, QueueName = 'work') {
  const { sandbox, clock } = await openTestSandbox();
  const client = new SQSClient(clientConfig(sandbox, root));
  const { QueueUrl } = await client.send(new CreateQueueCommand({ QueueName, Attributes }));
  const send = (MessageBody: string, more: object = {}) =>
    client.send(new SendMessageCommand({ QueueUrl, MessageBody, ...more }));
  const receive = async (more: object = {}) =>
    (await client.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, ...more }))).Messages ?? [];
  const wait = (seconds: number): void => clock.runUntil(clock.now() + seconds * 1000);
  return { client, QueueUrl, send, receive, wait };
}

describe('a message', () => {
  it('is hidden while it is worked on, and comes back when nobody deletes it', async () => {
    const { client, QueueUrl, send, receive, wait } = await queue({ VisibilityTimeout: '30' });
    await send('hello', { MessageAttributes: { kind: { DataType: 'String', StringValue: 'test' } } });
    const [first] = await receive({ MessageAttributeNames: ['All'], MessageSystemAttributeNames: ['All'] });
    expect(first).toMatchObject({
      Body: 'hello',
      Attributes: { ApproximateReceiveCount: '1' },
      MessageAttributes: { kind: { StringValue: 'test' } },
    });
    expect(await receive()).toEqual([]);
    wait(30);
    const [again] = await receive();
    // A receipt of an earlier reception deletes nothing.
    await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: first!.ReceiptHandle }));
    wait(30);
    expect(await receive()).toHaveLength(1);
    expect(again!.MessageId).toBe(first!.MessageId);
  });

  it('can be given back at once', async () => {
    const { client, QueueUrl, send, receive } = await queue();
    await send('hello');
    const [message] = await receive();
    const { ReceiptHandle } = message!;
    await client.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 }));
    expect(await receive()).toHaveLength(1);
  });

  it('waits out its delay and is forgotten after the retention period', async () => {
    const { send, receive, wait } = await queue({ MessageRetentionPeriod: '3600' });
    await send('later', { DelaySeconds: 60 });
    expect(await receive()).toEqual([]);
    wait(4000);
    expect(await receive()).toEqual([]);
  });

  it('goes to the dead-letter queue after as many receptions as the redrive policy says', async () => {
    const { client, wait, ...rest } = await queue({}, 'dead');
    const deadLetterTargetArn = 'arn:aws:sqs:us-east-1:111111111111:dead';
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 2 });
    const { QueueUrl } = await client.send(
      new CreateQueueCommand({ QueueName: 'work', Attributes: { RedrivePolicy, VisibilityTimeout: '1' } }),
    );
    await client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'poison' }));
    for (let attempt = 0; attempt < 3; attempt++) {
      await client.send(new ReceiveMessageCommand({ QueueUrl }));
      wait(2);
    }
    expect(await rest.receive()).toMatchObject([{ Body: 'poison' }]);
  });
});

describe('a FIFO queue', () => {
  it('keeps the order of a group and takes the same message once', async () => {
    const { send, receive } = await queue({ FifoQueue: 'true', ContentBasedDeduplication: 'true' }, 'work.fifo');
    for (const body of ['1', '2', '2']) await send(body, { MessageGroupId: 'g' });
    expect((await receive()).map(({ Body }) => Body)).toEqual(['1', '2']);
    await send('3', { MessageGroupId: 'g' });
    expect(await receive()).toEqual([]);
  });
});

describe('errors', () => {
  it('name what is wrong', async () => {
    const { client, QueueUrl } = await queue();
    await expect(client.send(new SendMessageCommand({ QueueUrl: `${QueueUrl}x`, MessageBody: 'a' }))).rejects.toMatchObject({
      name: 'QueueDoesNotExist',
      message: 'The specified queue does not exist.',
    });
    const Entries = [
      { Id: 'good', MessageBody: 'a' },
      { Id: 'bad', MessageBody: '' },
    ];
    const batch = await client.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    expect(batch).toMatchObject({ Successful: [{ Id: 'good' }], Failed: [{ Id: 'bad', Code: 'MissingParameter' }] });
    const { Attributes } = await client.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }));
    expect(Attributes).toMatchObject({ ApproximateNumberOfMessages: '1', VisibilityTimeout: '30' });
  });
});
