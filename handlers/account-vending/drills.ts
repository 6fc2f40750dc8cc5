/** The interlock with drills: rows below an armed unit are refused, and a drill is refused while a batch makes accounts below it. */
import { armedDrills, enterOperation, isBelow, leaveOperation } from '../ledger/interlock.ts';
import type { ArmedDrill } from '../ledger/interlock.ts';
import { now } from '../shared/runtime.ts';
import type { InputError } from './contract.ts';
import type { Place } from './plan-batch.ts';

/** Days that a batch may run: TimeoutSeconds of account-vending. */
const longestDays = 60;

/**
 * Says that this execution vends into these places; gives an error for each row that an armed drill keeps out, and then says so no more.
 * A dry run only looks.
 */
export async function keepOutOfDrills(executionArn: string, places: readonly Place[], dryRun: boolean): Promise<InputError[]> {
  const until = new Date(now() + longestDays * 86_400_000).toISOString();
  const lineages = places.map(({ lineage }) => lineage);
  const drills = dryRun
    ? await armedDrills()
    : await enterOperation({ workflow: 'account-vending', executionArn, lineages, until });
  const errors = places.flatMap((place) => {
    const drill = drills.find(({ targets }) => isBelow(place.lineage, targets));
    return drill ? place.rows.map((row) => refused(row, place, drill)) : [];
  });
  if (errors.length > 0 && !dryRun) await leaveOperation(executionArn);
  return errors;
}

function refused(row: number, { path }: Place, { drill, until }: ArmedDrill): InputError {
  const message = `The drill "${drill}" is armed above ${path}, at the latest until ${until}. Start the file again when it is over.`;
  return { row, column: 'OrgUnit', code: 'DRILL_ARMED', message };
}
