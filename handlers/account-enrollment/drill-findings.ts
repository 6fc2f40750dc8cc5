import { armedDrills, isBelow } from '../ledger/interlock.ts';
import type { Finding } from './contract.ts';

/** A drill that is armed above where the account is or goes: nothing is enrolled there meanwhile. */
export async function drillFindings(...lineages: readonly (readonly string[])[]): Promise<Finding[]> {
  const drills = await armedDrills();
  return drills
    .filter(({ targets }) => lineages.some((lineage) => isBelow(lineage, targets)))
    .map(({ drill, executionArn, until }) => ({
      code: 'DRILL_ARMED',
      severity: 'blocker' as const,
      message: `The drill ${drill} is armed here until ${until}.`,
      fix: `Start the same again when it is over, or end it: ${executionArn}.`,
      subject: executionArn,
    }));
}
