/** Requests to function URLs over the wire. */
import { CreateFunctionCommand, CreateFunctionUrlConfigCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { sendSigned, type Signer } from '../../../src/cli/signed-request.ts';
import type { Json } from '../../../src/sandbox/core/json.ts';
import type { Caller } from '../../../src/sandbox/core/service.ts';
import { clientConfig, management, member, openTestSandbox, root } from '../support/open.ts';
import { serviceRole } from '../support/roles.ts';

async function functionUrl(answer: { payload: Json; functionError?: string }) {
  const events: Json[] = [];
  const { sandbox } = await openTestSandbox({
    ports: {
      invokeFunction: ({ payload }) => {
        events.push(payload);
        return Promise.resolve(answer);
      },
      callStepFunctions: () => Promise.reject(new Error('this test has no state machines')),
    },
  });
  const client = new LambdaClient(clientConfig(sandbox, root));
  const Role = await serviceRole(sandbox, 'lambda.amazonaws.com', { action: 'sqs:SendMessage' });
  const FunctionName = 'handler';
  const Code = { S3Bucket: 'b', S3Key: 'k' };
  await client.send(new CreateFunctionCommand({ FunctionName, Role, Handler: 'a.handler', Runtime: 'nodejs22.x', Code }));
  const { FunctionUrl } = await client.send(new CreateFunctionUrlConfigCommand({ FunctionName, AuthType: 'AWS_IAM' }));
  const post = (caller: Caller, url = FunctionUrl!) =>
    sendSigned(clientConfig(sandbox, caller) as unknown as Signer, url, { method: 'POST', body: { a: 1 } });
  const caller = (role: string): Caller => ({
    kind: 'role',
    account: management,
    roleArn: role,
    arn: `arn:aws:sts::${management}:assumed-role/${role.split('/')[1]}/alice`,
  });
  return { sandbox, events, post, caller };
}

describe('a request to a function URL', () => {
  it('is an event that names the caller and carries neither signature nor session token', async () => {
    const { events, post } = await functionUrl({ payload: { statusCode: 201, headers: {}, body: '{"b":2}' } });
    expect(await post(root)).toEqual({ status: 201, document: { b: 2 } });
    expect(events[0]).toMatchObject({
      version: '2.0',
      body: '{"a":1}',
      requestContext: { http: { method: 'POST' }, authorizer: { iam: { userArn: root.arn, accountId: management } } },
    });
    const { headers } = events[0] as { headers: object };
    expect(Object.keys(headers)).not.toEqual(expect.arrayContaining(['authorization']));
    expect(Object.keys(headers)).not.toEqual(expect.arrayContaining(['x-amz-security-token']));
  });

  it('is answered with the value as the body where the function gives no status, and with 502 where it fails', async () => {
    const plain = await functionUrl({ payload: { fine: true } });
    expect(await plain.post(root)).toEqual({ status: 200, document: { fine: true } });
    const failing = await functionUrl({ payload: { errorMessage: 'no' }, functionError: 'Unhandled' });
    expect((await failing.post(root)).status).toBe(502);
  });

  it('needs both actions: to invoke the URL and to invoke the function', async () => {
    const { sandbox, post, caller, events } = await functionUrl({ payload: {} });
    for (const action of ['lambda:InvokeFunctionUrl', 'lambda:InvokeFunction']) {
      const role = await serviceRole(sandbox, 'ec2.amazonaws.com', { action });
      expect(await post(caller(role))).toEqual({ status: 403, document: { Message: 'Forbidden' } });
    }
    const role = await serviceRole(sandbox, 'ec2.amazonaws.com', { action: 'lambda:Invoke*' });
    expect((await post(caller(role))).status).toBe(200);
    expect(events).toHaveLength(1);
  });

  it('of another account or to another URL is forbidden', async () => {
    const { post, events } = await functionUrl({ payload: {} });
    const other: Caller = { kind: 'root', arn: `arn:aws:iam::${member}:root`, account: member };
    expect((await post(other)).status).toBe(403);
    expect((await post(root, 'https://abc.lambda-url.us-east-1.on.aws/')).status).toBe(403);
    expect(events).toEqual([]);
  });
});
