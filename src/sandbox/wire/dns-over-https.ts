/** Questions to DNS-over-HTTPS resolvers in their JSON form (https://developers.google.com/speed/public-dns/docs/doh/json): no API of AWS. */
import type { DnsAnswer } from '../dns/service.ts';
import type { Backend, TimedResponse } from './endpoint.ts';
import { queryValue, type WireRequest } from './request.ts';

const mediaType = 'application/dns-json';
/** RFC 1035 and 3596. */
const types: Readonly<Record<string, number>> = { A: 1, CNAME: 5, AAAA: 28 };

export const isDnsOverHttps = ({ method, headers }: WireRequest): boolean => method === 'GET' && headers['accept'] === mediaType;

export async function answerDnsOverHttps(request: WireRequest, backend: Backend): Promise<TimedResponse> {
  const name = queryValue(request, 'name') ?? '';
  const type = queryValue(request, 'type') ?? 'A';
  const outcome = await backend.invoke({
    service: 'dns',
    operation: 'Resolve',
    input: { resolver: request.hostname, name, type },
    account: '',
    region: '',
    caller: { kind: 'service', arn: 'anonymous', account: '' },
  });
  if ('error' in outcome) throw outcome.error;
  const { status, ttlSeconds, answers } = outcome.output as DnsAnswer;
  const document = {
    Status: status,
    Question: [{ name, type: types[type] }],
    ...(answers.length > 0 ? { Answer: answers.map((data) => ({ name, type: types[type], TTL: ttlSeconds, data })) } : {}),
  };
  return {
    statusCode: 200,
    headers: { 'content-type': mediaType },
    body: Buffer.from(JSON.stringify(document)),
    latencyMs: outcome.latencyMs,
  };
}
