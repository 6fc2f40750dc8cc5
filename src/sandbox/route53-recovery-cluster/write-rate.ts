/** Three changes a second and endpoint (Application Recovery Controller quotas). Kept in memory: a second does not outlive a restart. */
import { AwsError } from '../core/errors.ts';
import type { CallContext } from '../core/service.ts';
import type { Store } from '../core/store.ts';

const perSecond = 3;
const recent = new WeakMap<Store, Map<string, number[]>>();

/** Counts a change through the endpoint of `context.region`; throws ThrottlingException when there were three within the second before. */
export function countWrite(clusterArn: string, context: CallContext): void {
  let ofStore = recent.get(context.store);
  if (!ofStore) recent.set(context.store, (ofStore = new Map()));
  const key = `${clusterArn}/${context.region}`;
  const times = (ofStore.get(key) ?? []).filter((at) => at > context.now - 1000);
  if (times.length >= perSecond) {
    throw new AwsError('ThrottlingException', 'Rate exceeded', { statusCode: 429, fields: { retryAfterSeconds: 1 } });
  }
  ofStore.set(key, [...times, context.now]);
}
