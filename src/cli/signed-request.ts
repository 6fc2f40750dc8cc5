/** Requests to a function URL, signed with Signature Version 4: https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html */
import { Sha256Node } from '@smithy/core/checksum';
import { SignatureV4 } from '@smithy/signature-v4';

/** Whose request it is and what carries it: the configuration of an SDK client has these. */
export interface Signer {
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string; readonly sessionToken?: string };
  readonly requestHandler: { handle(request: object): Promise<{ response: SdkResponse }> };
}

interface SdkResponse {
  readonly statusCode: number;
  readonly body?: unknown;
}

export interface UrlRequest {
  readonly method: 'GET' | 'POST';
  /** Sent as JSON. */
  readonly body?: object;
}

/** The answer's status and JSON document; `undefined` for a body that is none. */
export async function sendSigned(
  { region, credentials, requestHandler }: Signer,
  url: string,
  { method, body }: UrlRequest,
): Promise<{ status: number; document: unknown }> {
  const { hostname, pathname } = new URL(url);
  const signer = new SignatureV4({ service: 'lambda', region, credentials, sha256: Sha256Node });
  const signed = await signer.sign({
    method,
    protocol: 'https:',
    hostname,
    path: pathname,
    query: {},
    headers: { host: hostname, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const { response } = await requestHandler.handle(signed);
  return { status: response.statusCode, document: parse(await textOf(response.body)) };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The body is bytes in this process and a stream off a socket. */
async function textOf(body: unknown): Promise<string> {
  if (body === undefined || body === null) return '';
  if (ArrayBuffer.isView(body)) return Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8');
  const chunks: Uint8Array[] = [];
  for await (const chunk of body as AsyncIterable<Uint8Array>) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
