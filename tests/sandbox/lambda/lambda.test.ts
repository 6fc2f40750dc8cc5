/** Lambda over the wire: asynchronous invocations, concurrency, URLs. */
import {
  CreateFunctionCommand,
  CreateFunctionUrlConfigCommand,
  GetFunctionUrlConfigCommand,
  InvokeCommand,
  LambdaClient,
  PutFunctionConcurrencyCommand,
  PutFunctionEventInvokeConfigCommand,
} from '@aws-sdk/client-lambda';
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { clientConfig, openTestSandbox, root } from '../support/open.ts';
import { serviceRole, settled } from '../support/roles.ts';

const queueArn = 'arn:aws:sqs:us-east-1:111111111111:failures';

async function functions(answer: () => Promise<{ payload: null | object; functionError?: string }>) {
  const attempts: number[] = [];
  const opened = await openTestSandbox({
    ports: {
      invokeFunction: () => {
        attempts.push(opened.clock.now());
        return answer() as never;
      },
      callStepFunctions: () => Promise.reject(new Error('this test has no state machines')),
    },
  });
  const { sandbox, clock } = opened;
  const client = new LambdaClient(clientConfig(sandbox, root));
  const Role = await serviceRole(sandbox, 'lambda.amazonaws.com', { action: 'sqs:SendMessage', resource: queueArn });
  const FunctionName = 'handler';
  const Code = { S3Bucket: 'b', S3Key: 'k' };
  await client.send(new CreateFunctionCommand({ FunctionName, Role, Handler: 'a.handler', Runtime: 'nodejs22.x', Code }));
  const wait = async (seconds: number): Promise<void> => {
    clock.runUntil(clock.now() + seconds * 1000);
    await settled();
  };
  return { sandbox, client, FunctionName, attempts, wait };
}

describe('an asynchronous invocation', () => {
  it('is tried three times and then goes to its destination', async () => {
    const { sandbox, client, FunctionName, attempts, wait } = await functions(() =>
      Promise.resolve({ functionError: 'Unhandled', payload: { errorMessage: 'no', errorType: 'Error' } }),
    );
    const sqs = new SQSClient(clientConfig(sandbox, root));
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'failures' }));
    const DestinationConfig = { OnFailure: { Destination: queueArn } };
    await client.send(new PutFunctionEventInvokeConfigCommand({ FunctionName, DestinationConfig }));
    const Payload = Buffer.from('{"a":1}');
    const accepted = await client.send(new InvokeCommand({ FunctionName, InvocationType: 'Event', Payload }));
    expect(accepted.StatusCode).toBe(202);
    for (const seconds of [0, 60, 120]) await wait(seconds);
    const [first] = attempts;
    expect(attempts.map((at) => (at - first!) / 1000)).toEqual([0, 60, 180]);
    const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl }));
    expect(JSON.parse(Messages![0]!.Body!)).toMatchObject({
      requestContext: { condition: 'RetriesExhausted', approximateInvokeCount: 3 },
      requestPayload: { a: 1 },
      responsePayload: { errorMessage: 'no' },
    });
  });

  it('runs once when it succeeds', async () => {
    const { client, FunctionName, attempts, wait } = await functions(() => Promise.resolve({ payload: null }));
    await client.send(new InvokeCommand({ FunctionName, InvocationType: 'Event' }));
    for (let step = 0; step < 30; step++) await wait(60);
    expect(attempts).toHaveLength(1);
  });
});

describe('a synchronous invocation', () => {
  it('answers what the function answers, and counts against reserved concurrency', async () => {
    let release: (() => void) | undefined;
    const { client, FunctionName } = await functions(
      () => new Promise((resolve) => (release = () => resolve({ payload: { done: true } }))),
    );
    await client.send(new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: 1 }));
    const running = client.send(new InvokeCommand({ FunctionName }));
    await settled();
    await settled();
    await expect(client.send(new InvokeCommand({ FunctionName }))).rejects.toMatchObject({
      name: 'TooManyRequestsException',
      Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded',
    });
    release!();
    expect(Buffer.from((await running).Payload!).toString()).toBe('{"done":true}');
  });
});

describe('a function URL', () => {
  it('keeps its address and who may call it', async () => {
    const { client, FunctionName } = await functions(() => Promise.resolve({ payload: null }));
    const made = await client.send(new CreateFunctionUrlConfigCommand({ FunctionName, AuthType: 'AWS_IAM' }));
    expect(made.FunctionUrl).toMatch(/^https:\/\/[a-z0-9]{32}\.lambda-url\.us-east-1\.on\.aws\/$/);
    expect(await client.send(new GetFunctionUrlConfigCommand({ FunctionName }))).toMatchObject({
      FunctionUrl: made.FunctionUrl,
      AuthType: 'AWS_IAM',
    });
    await expect(client.send(new CreateFunctionUrlConfigCommand({ FunctionName, AuthType: 'AWS_IAM' }))).rejects.toMatchObject({
      name: 'ResourceConflictException',
    });
  });
});
