import { now } from '../shared/runtime.ts';
import { task } from '../shared/task.ts';
import { observeDns } from './contract.ts';
import { lookAround, lookUntil, whyNotObserved } from './dns-observation.ts';
import { ask } from './dns-over-https.ts';
import { DnsPending } from './errors.ts';

/** Raises DnsPending, to be asked again, until every resolver answers with the new cell or it is time to say that they do not. */
export const handler = task(observeDns, async ({ request: { plan, to }, readBackAt }) => {
  const why = whyNotObserved(plan);
  if (why !== undefined) return { observed: false, statement: why, resolvers: [] };
  const seen = await lookAround(plan, to, ask, now);
  if (!seen.observed && now() < lookUntil(plan, readBackAt)) throw new DnsPending(seen.statement);
  return seen;
});
