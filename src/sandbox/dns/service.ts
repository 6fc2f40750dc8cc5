/**
 * Names that routing controls steer, as resolvers see them: what Route 53 answers by its health checks, kept by each resolver for the
 * record's TTL. Route 53's data plane answers everywhere; only a resolver's cache makes it late.
 */
import { hash32 } from '../core/random.ts';
import { defineService, operation, type CallContext } from '../core/service.ts';
import { dnsNameTable, routingControlTable, stateAt, type DnsNameRow } from '../route53-recovery-cluster/rows.ts';

/** Route 53's health checkers learn of a routing control's state within seconds. */
const healthCheckDelay = 2000;

export interface DnsQuestion {
  readonly resolver: string;
  readonly name: string;
  readonly type: string;
}

export interface DnsAnswer {
  /** RFC 1035 response code: 0 NOERROR, 3 NXDOMAIN. */
  readonly status: number;
  readonly ttlSeconds: number;
  readonly answers: readonly string[];
}

/** What Route 53 answers at a time: the records whose control is On; every record when none is. */
function authoritative({ records }: DnsNameRow, at: number, context: CallContext): string[] {
  const seen = at - healthCheckDelay;
  const healthy = records.filter(({ controlArn }) => stateAt(routingControlTable(context).get(controlArn)!, seen) === 'On');
  return (healthy.length > 0 ? healthy : records).flatMap(({ answers }) => answers);
}

/** A resolver that many use: it asks Route 53 anew whenever the TTL has run out, each at times of its own. */
function resolve({ resolver, name, type }: DnsQuestion, context: CallContext): DnsAnswer {
  const row = dnsNameTable(context).get(`${name.toLowerCase().replace(/\.$/, '')}/${type}`);
  if (!row) return { status: 3, ttlSeconds: 0, answers: [] };
  const phase = hash32(`${context.settings.seed}/dns/${resolver}/${row.name}`) % row.ttlMs;
  const askedAt = context.now - ((context.now - phase) % row.ttlMs);
  const ttlSeconds = Math.max(1, Math.ceil((askedAt + row.ttlMs - context.now) / 1000));
  return { status: 0, ttlSeconds, answers: authoritative(row, askedAt, context) };
}

export const dns = defineService({
  name: 'dns',
  iamPrefix: 'dns',
  operations: { Resolve: operation<DnsQuestion, DnsAnswer>({ unauthenticated: true, handle: resolve }) },
});
