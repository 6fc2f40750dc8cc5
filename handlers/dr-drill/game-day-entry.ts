/** Game days in the ledger. The definition is written by whoever applies the calendar, the rest by the functions. */
import { allItems, getItem, updateItem } from '../ledger/table.ts';
import type { Item, Key } from '../ledger/table.ts';
import { gameDay } from './calendar.ts';
import type { GameDay } from './calendar.ts';

export interface GameDayEntry {
  readonly definition: GameDay;
  /** When it was put into the ledger first, ISO 8601. */
  readonly since: string;
  /** How many were started: whose turn it is. */
  readonly turn: number;
  /** The newest time of its schedule that was started. */
  readonly lastScheduled?: string;
}

const partition = 'DRILL';
const key = (name: string): Key => ({ pk: partition, sk: `GAME-DAY#${name}` });

export async function readGameDay(name: string): Promise<GameDayEntry | undefined> {
  const item = await getItem(key(name));
  return item && toEntry(item);
}

export async function gameDays(): Promise<GameDayEntry[]> {
  return (await allItems(partition, { expression: 'attribute_exists(#definition)' })).map(toEntry);
}

/** Notes a start and hands the turn on. False when that was done before. */
export async function noteStart(name: string, turn: number, lastScheduled: string, lastExecution: string): Promise<boolean> {
  const condition = {
    expression: 'attribute_exists(#definition) AND (attribute_not_exists(#lastScheduled) OR #lastScheduled <> :lastScheduled)',
  };
  return updateItem(key(name), { turn: turn + 1, lastScheduled, lastExecution }, { condition });
}

/** Notes why a game day did not begin; the turn stays. */
export async function noteSkip(name: string, at: string, reason: string): Promise<void> {
  const condition = { expression: 'attribute_exists(#definition)' };
  await updateItem(key(name), { lastSkip: { at, reason } }, { condition });
}

function toEntry(item: Item): GameDayEntry {
  return {
    definition: gameDay.parse(JSON.parse(String(item['definition']))),
    since: String(item['since']),
    turn: Number(item['turn'] ?? 0),
    ...(item['lastScheduled'] === undefined ? {} : { lastScheduled: String(item['lastScheduled']) }),
  };
}
