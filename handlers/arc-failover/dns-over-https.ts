/**
 * Questions to DNS-over-HTTPS resolvers in their JSON form, which Google, Cloudflare and others answer. They see what the world sees: the
 * answer that a cache of theirs still holds, not what Route 53 would say.
 * https://developers.google.com/speed/public-dns/docs/doh/json
 */
import * as z from 'zod';
import { localTransport } from '../shared/clients.ts';

const patience = 2_000;
/** RFC 1035 and 3596. */
const types = { A: 1, CNAME: 5, AAAA: 28 } as const;

export type RecordType = keyof typeof types;

const document = z.object({
  Status: z.int(),
  Answer: z.array(z.object({ type: z.int(), data: z.string() })).optional(),
});

/** The answers of a name at a resolver, in lower case and without a final dot. Throws when the resolver does not answer. */
export async function ask(resolver: string, name: string, type: RecordType): Promise<string[]> {
  const url = new URL(resolver);
  url.searchParams.set('name', name);
  url.searchParams.set('type', type);
  const { Status, Answer = [] } = document.parse(JSON.parse(await get(url)));
  if (Status !== 0) throw new Error(`${url.hostname} answers with DNS code ${Status}`);
  return Answer.filter((record) => record.type === types[type]).map(({ data }) => data.toLowerCase().replace(/\.$/, ''));
}

interface Transport {
  handle(request: object): Promise<{ response: { statusCode: number; body: Uint8Array } }>;
}

async function get(url: URL): Promise<string> {
  const headers = { accept: 'application/dns-json' };
  const transport = localTransport({ connectionTimeout: patience, requestTimeout: patience }) as Transport | undefined;
  if (transport) {
    const query = Object.fromEntries(url.searchParams);
    const request = { method: 'GET', protocol: url.protocol, hostname: url.hostname, path: url.pathname, query, headers };
    const { response } = await transport.handle(request);
    return Buffer.from(response.body).toString('utf8');
  }
  const response = await fetch(url, { headers, signal: AbortSignal.timeout(patience) });
  if (!response.ok) throw new Error(`${url.hostname} answers with HTTP status ${response.status}`);
  return response.text();
}
