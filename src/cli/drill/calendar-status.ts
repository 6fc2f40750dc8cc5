/** How the game days stand: what is next, what began last or why it did not, and how long ago each was proven. */
import type { Connection } from '../connection.ts';
import { occurrences, type Occurrence } from './calendar-plan.ts';
import { readDrillLedger } from './ledger-drills.ts';
import { readGameDays } from './ledger-game-days.ts';

export interface GameDayStatus {
  readonly name: string;
  readonly next: Occurrence | null;
  /** The next few, the first among them. */
  readonly upcoming: readonly Occurrence[];
  readonly lastExecution: string | null;
  readonly lastSkip: { readonly at: string; readonly reason: string } | null;
  /** First second of the newest drill of one of its scenarios that passed. */
  readonly lastProven: string | null;
  readonly daysSinceProven: number;
  readonly maximumDaysSinceProven: number | null;
  readonly overdue: boolean;
}

export async function gameDayStatus(connection: Connection, place: string): Promise<GameDayStatus[]> {
  const { drills } = await readDrillLedger(connection, place);
  return (await readGameDays(connection, place)).map(({ definition, since, turn, lastExecution, lastSkip }) => {
    const names = new Set(definition.scenarios.map(({ name }) => name));
    const passed = drills.filter(({ name, verdict }) => verdict === 'PASSED' && names.has(name)).map(({ t0 }) => t0);
    const lastProven = passed.sort().at(-1) ?? null;
    const daysSinceProven = Math.floor((connection.now() - Date.parse(lastProven ?? since)) / 86_400_000);
    const upcoming = occurrences(definition, turn, connection.now());
    const most = definition.maximumDaysSinceProven ?? null;
    return {
      name: definition.name,
      next: upcoming[0] ?? null,
      upcoming,
      lastExecution: lastExecution ?? null,
      lastSkip: lastSkip ?? null,
      ...{ lastProven, daysSinceProven, maximumDaysSinceProven: most },
      overdue: most !== null && daysSinceProven > most,
    };
  });
}
