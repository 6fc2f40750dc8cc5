/** Requests to a function URL, signed with Signature Version 4: https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html */
import { SignatureV4 } from '@smithy/signature-v4';
import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto';

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
  const signer = new SignatureV4({ service: 'lambda', region, credentials, sha256: NodeSha256 });
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

/** SHA-256 and HMAC-SHA-256 of Node in the form that the signer asks for. */
class NodeSha256 {
  private readonly hash: Hash | Hmac;
  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.hash = secret === undefined ? createHash('sha256') : createHmac('sha256', bytesOf(secret));
  }
  update(data: string | ArrayBuffer | ArrayBufferView): void {
    this.hash.update(bytesOf(data));
  }
  async digest(): Promise<Uint8Array> {
    return this.hash.digest();
  }
  reset(): void {
    throw new Error('a hash is used once');
  }
}

function bytesOf(data: string | ArrayBuffer | ArrayBufferView): string | Uint8Array {
  if (typeof data === 'string') return data;
  return ArrayBuffer.isView(data) ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength) : new Uint8Array(data);
}
