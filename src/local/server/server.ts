/**
 * The loopback server of the process that holds an organization: it carries every simulated API, so that other processes, and other
 * people's tools, are its clients. It answers only this machine, only who knows the token, and no browser page of another origin.
 */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { WireRequest, WireResponse } from '../bundles/sdk-transport.ts';
import type { RunOptions } from '../local.ts';
import { hostHeader, nowHeader, ownPath, removeAddress, tokenHeader, writeAddress, type ServerAddress } from './address.ts';

/** What the server offers besides AWS's APIs. */
export interface ServerBackend {
  /** Answers one AWS request. */
  send(request: WireRequest): Promise<WireResponse>;
  now(): number;
  /** A JSON document about the open organization, for clients; its credentials are the caller's in `account`. */
  describe(callerName: string, account: string | undefined): object;
  /** Lets virtual time pass for a program outside that waits. */
  pass(milliseconds: number): Promise<void>;
  /** Lets time pass for an execution; `onEvent` gets each history event. */
  run(executionArn: string, options: RunOptions, onEvent: (event: object) => void): Promise<string>;
}

/** Requests with a longer body are refused: S3's greatest object in a single PUT is far beyond what a rehearsal holds. */
const longestBody = 64 * 1024 * 1024;

/** No program outside waits longer at a time. */
const longestPass = 600_000;

export interface LoopbackServer {
  readonly address: ServerAddress;
  close(): Promise<void>;
}

/** Starts listening on a port (0: a free one) and writes the address into `directory`. @throws the listening error, e.g. EADDRINUSE. */
export async function startServer(directory: string, wantedPort: number, backend: ServerBackend): Promise<LoopbackServer> {
  const token = randomBytes(24).toString('base64url');
  const server = createServer((request, response) => {
    handle(request, response, token, backend).catch((error: unknown) =>
      hasNoAnswer(error) ? response.destroy() : fail(response, 500, String(error)),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(wantedPort, '127.0.0.1', resolve);
  });
  server.unref();
  const { port } = server.address() as AddressInfo;
  const address = { pid: process.pid, endpoint: `http://127.0.0.1:${port}`, token };
  writeAddress(directory, address);
  return {
    address,
    async close() {
      removeAddress(directory);
      await stop(server);
    },
  };
}

function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

async function handle(request: IncomingMessage, response: ServerResponse, token: string, backend: ServerBackend): Promise<void> {
  const { port } = request.socket.address() as AddressInfo;
  const { host, origin } = request.headers;
  if (host !== `127.0.0.1:${port}` && host !== `localhost:${port}`) return fail(response, 403, 'wrong Host');
  if (origin !== undefined && origin !== `http://${host}`) return fail(response, 403, 'wrong Origin');
  const url = new URL(request.url ?? '/', `http://${host}`);
  const inPath = url.pathname.split('/')[1] ?? '';
  const header = request.headers[tokenHeader];
  if (typeof header === 'string' ? !same(header, token) : !same(inPath, token)) {
    return fail(response, 403, `this needs the token in ${tokenHeader}, or first in the path`);
  }
  const path = typeof header === 'string' ? url.pathname : url.pathname.slice(inPath.length + 1) || '/';
  const body = await readBody(request);
  if (body === undefined) return fail(response, 413, `the body is longer than ${longestBody} bytes`);
  if (path.startsWith(ownPath)) return handleOwn(path.slice(ownPath.length), url, body, response, backend);
  const answer = await backend.send({
    method: request.method ?? 'GET',
    hostname: text(request.headers[hostHeader]) ?? '127.0.0.1',
    path,
    query: queryOf(url),
    headers: Object.fromEntries(
      Object.entries(request.headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
    ),
    body,
  });
  response.writeHead(answer.statusCode, { ...answer.headers, [nowHeader]: String(backend.now()) });
  response.end(answer.body);
}

async function handleOwn(name: string, url: URL, body: Buffer, response: ServerResponse, backend: ServerBackend): Promise<void> {
  if (name === 'describe') {
    const parameters = url.searchParams;
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(
      JSON.stringify({
        ...backend.describe(parameters.get('caller') ?? 'client', parameters.get('account') ?? undefined),
        now: backend.now(),
      }),
    );
    return;
  }
  if (name === 'pass') {
    const { milliseconds } = JSON.parse(body.toString('utf8')) as { milliseconds: unknown };
    if (typeof milliseconds !== 'number' || !(milliseconds >= 0 && milliseconds <= longestPass)) {
      return fail(response, 400, `milliseconds is a number from 0 to ${longestPass}`);
    }
    await backend.pass(milliseconds);
    response.writeHead(204, { [nowHeader]: String(backend.now()) });
    response.end();
    return;
  }
  if (name === 'run') {
    const { executionArn, options = {} } = JSON.parse(body.toString('utf8')) as { executionArn: string; options?: RunOptions };
    response.writeHead(200, { 'content-type': 'application/x-ndjson' });
    response.flushHeaders();
    try {
      const outcome = await backend.run(executionArn, options, (event) =>
        response.write(`${JSON.stringify({ event, now: backend.now() })}\n`),
      );
      response.end(`${JSON.stringify({ outcome, now: backend.now() })}\n`);
    } catch (error) {
      response.end(`${JSON.stringify({ error: error instanceof Error ? error.message : String(error) })}\n`);
    }
    return;
  }
  fail(response, 404, `there is no ${ownPath}${name}`);
}

/** A fault of the organization lost the answer, or its Region is out: the client's connection breaks. */
function hasNoAnswer(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ECONNRESET' || error.code === 'ETIMEDOUT');
}

/** Compares in a time that does not tell how much of it was right. */
function same(given: string, token: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(token)];
  return one.length === other.length && timingSafeEqual(one, other);
}

function text(value: string | string[] | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function queryOf(url: URL): Record<string, string | string[]> {
  const query: Record<string, string | string[]> = Object.create(null) as Record<string, string | string[]>;
  for (const name of new Set(url.searchParams.keys())) {
    const values = url.searchParams.getAll(name);
    query[name] = values.length === 1 ? values[0]! : values;
  }
  return query;
}

/** The whole body; undefined when it is too long. */
async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > longestBody) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function fail(response: ServerResponse, statusCode: number, message: string): void {
  if (!response.headersSent) response.writeHead(statusCode, { 'content-type': 'text/plain' });
  response.end(`groundcrew: ${message}\n`);
}
