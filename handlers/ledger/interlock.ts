/**
 * The interlock between drills and everything that changes accounts: an armed drill refuses vending, enrollment and moves in its subtree,
 * and while such an operation runs there, the drill is refused. Each side first writes its own entry and then reads the other's, strongly
 * consistent, so of two that come at the same moment at least one sees the other.
 */
import { allItems, deleteItem, putItem } from './table.ts';
import type { Item } from './table.ts';
import { now } from '../shared/runtime.ts';

const armed = 'INTERLOCK#ARMED';
const running = 'INTERLOCK#RUNNING';

/** A drill that has power over a subtree. */
export interface ArmedDrill {
  /** Name of the drill, for people. */
  readonly drill: string;
  readonly executionArn: string;
  /** Ids of the root, units or accounts whose subtrees are armed. */
  readonly targets: readonly string[];
  /** After this moment the entry counts no more, ISO 8601. */
  readonly until: string;
}

/** An operation that makes, moves or enrolls accounts. */
export interface OperationUnderWay {
  readonly workflow: string;
  readonly executionArn: string;
  /** For each place it works in: ids from the root down to the unit or account, the root's first. */
  readonly lineages: readonly (readonly string[])[];
  /** ISO 8601. */
  readonly until: string;
}

/**
 * Arms a drill, and gives the operations that run in its subtrees: when there is one, the drill must not begin and the caller disarms it.
 * Arming the same execution again writes the same entry.
 */
export async function armDrill(drill: ArmedDrill): Promise<OperationUnderWay[]> {
  await putItem({ pk: armed, sk: drill.executionArn, ...(drill as unknown as Item), expiresAt: seconds(drill.until) });
  return operationsBelow(drill.targets);
}

/** Operations that run below one of the targets now; for looking before arming. */
export async function operationsBelow(targets: readonly string[]): Promise<OperationUnderWay[]> {
  const operations = (await valid(running)) as unknown as OperationUnderWay[];
  return operations.filter(({ lineages }) => lineages.some((lineage) => isBelow(lineage, targets)));
}

/** Takes a drill's entry away; one that is not there is no error. */
export async function disarmDrill(executionArn: string): Promise<void> {
  await deleteItem({ pk: armed, sk: executionArn });
}

/**
 * Says that an operation begins, and gives the drills that are armed above one of its places: when there is one, the operation must not
 * begin there. Entering again with fewer places replaces the entry.
 */
export async function enterOperation(operation: OperationUnderWay): Promise<ArmedDrill[]> {
  const expiresAt = seconds(operation.until);
  await putItem({ pk: running, sk: operation.executionArn, ...(operation as unknown as Item), expiresAt });
  const drills = await armedDrills();
  return drills.filter(({ targets }) => operation.lineages.some((lineage) => isBelow(lineage, targets)));
}

/** Says that an operation is over; one that was not entered is no error. */
export async function leaveOperation(executionArn: string): Promise<void> {
  await deleteItem({ pk: running, sk: executionArn });
}

/** Every drill that is armed now. */
export async function armedDrills(): Promise<ArmedDrill[]> {
  return (await valid(armed)) as unknown as ArmedDrill[];
}

/** True when one of the targets is the place itself or lies above it. */
export function isBelow(lineage: readonly string[], targets: readonly string[]): boolean {
  return lineage.some((id) => targets.includes(id));
}

/** Entries whose time is not over; DynamoDB deletes the others when it comes to it. */
function valid(partition: string): Promise<Item[]> {
  return allItems(partition, { expression: '#until > :now', values: { now: new Date(now()).toISOString() } });
}

const seconds = (iso: string): number => Math.ceil(Date.parse(iso) / 1000);
