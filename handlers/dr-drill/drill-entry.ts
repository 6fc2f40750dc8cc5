import { allItems, deleteItem, getItem, putItem, updateItem } from '../ledger/table.ts';
import type { Item, Key } from '../ledger/table.ts';
import type { Value } from '../ledger/attribute-value.ts';
import { now } from '../shared/runtime.ts';
import type { DrillPlan } from './contract.ts';

export { drillIdOf, drillName } from './drill-id.ts';

/**
 * A drill in the ledger. Each member after the first five is written by one handler, so that handlers that run at the same time never
 * overwrite each other. Times are ISO 8601.
 */
export interface DrillEntry {
  /** Version of this shape: drills outlive deployments. */
  readonly schemaVersion: 1;
  readonly drillId: string;
  /** ARMED the deny may be attached; ENDING somebody takes it away; ENDED nothing of it is left. */
  readonly state: 'ARMED' | 'ENDING' | 'ENDED';
  readonly plan: DrillPlan;
  readonly executionArn: string;
  readonly approvals: readonly { readonly identity: string; readonly source: string; readonly at: string }[];
  readonly armedAt: string;
  /** First and last second of the deny. */
  readonly t0: string;
  readonly t1: string;
  /** When others than the window end the drill; t1 where it is not given. Later in a self-test, which looks at the window alone. */
  readonly undoAt?: string;
  readonly policyId?: string;
  readonly attachedAt?: string;
  readonly proof?: Proof;
  readonly failover?: {
    readonly executionArn: string;
    readonly startedAt: string;
    readonly endedAt?: string;
    readonly status?: string;
  };
  readonly steady?: Steady;
  /** In a self-test: how the deny ended by itself. */
  readonly lapse?: Lapse;
  /** What ended the drill before its time. */
  readonly guard?: { readonly error: 'GuardTripped' | 'RealIncident'; readonly reason: string; readonly at: string };
  /** Why the drill's machine did not reach its end, as the janitor was told. */
  readonly stopped?: string;
  readonly detachedAt?: string;
  readonly cleared?: Cleared;
  readonly endedAt?: string;
  readonly report?: { readonly verdict: string; readonly keys: readonly string[]; readonly at: string };
}

/** How the deny showed itself. */
export interface Proof {
  /** Rounds in a row in which every account was denied by this drill's policy. */
  readonly streak: number;
  readonly rounds: number;
  /** The first round of the streak: when the deny was seen. */
  readonly firstDeniedAt?: string;
  readonly provenAt?: string;
  /** True where some service did not name the policy: proven by the window and the exempt role alone. */
  readonly weaker: boolean;
  readonly evidence: readonly string[];
  /** What was missing in the newest round. */
  readonly missing: readonly string[];
  /** Why it was given up. */
  readonly givenUp?: string;
}

export interface Steady {
  readonly streak: number;
  readonly rounds: number;
  /** The first round of the streak. */
  readonly since?: string;
  readonly steadyAt?: string;
  readonly missing: readonly string[];
  readonly givenUp?: string;
}

/** How the window of a self-test ended. */
export interface Lapse {
  readonly streak: number;
  readonly rounds: number;
  /** The first round of the streak. */
  readonly since?: string;
  /** STILL_DENIED: by this policy, after its last second. UNKNOWN: nothing can be said. */
  readonly outcome?: 'ENDED_BY_ITSELF' | 'STILL_DENIED' | 'UNKNOWN';
  readonly missing: readonly string[];
}

export interface Cleared {
  readonly streak: number;
  readonly rounds: number;
  readonly clearedAt?: string;
  /** Whether the steady state held again after the deny was gone. */
  readonly steadyAfter?: boolean;
  readonly missing: readonly string[];
}

/** When everything but the window ends the drill. */
export const undoTime = ({ undoAt, t1 }: Pick<DrillEntry, 'undoAt' | 't1'>): string => undoAt ?? t1;

/** Rounds in a row that prove something. */
export const roundsNeeded = 3;

const partition = 'DRILL';
const entryKey = (drillId: string): Key => ({ pk: partition, sk: `ENTRY#${drillId}` });
const lockKey: Key = { pk: partition, sk: 'LOCK' };
const freezeKey: Key = { pk: partition, sk: 'FREEZE' };

export const iso = (milliseconds: number): string => new Date(milliseconds).toISOString().replace(/\.\d{3}Z$/, 'Z');

