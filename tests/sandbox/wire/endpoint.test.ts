import type { WireRequest } from '../../../src/sandbox/wire/request.ts';
import { openTestSandbox, root } from '../support/open.ts';

const request = (changes: Partial<WireRequest> = {}): WireRequest => ({
  method: 'POST',
  hostname: 'organizations.us-east-1.amazonaws.com',
  path: '/',
  query: {},
  headers: { 'x-amz-target': 'AWSOrganizationsV20161128.DescribeOrganization' },
  body: Buffer.from('{}'),
  ...changes,
});

const signed = (key: string, service: string, token: string) => ({
  authorization: `AWS4-HMAC-SHA256 Credential=${key}/20260105/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=0`,
  'x-amz-security-token': token,
});

async function send(
  changes: Partial<WireRequest>,
  service?: string,
): Promise<{ status: number; text: string; type: string | undefined }> {
  const { sandbox } = await openTestSandbox();
  const { accessKeyId, sessionToken } = sandbox.credentials(root);
  const headers = { ...request(changes).headers, ...(service ? signed(accessKeyId, service, sessionToken) : {}) };
  const response = await sandbox.handle({ ...request(changes), headers });
  return { status: response.statusCode, text: Buffer.from(response.body).toString(), type: response.headers['content-type'] };
}

describe('a request', () => {
  it('that is not signed is refused in the form of its protocol', async () => {
    expect(await send({})).toMatchObject({
      status: 400,
      text: expect.stringContaining('"__type":"MissingAuthenticationTokenException"'),
    });
    expect(
      await send({ hostname: 'sts.us-east-1.amazonaws.com', headers: {}, body: Buffer.from('Action=GetCallerIdentity') }),
    ).toMatchObject({
      status: 403,
      text: expect.stringContaining('<Code>MissingAuthenticationToken</Code>'),
    });
  });

  it('with an unknown key or a wrong token is refused', async () => {
    const { sandbox } = await openTestSandbox();
    const { accessKeyId } = sandbox.credentials(root);
    for (const headers of [signed('ASIAUNKNOWN', 'organizations', 't'), signed(accessKeyId, 'organizations', 'wrong')]) {
      const response = await sandbox.handle(request({ headers: { ...request().headers, ...headers } }));
      expect(Buffer.from(response.body).toString()).toContain('UnrecognizedClientException');
    }
  });

  it('names its signer also in a presigned query', async () => {
    const { sandbox } = await openTestSandbox();
    const { accessKeyId, sessionToken } = sandbox.credentials(root);
    const query = {
      Action: 'GetCallerIdentity',
      Version: '2011-06-15',
      'X-Amz-Credential': `${accessKeyId}/20260105/us-east-1/sts/aws4_request`,
      'X-Amz-Security-Token': sessionToken,
    };
    const response = await sandbox.handle(
      request({ method: 'GET', hostname: 'sts.amazonaws.com', headers: {}, body: Buffer.alloc(0), query }),
    );
    expect(Buffer.from(response.body).toString()).toContain(`<Arn>${root.arn}</Arn>`);
  });

  it.each([
    ['no JSON', { body: Buffer.from('{') }, 'organizations', 'SerializationException'],
    [
      'no operation of the service',
      { headers: { 'x-amz-target': 'AWSOrganizationsV20161128.constructor' } },
      'organizations',
      'UnknownOperationException',
    ],
    ['no service of the sandbox', {}, 'rds', 'UnknownOperationException'],
    [
      'an operation that the sandbox lacks',
      { headers: { 'x-amz-target': 'AWSOrganizationsV20161128.InviteAccountToOrganization' } },
      'organizations',
      'The sandbox does not simulate organizations:InviteAccountToOrganization',
    ],
    [
      'no XML',
      {
        method: 'PUT',
        hostname: 's3.us-east-1.amazonaws.com',
        path: '/b',
        query: { tagging: '' },
        headers: {},
        body: Buffer.from('<a'),
      },
      's3',
      'MalformedXML',
    ],
  ])('with %s is answered with an error', async (_what, changes, service, expected) => {
    const { status, text } = await send(changes, service);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(text).toContain(expected);
  });
});
