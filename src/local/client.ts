/** An organization that another process holds: every call goes to its loopback server. */
import { Agent, request as httpRequest, type IncomingMessage } from 'node:http';
import { createInterface } from 'node:readline';
import { sdkTransport, type WireRequest, type WireResponse } from './bundles/sdk-transport.ts';
import { executionFolder } from './executions/execution-files.ts';
import type { ExecutionEvent, LocalClient, RunOptions, RunOutcome, SdkCredentials } from './local.ts';
import { HolderGone, LocalError } from './local-error.ts';
import { hostHeader, nowHeader, ownPath, tokenHeader, type ServerAddress } from './server/address.ts';
import type { TargetPlace } from './targets.ts';
import { join } from 'node:path';

/** What `describe` answers: the constants of an open organization. */
export interface Description {
  readonly organizationName: string;
  readonly seed: number;
  readonly account: string;
  readonly region: string;
  readonly stackOutputs: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly warnings: readonly string[];
  readonly targets: readonly TargetPlace[];
  readonly credentials: SdkCredentials;
  readonly now: number;
}

/**
 * Connects to the holder of an organization.
 * @throws HolderGone when it does not answer.
 */
export async function connectClient(directory: string, address: ServerAddress): Promise<LocalClient> {
  const http = new LoopbackHttp(address);
  const describe = async (callerName: string, owner?: string): Promise<Description> => {
    const place = owner === undefined ? '' : `&account=${encodeURIComponent(owner)}`;
    const answer = await http.send('GET', `${ownPath}describe?caller=${encodeURIComponent(callerName)}${place}`);
    return JSON.parse(answer.toString('utf8')) as Description;
  };
  const description = await describe('groundcrew');
  http.now = description.now;
  const listeners = new Set<(event: ExecutionEvent) => void>();
  const { organizationName, seed, account, region, stackOutputs, targets } = description;
  return {
    role: 'client',
    organizationName,
    seed,
    account,
    region,
    stackOutputs,
    targets,
    warnings: [`process ${address.pid} holds this organization; this command asks it`],
    now: () => http.now,
    sdkConfig: (callerName, at = { account, region }) => ({
      region: at.region,
      credentials: async () => (await describe(callerName, at.account)).credentials,
      maxAttempts: 1,
      forcePathStyle: true,
      endpoint: address.endpoint,
      requestHandler: sdkTransport((request) => http.sendWire(request)),
    }),
    executionFolder: (name) => executionFolder(join(directory, 'executions'), name),
    onEvent(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    run: (executionArn, options = {}) =>
      http.run(executionArn, options, (event) => {
        for (const listener of listeners) listener(event);
      }),
    close() {
      http.close();
      return Promise.resolve();
    },
  };
}

class LoopbackHttp {
  /** Virtual time of the latest answer. */
  now = 0;
  private readonly agent = new Agent({ keepAlive: true });

  constructor(private readonly address: ServerAddress) {}

  async sendWire({ method, hostname, path, query, headers, body }: WireRequest): Promise<WireResponse> {
    const { host: _host, ...others } = headers;
    const response = await this.open(method, `${path}${queryText(query)}`, { ...others, [hostHeader]: hostname }, body);
    const answered = Object.fromEntries(Object.entries(response.headers).map(([name, value]) => [name, String(value)]));
    if (answered[nowHeader] !== undefined) this.now = Number(answered[nowHeader]);
    return { statusCode: response.statusCode ?? 500, headers: answered, body: Buffer.concat(await response.toArray()) };
  }

  async send(method: string, path: string): Promise<Buffer> {
    const response = await this.open(method, path, {}, undefined);
    const body = Buffer.concat(await response.toArray());
    if (response.statusCode !== 200) throw this.unreachable(new Error(body.toString('utf8').trim()));
    return body;
  }

  async run(executionArn: string, options: RunOptions, onEvent: (event: ExecutionEvent) => void): Promise<RunOutcome> {
    const response = await this.open('POST', `${ownPath}run`, {}, Buffer.from(JSON.stringify({ executionArn, options })));
    try {
      for await (const line of createInterface({ input: response })) {
        const message = JSON.parse(line) as { event?: ExecutionEvent; outcome?: RunOutcome; error?: string; now?: number };
        if (message.now !== undefined) this.now = message.now;
        if (message.event) onEvent(message.event);
        if (message.error !== undefined) throw new LocalError(message.error);
        if (message.outcome) return message.outcome;
      }
    } catch (error) {
      throw error instanceof LocalError ? error : this.unreachable(error);
    }
    throw this.unreachable(new Error('it ended the connection'));
  }

  close(): void {
    this.agent.destroy();
  }

  private open(
    method: string,
    path: string,
    headers: Record<string, string>,
    body: Uint8Array | undefined,
  ): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const options = { method, agent: this.agent, headers: { ...headers, [tokenHeader]: this.address.token } };
      const request = httpRequest(`${this.address.endpoint}${path}`, options, resolve);
      request.once('error', (error) => reject(this.unreachable(error)));
      request.end(body);
    });
  }

  private unreachable(cause: unknown): HolderGone {
    const reason = cause instanceof Error ? cause.message : String(cause);
    return new HolderGone(
      `Process ${this.address.pid}, which holds this organization, does not answer at ${this.address.endpoint}: ${reason}. ` +
        'If it has ended, run the command again.',
      { cause },
    );
  }
}

function queryText(query: WireRequest['query']): string {
  const parts: string[] = [];
  for (const [name, value] of Object.entries(query)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      parts.push(one === null ? encodeURIComponent(name) : `${encodeURIComponent(name)}=${encodeURIComponent(one as string)}`);
    }
  }
  return parts.length === 0 ? '' : `?${parts.join('&')}`;
}
