/** A requestHandler for AWS SDK v3 clients that answers from this process: the SDK serializes and parses, no socket is opened. */
import { Readable } from 'node:stream';

/** What the sandbox's wire layer takes. */
export interface WireRequest {
  readonly method: string;
  readonly hostname: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string | readonly string[] | null>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

export interface WireResponse {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** An SDK request as `handle` receives it. */
interface SdkRequest {
  method: string;
  hostname: string;
  path: string;
  query?: Record<string, string | string[] | null>;
  headers: Record<string, string>;
  body?: unknown;
}

/** How long a client waits, in virtual milliseconds. */
export interface TimeLimits {
  readonly connectionTimeout: number;
  readonly requestTimeout: number;
}

const patient: TimeLimits = { connectionTimeout: 3_000, requestTimeout: Infinity };

/** Makes the handler. `send` settles in virtual time, and rejects when the limits have passed. */
export function sdkTransport(
  send: (request: WireRequest, limits: TimeLimits) => Promise<WireResponse>,
  limits: TimeLimits = patient,
): object {
  return {
    /** The same transport for a client that waits as long as this and no longer. */
    within: (own: Partial<TimeLimits>): object => sdkTransport(send, { ...limits, ...own }),
    metadata: { handlerProtocol: 'http/1.1' },
    async handle({ method, hostname, path, query, headers, body }: SdkRequest): Promise<{ response: object }> {
      const {
        statusCode,
        headers: answered,
        body: bytes,
      } = await send(
        {
          method,
          hostname,
          path,
          query: query ?? {},
          headers: inSmallLetters(headers),
          body: await bodyBytes(body),
        },
        limits,
      );
      return { response: { statusCode, headers: { ...answered }, body: responseBody(hostname, method, headers, bytes) } };
    },
    updateHttpClientConfig(): void {},
    httpHandlerConfigs: (): object => ({}),
    destroy(): void {},
  };
}

function inSmallLetters(headers: Readonly<Record<string, string>>): Record<string, string> {
  const small: Record<string, string> = {};
  for (const name of Object.keys(headers)) small[name.toLowerCase()] = headers[name]!;
  return small;
}

/** S3's GetObject wants a stream; everywhere else bytes are much faster. The host is a loopback address where another process answers. */
function responseBody(
  hostname: string,
  method: string,
  headers: Readonly<Record<string, string>>,
  bytes: Uint8Array,
): Uint8Array | Readable {
  const forS3 =
    /(^|[.-])s3[.-]/.test(hostname) || /\/s3\/aws4_request/.test(headers['authorization'] ?? headers['Authorization'] ?? '');
  return method === 'GET' && forS3 ? Readable.from([Buffer.from(bytes)], { objectMode: false }) : bytes;
}

/** The request's body as bytes: text, a Uint8Array (or the SDK's subclass of it), or a stream. */
async function bodyBytes(body: unknown): Promise<Uint8Array> {
  if (body === undefined || body === null) return new Uint8Array(0);
  if (typeof body === 'string') return Buffer.from(body, 'utf8');
  if (ArrayBuffer.isView(body)) return Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const chunks: Uint8Array[] = [];
  for await (const chunk of body as AsyncIterable<Uint8Array>) chunks.push(chunk);
  return Buffer.concat(chunks);
}
