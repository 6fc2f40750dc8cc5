/** Calls of AWS's REST-JSON APIs without an SDK client: over HTTPS, signed with Signature Version 4. */
import { Sha256Node } from '@smithy/core/checksum';
import { SignatureV4 } from '@smithy/signature-v4';
import { environment, now, runtimeSlot } from './runtime.ts';
import type { Credentials } from './runtime.ts';

export interface SignedCall {
  /** Signing name. */
  readonly service: string;
  readonly region: string;
  readonly hostname: string;
  readonly method: 'GET' | 'POST';
  /** Percent-encoded. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: string;
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

/** The answer's document. Throws an error whose `name` is the service's (ThrottlingException, AccessDeniedException, ...). */
export async function sendSigned({
  service,
  region,
  hostname,
  method,
  path,
  query = {},
  body = '',
}: SignedCall): Promise<unknown> {
  const signer = new SignatureV4({ service, region, credentials: credentials(), sha256: Sha256Node });
  const request: HttpRequest = {
    method,
    protocol: 'https:',
    hostname,
    path,
    query: { ...query },
    headers: { host: hostname, 'content-type': 'application/json' },
    body,
  };
  const signed = await signer.sign(request, { signingDate: new Date(now()) });
  const { status, headers, text } = await send({ ...request, headers: signed.headers });
  const answer = parse(text);
  if (status >= 200 && status < 300) return answer;
  const name = (headers['x-amzn-errortype'] ?? answer['__type'] ?? 'UnknownError').replace(/[:,].*$/, '').replace(/^.*#/, '');
  const message = answer['message'] ?? answer['Message'] ?? `${service} answered ${status} to ${path}`;
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
  const query = new URLSearchParams(request.query).toString();
  const response = await fetch(`https://${request.hostname}${request.path}${query === '' ? '' : `?${query}`}`, {
    method: request.method,
    headers: request.headers,
    ...(request.method === 'GET' ? {} : { body: request.body }),
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
