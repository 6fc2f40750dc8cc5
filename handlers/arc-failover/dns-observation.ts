/** Whether the world has followed: what resolvers answer for the names of the plan. */
import type { DnsObservation } from './contract.ts';
import type { RecordType } from './dns-over-https.ts';
import type { FailoverPlan } from './failover-plan.ts';

/** One resolver may be the exception; two are an observation. */
const fewestResolvers = 2;
/** Route 53 learns of a routing control's state within seconds. */
const healthCheckMs = 10_000;
/** Nobody waits longer for caches than this, whatever the TTL. */
const longestWait = 10 * 60_000;

type Ask = (resolver: string, name: string, type: RecordType) => Promise<string[]>;

/** Why DNS is not looked at; undefined when it can be. */
export function whyNotObserved({ resolvers, applications }: FailoverPlan): string | undefined {
  if (!applications.some(({ dns }) => dns)) return 'DNS not observed: no application of the plan names a host';
  if (resolvers.length < fewestResolvers) {
    return `DNS not observed: the plan names ${resolvers.length} resolvers, and ${fewestResolvers} are needed`;
  }
  return undefined;
}

/** Until when resolvers may still answer with the old cell: twice the longest TTL. Milliseconds since the epoch. */
export function lookUntil({ applications }: FailoverPlan, readBackAt: number): number {
  const ttl = Math.max(0, ...applications.map(({ dns }) => dns?.ttlSeconds ?? 0));
  return readBackAt + Math.min(2 * ttl * 1000 + healthCheckMs, longestWait);
}

/** Asks every resolver for every name once. `observed` is true when all of them answer with the cell `to`. */
export async function lookAround(plan: FailoverPlan, to: string, ask: Ask, now: () => number): Promise<DnsObservation> {
  const questions = plan.resolvers.flatMap((resolver) => plan.applications.map((application) => ({ resolver, application })));
  const resolvers = await Promise.all(
    questions.flatMap(({ resolver, application: { name, dns } }) =>
      dns === undefined
        ? []
        : [
            (async () => {
              const wanted = dns.answers[to]!.map((answer) => answer.toLowerCase().replace(/\.$/, ''));
              const answer = await ask(resolver, dns.name, dns.type).catch((error: unknown) => [`no answer: ${String(error)}`]);
              const asExpected = answer.length > 0 && answer.every((one) => wanted.includes(one));
              return { resolver, application: name, answer, asExpected };
            })(),
          ],
    ),
  );
  const late = resolvers.filter(({ asExpected }) => !asExpected);
  if (late.length === 0) {
    const statement = `Every resolver answers with ${to}.`;
    return { observed: true, statement, dnsAt: now(), resolvers };
  }
  const told = late.map(
    ({ resolver, application, answer }) => `${new URL(resolver).hostname} for ${application}: ${answer.join(', ') || 'nothing'}`,
  );
  return { observed: false, statement: `DNS not observed: not every resolver answers with ${to}; ${told.join('; ')}`, resolvers };
}
