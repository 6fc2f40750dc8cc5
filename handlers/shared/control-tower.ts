/**
 * Control Tower's baseline operations, which the SDK client that we can pin (3.332.0) does not have: REST-JSON over HTTPS, signed with
 * Signature Version 4. https://docs.aws.amazon.com/controltower/latest/APIReference/API_ListEnabledBaselines.html
 */
import { createHash, createHmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import { environment, now, region, runtimeSlot } from './runtime.ts';
import type { Credentials } from './runtime.ts';

/** One baseline enabled on an organizational unit or account. */
export interface EnabledBaseline {
  readonly arn: string;
  readonly baselineIdentifier: string;
  readonly targetIdentifier: string;
  /** ARN of the enabled baseline that this one inherits; absent on units. */
  readonly parentIdentifier?: string;
  readonly statusSummary: { readonly status?: 'SUCCEEDED' | 'FAILED' | 'UNDER_CHANGE' };
}

/** One page of ListEnabledBaselines. Throws an error whose `name` is Control Tower's (ThrottlingException, AccessDeniedException, ...). */
export function listEnabledBaselines(input: {
  readonly nextToken?: string;
  readonly maxResults?: number;
  readonly includeChildren?: boolean;
  readonly filter?: { readonly statuses?: readonly EnabledBaseline['statusSummary']['status'][] };
}): Promise<{
  enabledBaselines: EnabledBaseline[];
  nextToken?: string;
}> {
  return post('/list-enabled-baselines', input);
}

interface HttpRequest {
  readonly method: string;
  readonly protocol: string;
  readonly hostname: string;
  readonly path: string;
  readonly query: Record<string, string>;
  readonly headers: Record<string, string>;
  readonly body: string;
}

async function post<Output>(path: string, input: object): Promise<Output> {
  const hostname = `controltower.${region()}.amazonaws.com`;
  const signer = new SignatureV4({ service: 'controltower', region: region(), credentials: credentials(), sha256: NodeSha256 });
  const request: HttpRequest = {
    method: 'POST',
    protocol: 'https:',
    hostname,
    path,
    query: {},
    headers: { host: hostname, 'content-type': 'application/json' },
    body: JSON.stringify(input),
  };
  const signed = await signer.sign(request, { signingDate: new Date(now()) });
  const { status, headers, text } = await send({ ...request, headers: signed.headers });
  const answer = parse(text);
  if (status >= 200 && status < 300) return answer as Output;
  const name = (headers['x-amzn-errortype'] ?? answer['__type'] ?? 'UnknownError').replace(/[:,].*$/, '').replace(/^.*#/, '');
  const message = answer['message'] ?? answer['Message'] ?? `Control Tower answered ${status} to ${path}`;
  throw Object.assign(new Error(message), { name, $metadata: { httpStatusCode: status } });
}

function parse(text: string): Record<string, string> {
  try {
    return JSON.parse(text) as Record<string, string>;
  } catch {
    return {};
  }
}

async function send(request: HttpRequest): Promise<{ status: number; headers: Record<string, string>; text: string }> {
  const transport = runtimeSlot().transport as
    | { handle(request: unknown): Promise<{ response: { statusCode: number; headers: Record<string, string>; body?: unknown } }> }
    | undefined;
  if (transport) {
    const { response } = await transport.handle({ ...request, body: new TextEncoder().encode(request.body) });
    return { status: response.statusCode, headers: response.headers, text: await bodyText(response.body) };
  }
  const response = await fetch(`https://${request.hostname}${request.path}`, {
    method: request.method,
    headers: request.headers,
    body: request.body,
    signal: AbortSignal.timeout(20_000),
  });
  return { status: response.status, headers: Object.fromEntries(response.headers), text: await response.text() };
}

/** A local transport answers with bytes or with a stream of bytes. */
async function bodyText(body: unknown): Promise<string> {
  if (body === undefined || body === null) return '';
  if (body instanceof Uint8Array || ArrayBuffer.isView(body)) return new TextDecoder().decode(body as Uint8Array);
  const chunks: Uint8Array[] = [];
  for await (const chunk of body as AsyncIterable<Uint8Array>) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

function credentials(): Credentials {
  return (
    runtimeSlot().credentials ?? {
      accessKeyId: environment('AWS_ACCESS_KEY_ID'),
      secretAccessKey: environment('AWS_SECRET_ACCESS_KEY'),
      sessionToken: environment('AWS_SESSION_TOKEN'),
    }
  );
}

/** SHA-256 and HMAC-SHA-256 of Node in the form that the signer asks for. */
class NodeSha256 {
  private readonly hash;
  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.hash = secret === undefined ? createHash('sha256') : createHmac('sha256', asBytes(secret));
  }
  update(data: string | ArrayBuffer | ArrayBufferView): void {
    this.hash.update(asBytes(data));
  }
  async digest(): Promise<Uint8Array> {
    return this.hash.digest();
  }
  reset(): void {
    throw new Error('a hash is used once');
  }
}

function asBytes(data: string | ArrayBuffer | ArrayBufferView): string | Uint8Array {
  if (typeof data === 'string') return data;
  return ArrayBuffer.isView(data) ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength) : new Uint8Array(data);
}
