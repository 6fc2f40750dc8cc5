import { task } from '../shared/task.ts';
import { sweepFromSecondRegion } from './contract.ts';
import { detachEverywhere, drillPolicies } from './drill-policy.ts';
import { countResidue, isOver, residueOf } from './residue.ts';

/**
 * Every five minutes and at the last second of each drill, from the second Region: takes away the policies whose time is over, by their tags
 * alone. The ledger, the janitor and their Region may be lost; what is left there is ended by the first Region's own sweeper when it is back.
 */
export const handler = task(sweepFromSecondRegion, async () => {
  const policiesDetached: string[] = [];
  let residue = 0;
  for (const policy of await drillPolicies()) {
    residue += await residueOf(policy);
    if (isOver(policy) && (await detachEverywhere(policy.id)) > 0) policiesDetached.push(policy.id);
  }
  await countResidue(residue);
  return { policiesDetached, residue };
});
