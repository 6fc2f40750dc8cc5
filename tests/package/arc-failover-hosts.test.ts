/** Every host that the failover's bundle calls is one of the plan's five endpoints: no control plane, no global service, on any way. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { workflowInput } from '../../handlers/arc-failover/contract.ts';
import { repositoryRoot } from '../support/repository.ts';

const request = workflowInput.parse(parse(readFileSync(join(repositoryRoot, 'examples/failover-plan.yml'), 'utf8')));
const endpoints = Object.values(request.plan.cluster.endpoints).map((url) => new URL(url).hostname);
const slot = Symbol.for('groundcrew.runtime');

interface Sent {
  readonly hostname: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | string;
}

/** Runs the packaged bundle with a transport that notes each host; `dead` ones refuse. */
async function hostsCalled(dead: readonly string[]): Promise<{ hosts: string[]; verdict: string }> {
  const hosts = new Set<string>();
  const states = new Map(
    request.plan.applications.flatMap(({ controls }) =>
      Object.entries(controls).map(([cell, arn]): [string, string] => [arn, cell === request.plan.primary ? 'On' : 'Off']),
    ),
  );
  let time = Date.UTC(2026, 0, 5);
  const answer = (value: object): object => ({
    response: {
      statusCode: 200,
      headers: { 'content-type': 'application/x-amz-json-1.0' },
      body: Buffer.from(JSON.stringify(value)),
    },
  });
  const transport = {
    metadata: { handlerProtocol: 'http/1.1' },
    within: () => transport,
    handle({ hostname, headers, body }: Sent): Promise<object> {
      hosts.add(hostname);
      time += 50;
      if (dead.includes(hostname)) return Promise.reject(Object.assign(new Error('refused'), { name: 'TimeoutError' }));
      const given = JSON.parse(Buffer.from(body as Uint8Array).toString()) as {
        UpdateRoutingControlStateEntries?: { RoutingControlArn: string; RoutingControlState: string }[];
      };
      if (headers['x-amz-target']?.endsWith('UpdateRoutingControlStates')) {
        for (const entry of given.UpdateRoutingControlStateEntries!)
          states.set(entry.RoutingControlArn, entry.RoutingControlState);
        return Promise.resolve(answer({}));
      }
      const RoutingControls = [...states].map(([RoutingControlArn, RoutingControlState]) => ({
        RoutingControlArn,
        RoutingControlState,
      }));
      return Promise.resolve(answer({ RoutingControls }));
    },
    updateHttpClientConfig: () => undefined,
    httpHandlerConfigs: () => ({}),
    destroy: () => undefined,
  };
  const global = globalThis as unknown as Record<symbol, unknown>;
  global[slot] = {
    transport,
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' },
    env: { AWS_REGION: 'us-west-2' },
    clock: { now: () => time, sleep: (milliseconds: number) => Promise.resolve(void (time += milliseconds)) },
    random: () => 0.5,
  };
  try {
    const path = join(repositoryRoot, 'dist/handlers/arc-failover/change-states.js');
    /* Its clients live as long as the module. */
    jest.resetModules();
    const { handler } = (await import(path)) as { handler: (event: unknown) => Promise<{ verdict: string }> };
    const { verdict } = await handler({
      request,
      executionArn: 'arn:aws:states:us-west-2:293352189192:execution:arc-failover:a',
    });
    return { hosts: [...hosts].sort(), verdict };
  } finally {
    delete global[slot];
  }
}

describe('the failover bundle', () => {
  it('calls endpoints of the cluster and nothing else when all goes well', async () => {
    const { hosts, verdict } = await hostsCalled([]);
    expect(verdict).toBe('SUCCEEDED');
    expect(hosts.length).toBeGreaterThan(1);
    expect(hosts.filter((host) => !endpoints.includes(host))).toEqual([]);
  });

  it('tries all five, and still nothing else, when none answers', async () => {
    const { hosts, verdict } = await hostsCalled(endpoints);
    expect(verdict).toBe('UNREACHABLE');
    expect(hosts).toEqual([...endpoints].sort());
  });

  it('has the client of no service but the data plane in its code', () => {
    const code = readFileSync(join(repositoryRoot, 'dist/handlers/arc-failover/change-states.js'), 'utf8');
    expect([...new Set([...code.matchAll(/require\("(@aws-sdk\/[^"]+)"\)/g)].map(([, name]) => name))]).toEqual([
      '@aws-sdk/client-route53-recovery-cluster',
    ]);
  });
});
