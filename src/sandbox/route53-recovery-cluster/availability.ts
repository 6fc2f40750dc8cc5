/**
 * Which endpoint of a cluster answers at a time. A cluster stays readable and writable while three of its five Regions are there; AWS takes
 * single endpoints out for maintenance, so that clients must be able to use any other
 * (https://docs.aws.amazon.com/r53recovery/latest/dg/route53-arc-best-practices.regional.html).
 */
import { AwsError } from '../core/errors.ts';
import { UnreachableError } from '../core/unreachable-error.ts';
import { hash32 } from '../core/random.ts';
import type { CallContext } from '../core/service.ts';
import { accessDenied } from '../authorization/access-denied.ts';
import { outageTable, type ClusterRow, type OutageRow } from './rows.ts';

const quorum = 3;
const service = 'route53-recovery-cluster';

type World = Pick<CallContext, 'now' | 'settings' | 'table'>;

/** Throws what a call to the cluster's endpoint in `context.region` comes to when that does not answer. */
export function assertAvailable(cluster: ClusterRow, action: string, context: CallContext): void {
  const { region, caller } = context;
  const out = outages(context);
  const own = out.find((outage) => outage.region === region);
  if (own?.effect === 'unreachable') throw new UnreachableError(service, region);
  if (own?.effect === 'denied') {
    throw accessDenied(service, caller, { action: `${service}:${action}`, resource: '*', by: 'identity' });
  }
  const down = new Set(out.filter(({ effect }) => effect !== 'denied').map((outage) => outage.region));
  if (own || cluster.endpoints.length - down.size < quorum || (down.size === 0 && inMaintenance(cluster, region, context))) {
    throw new AwsError(
      'EndpointTemporarilyUnavailableException',
      'The cluster endpoint is temporarily unavailable. Try another cluster endpoint.',
      { statusCode: 503 },
    );
  }
}

function outages(world: World): OutageRow[] {
  return [...outageTable(world).values()].filter(
    ({ from, until }) => from <= world.now && (until === undefined || world.now < until),
  );
}

/** In each interval one endpoint, chosen by the seed, is taken out at the interval's beginning. */
export function inMaintenance(cluster: ClusterRow, region: string, { now, settings }: World): boolean {
  if (!cluster.maintenance) return false;
  const { every, lasting } = cluster.maintenance;
  if (now % every >= lasting) return false;
  const turn = Math.floor(now / every);
  return (
    cluster.endpoints[hash32(`${settings.seed}/maintenance/${cluster.arn}/${turn}`) % cluster.endpoints.length]!.region === region
  );
}