export async function readDrill(drillId: string): Promise<DrillEntry | undefined> {
  const item = await getItem(entryKey(drillId));
  return item && toEntry(item);
}

/** The drill, which must be there. */
export async function requireDrill(drillId: string): Promise<DrillEntry> {
  const entry = await readDrill(drillId);
  if (!entry) throw new Error(`the ledger has no drill ${drillId}`);
  return entry;
}

/** Every drill in the ledger that the filter lets through. */
export async function drills(ended: boolean): Promise<DrillEntry[]> {
  const items = await allItems(partition, {
    expression: `attribute_exists(#schemaVersion) AND #state ${ended ? '=' : '<>'} :ended`,
    values: { ended: 'ENDED' },
  });
  return items.map(toEntry);
}

/** Writes a new drill. False when it is there already. */
export async function createDrill(entry: DrillEntry): Promise<boolean> {
  return putItem({ ...entryKey(entry.drillId), ...(entry as unknown as Item) }, { expression: 'attribute_not_exists(pk)' });
}

const stoppedKey = (drillId: string): Key => ({ pk: partition, sk: `STOPPED#${drillId}` });

/**
 * Notes that a drill that has no entry was ended. Whoever ends it writes this and then reads the entry; what arms it writes the entry and
 * then reads this: of two that come at the same moment at least one sees the other.
 */
export async function noteStopped(drillId: string): Promise<void> {
  await putItem({ ...stoppedKey(drillId), at: iso(now()), expiresAt: Math.floor(now() / 1000) + 86_400 });
}

export async function wasStopped(drillId: string): Promise<boolean> {
  return (await getItem(stoppedKey(drillId))) !== undefined;
}

/** Sets members of a drill. False when the condition does not hold. */
export async function changeDrill(
  drillId: string,
  changes: Partial<Record<keyof DrillEntry, unknown>>,
  condition?: { expression: string; values?: Record<string, Value> },
): Promise<boolean> {
  const present = 'attribute_exists(pk)';
  return updateItem(entryKey(drillId), JSON.parse(JSON.stringify(changes)) as Record<string, Value>, {
    condition: condition ? { ...condition, expression: `${present} AND (${condition.expression})` } : { expression: present },
  });
}

/** Takes the organization's one place for a drill until `until`; true also when this drill has it. A lease that is over is taken over. */
export async function lockDrills(drillId: string, until: string): Promise<boolean> {
  return putItem(
    { ...lockKey, drillId, until, since: iso(now()) },
    {
      expression: 'attribute_not_exists(pk) OR #drillId = :drillId OR #until < :now',
      values: { drillId, now: iso(now()) },
    },
  );
}

/** How long the place is kept for a drill that took it and has no entry yet: longer than the function that makes both may run. */
const entryFollowsWithin = 10 * 60_000;

/** Frees the place where the drill that has it was never written, or has ended: what took it died in between. Gives that drill. */
export async function freeAbandonedLock(): Promise<string | undefined> {
  const item = await getItem(lockKey);
  if (!item) return undefined;
  const drillId = String(item['drillId']);
  const entry = await readDrill(drillId);
  const old = now() > Date.parse(String(item['since'])) + entryFollowsWithin;
  if (entry ? entry.state !== 'ENDED' : !old) return undefined;
  await unlockDrills(drillId);
  return drillId;
}

/** The drill that has the place now. */
export async function lockedBy(): Promise<string | undefined> {
  const item = await getItem(lockKey);
  return item && String(item['until']) >= iso(now()) ? String(item['drillId']) : undefined;
}

export async function unlockDrills(drillId: string): Promise<void> {
  await deleteItem(lockKey, { expression: '#drillId = :drillId', values: { drillId } });
}

/** Why no drill may run now; undefined where nobody has frozen them. */
export async function frozenBecause(): Promise<string | undefined> {
  const item = await getItem(freezeKey);
  return item && String(item['reason'] ?? 'no reason given');
}

/** Entries are written by this version of the shape only, so the cast is where its version is checked. */
function toEntry(item: Record<string, Value>): DrillEntry {
  if (item['schemaVersion'] !== 1) {
    throw new Error(
      `the ledger's drill ${String(item['sk'])} has schema version ${String(item['schemaVersion'])}; this function knows 1`,
    );
  }
  return item as unknown as DrillEntry;
}
