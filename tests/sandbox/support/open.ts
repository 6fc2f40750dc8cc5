/** A sandbox in memory for tests, and SDK clients that talk to it in process. */
import { Readable } from 'node:stream';
import type { Clock } from '../../../src/sandbox/core/timers.ts';
import type { Caller, SandboxPorts, Service } from '../../../src/sandbox/core/service.ts';
import { completeOrganization, type Organization } from '../../../src/sandbox/organization/organization.ts';
import { organizationSchema } from '../../../src/sandbox/organization/schema.ts';
import { openSandbox, type Sandbox, type SandboxOptions } from '../../../src/sandbox/sandbox.ts';

/** A clock whose time moves only by `runUntil`. */
export class ManualClock implements Clock {
  private readonly timers = new Set<{ at: number; order: number; fire: () => void }>();
  private order = 0;
  constructor(private time: number) {}
  now(): number {
    return this.time;
  }
  setTimer(at: number, fire: () => void): object {
    const timer = { at, order: this.order++, fire };
    this.timers.add(timer);
    return timer;
  }
  clearTimer(timer: object): void {
    this.timers.delete(timer as never);
  }
  /** Fires every timer due until then, in order. */
  runUntil(end: number): void {
    for (;;) {
      const [next] = [...this.timers]
        .filter(({ at }) => at <= end)
        .sort((one, other) => one.at - other.at || one.order - other.order);
      if (!next) break;
      this.timers.delete(next);
      this.time = Math.max(this.time, next.at);
      next.fire();
    }
    this.time = Math.max(this.time, end);
  }
}

export const ports: SandboxPorts = {
  invokeFunction: () => Promise.reject(new Error('this test has no functions')),
  callStepFunctions: () => Promise.reject(new Error('this test has no state machines')),
};

/** A small organization; `changes` are members of the organization file. */
export function testOrganization(changes: object = {}): Organization {
  return completeOrganization(
    organizationSchema.parse({
      managementAccount: { email: 'management@example.com', id: '111111111111' },
      homeRegion: 'us-east-1',
      governedRegions: ['us-east-1'],
      ous: [
        { name: 'Workloads', registered: true, accounts: [{ name: 'Member', email: 'member@example.com', id: '222222222222' }] },
      ],
      ...changes,
    }),
  );
}

export const management = '111111111111';
export const member = '222222222222';
export const root: Caller = { kind: 'root', arn: `arn:aws:iam::${management}:root`, account: management };
export const memberRoot: Caller = { kind: 'root', arn: `arn:aws:iam::${member}:root`, account: member };

export async function openTestSandbox(
  options: Partial<SandboxOptions> & { organization?: Organization; services?: readonly Service[] } = {},
): Promise<{ sandbox: Sandbox; clock: ManualClock }> {
  const organization = options.organization ?? testOrganization();
  const clock = (options.clock as ManualClock | undefined) ?? new ManualClock(organization.now);
  const sandbox = await openSandbox({ ports, ...options, organization, clock });
  return { sandbox, clock };
}

/** Configuration of an SDK v3 client that calls the sandbox as `caller`. */
export function clientConfig(sandbox: Sandbox, caller: Caller, region = 'us-east-1') {
  return {
    region,
    credentials: sandbox.credentials(caller),
    maxAttempts: 1,
    requestHandler: {
      metadata: { handlerProtocol: 'http/1.1' },
      // The shape of the SDK's HttpRequest, which each client's own types describe.
      async handle(request: { method: string; hostname: string; path: string; query?: object; headers: object; body?: unknown }) {
        const headers = Object.fromEntries(
          Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), String(value)]),
        );
        const {
          statusCode,
          headers: answered,
          body,
        } = await sandbox.handle({
          method: request.method,
          hostname: request.hostname,
          path: request.path,
          query: (request.query ?? {}) as Record<string, string>,
          headers,
          body: await bytes(request.body),
        });
        // S3's GetObject wants a stream.
        const streamed = request.method === 'GET' && /(^|\.)s3\./.test(request.hostname);
        return { response: { statusCode, headers: { ...answered }, body: streamed ? Readable.from([Buffer.from(body)]) : body } };
      },
      updateHttpClientConfig() {},
      httpHandlerConfigs: () => ({}),
      destroy() {},
      // Each client wants its own type of handler; this one serves all.
    } as never,
  };
}

async function bytes(body: unknown): Promise<Uint8Array> {
  if (body == null) return new Uint8Array();
  if (typeof body === 'string') return Buffer.from(body);
  if (ArrayBuffer.isView(body)) return Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const parts: Buffer[] = [];
  for await (const part of body as AsyncIterable<Uint8Array>) parts.push(Buffer.from(part));
  return Buffer.concat(parts);
}
