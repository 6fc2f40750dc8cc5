import { ListStateMachinesCommand, SFNClient } from '@aws-sdk/client-sfn';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { WireRequest } from '../../../src/local/bundles/sdk-transport.ts';
import { connectClient } from '../../../src/local/client.ts';
import { readAddress, tokenHeader, type ServerAddress } from '../../../src/local/server/address.ts';
import { startServer, type LoopbackServer } from '../../../src/local/server/server.ts';

describe('the loopback server', () => {
  let directory: string;
  let server: LoopbackServer;
  let address: ServerAddress;
  let seen: WireRequest[];

  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'groundcrew-server-'));
    seen = [];
    server = await startServer(directory, 0, {
      send(request) {
        seen.push(request);
        const body = Buffer.from('{"stateMachines":[]}');
        return Promise.resolve({ statusCode: 200, headers: { 'content-type': 'application/x-amz-json-1.0' }, body });
      },
      now: () => 1_234,
      pass: () => Promise.resolve(),
      describe: () => ({
        organizationName: 'small',
        seed: 7,
        account: '111122223333',
        region: 'eu-west-1',
        stackOutputs: {},
        warnings: [],
        credentials: { accessKeyId: 'AKIA1', secretAccessKey: 's', sessionToken: 't' },
      }),
      run(executionArn, { approvals }, onEvent) {
        onEvent({ executionArn, stateMachineName: String(approvals), event: { id: 1 } });
        return executionArn === 'bad' ? Promise.reject(new Error('no such execution')) : Promise.resolve('closed');
      },
    });
    address = readAddress(directory)!;
  });
  afterEach(async () => {
    await server.close();
    rmSync(directory, { recursive: true, force: true });
  });

  /** Status of a bare request. `Host` and `Origin` cannot be set with fetch. */
  const status = (headers: Record<string, string>, path = '/'): Promise<number> =>
    new Promise((resolve, reject) => {
      const request = httpRequest(`${address.endpoint}${path}`, { method: 'POST', headers }, (response) => {
        response.resume();
        resolve(response.statusCode!);
      });
      request.once('error', reject);
      request.end('{}');
    });

  it('keeps its address and token from other users of the machine', () => {
    expect(statSync(join(directory, 'server.json')).mode & 0o777).toBe(0o600);
    expect(address.endpoint).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(address.token.length).toBeGreaterThan(30);
  });

  it('refuses a request without the token, of another host, or of another origin', async () => {
    const token = { [tokenHeader]: address.token };
    expect(await status({})).toBe(403);
    expect(await status({ [tokenHeader]: 'x'.repeat(address.token.length) })).toBe(403);
    expect(await status({ ...token, host: 'attacker.example' })).toBe(403);
    expect(await status({ ...token, origin: 'https://attacker.example' })).toBe(403);
    expect(seen).toHaveLength(0);
    expect(await status(token)).toBe(200);
    expect(await status({ ...token, origin: address.endpoint })).toBe(200);
    expect(seen).toHaveLength(2);
  });

  it('takes the token first in the path from tools that can set no header', async () => {
    expect(await status({}, `/${address.token}/bucket/key?versionId=3&empty=`)).toBe(200);
    expect(seen[0]).toMatchObject({ path: '/bucket/key', query: { versionId: '3', empty: '' } });
  });

  it('carries an SDK client of another process, and its virtual time', async () => {
    const local = await connectClient(directory, address);
    expect(local).toMatchObject({ role: 'client', organizationName: 'small', seed: 7 });
    const client = new SFNClient(local.sdkConfig('alice'));
    expect((await client.send(new ListStateMachinesCommand({}))).stateMachines).toEqual([]);
    expect(seen[0]!.headers['x-amz-target']).toBe('AWSStepFunctions.ListStateMachines');
    expect(seen[0]!.headers['authorization']).toContain('Credential=AKIA1/');
    expect(local.now()).toBe(1_234);
    client.destroy();
    await local.close();
  });

  it('lets a client follow an execution', async () => {
    const local = await connectClient(directory, address);
    const events: unknown[] = [];
    const stop = local.onEvent((event) => events.push(event));
    expect(await local.run('arn', { approvals: 'expire' })).toBe('closed');
    expect(events).toEqual([{ executionArn: 'arn', stateMachineName: 'expire', event: { id: 1 } }]);
    stop();
    await expect(local.run('bad')).rejects.toThrow('no such execution');
    expect(events).toHaveLength(1);
    await local.close();
  });

  it('leaves no address behind, and its clients say what to do', async () => {
    const local = await connectClient(directory, address);
    await server.close();
    expect(readAddress(directory)).toBeUndefined();
    await expect(local.run('arn')).rejects.toThrow(/does not answer.*run the command again/s);
    await local.close();
    server = await startServer(directory, 0, {
      send: () => Promise.reject(new Error('x')),
      now: () => 0,
      pass: () => Promise.resolve(),
      describe: () => ({}),
      run: () => Promise.resolve('closed'),
    });
  });
});
