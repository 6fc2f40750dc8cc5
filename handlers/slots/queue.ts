/**
 * A limiter as a fair queue of task tokens in DynamoDB. Waiting costs nothing and releasing wakes the next at once.
 *
 * A waiter is an item whose sort key is its place; the holders are one item that changes by conditional write only. A grant is
 * written there before its token is answered, so a crash between the two leaves a waiter that is both queued and granted: the next
 * dispatch answers it again. The holder confirms with its own next write (`confirmSlot`).
 */
import { SFNClient, SendTaskSuccessCommand } from '@aws-sdk/client-sfn';
import { allItems, deleteItem, firstItems, putItem } from '../ledger/table.ts';
import { client } from '../shared/clients.ts';
import { awsErrorName } from '../shared/errors.ts';
import { now } from '../shared/runtime.ts';
import { QueueContended, SlotNotHeld } from './errors.ts';
import { limiterOf, standingLimiters } from './limiter.ts';
import { roomOf } from './room.ts';
import type { Room } from './room.ts';
import { runningOperations } from './running-operations.ts';
import { limiterKey, readSlots, writeConfirmation, writeSlots } from './slot-state.ts';
import type { Holding, SlotState } from './slot-state.ts';

/** Tries of a conditional write before QueueContended is raised, which the state machine retries with jitter. */
const writeTries = 10;

/** Partition with an item for each limiter that somebody has queued for, besides the standing ones. */
const known = 'LIMITERS';

/** Who waits, and for what. */
export interface Waiter {
  readonly limiter: string;
  readonly holder: string;
  /** Place in the queue; the same on each try. */
  readonly order: string;
  readonly executionArn: string;
  readonly exclusive?: boolean;
  readonly taskToken: string;
}

/** A waiter's item. */
interface Queued extends Omit<Waiter, 'limiter' | 'order'> {
  readonly sk: string;
}

/**
 * Queues for a slot. A retry with the same order keeps the place and only replaces the token. The token is answered when the slot is
 * granted, maybe before this returns.
 */
export async function enqueue({ limiter, order, ...waiter }: Waiter): Promise<void> {
  if (!standingLimiters.some((name) => name === limiter)) await putItem({ pk: known, sk: limiter });
  await putItem({ pk: limiterKey(limiter), sk: `QUEUE#${order}#${waiter.holder}`, ...waiter });
  const state = await readSlots(limiter);
  if (!isFull(limiter, state, waiter.holder)) await dispatch(limiter, state);
}

/** Every slot is in use by somebody else who knows of it: nobody can be granted one or has to be answered again, until one is released. */
function isFull(limiter: string, { holders }: SlotState, holder: string): boolean {
  if (holders.size < limiterOf(limiter).capacity() || holders.has(holder)) return false;
  return [...holders.values()].every(({ phase }) => phase === 'CONFIRMED');
}

/** Names of the limiters that anybody may hold a slot of. */
export async function limitersInUse(): Promise<string[]> {
  const others = await allItems(known);
  return [...standingLimiters, ...others.map(({ sk }) => String(sk))];
}

/**
 * Confirms a granted slot, and again as a heartbeat: the lease begins anew. `operation` names what the slot is used for at Control Tower;
 * it is written before the operation is begun, so that nobody takes it for another's. Raises SlotNotHeld when `holder` has no slot.
 */
export async function confirmSlot(limiter: string, holder: string, operation?: string): Promise<void> {
  if (await writeConfirmation(limiter, holder, new Date(now()).toISOString(), operation)) return;
  throw new SlotNotHeld(
    `${holder} holds no slot of the limiter ${limiter}; it was released meanwhile. Start the same input again.`,
  );
}

/** Gives `holder`'s slot back, if it has one, and its place in the queue when `order` tells it; then wakes those who may go on. */
export async function release(limiter: string, holder: string, order?: string): Promise<void> {
  if (order !== undefined) await deleteItem({ pk: limiterKey(limiter), sk: `QUEUE#${order}#${holder}` });
  await dispatch(limiter, undefined, holder);
}

/**
 * Gives back a slot whose holder was seen to be gone, unless a newer attempt of the same operation has taken it over or confirmed it since
 * it was `seen`. True when it was given back. Does not wake the next.
 */
export async function releaseAbandoned(limiter: string, holder: string, seen: Holding): Promise<boolean> {
  let released = false;
  await change(limiter, ({ holders }) => {
    const holding = holders.get(holder);
    released = holding !== undefined && holding.order === seen.order && holding.since === seen.since;
    if (!released) return undefined;
    const rest = new Map(holders);
    rest.delete(holder);
    return rest;
  });
  return released;
}

/** Notes that somebody was told of a slot that is kept too long. False when it was noted before, or is kept no longer. */
export async function noteReported(limiter: string, holder: string): Promise<boolean> {
  let first = false;
  await change(limiter, ({ holders }) => {
    const holding = holders.get(holder);
    first = holding !== undefined && holding.reportedAt === undefined;
    return first ? new Map(holders).set(holder, { ...holding!, reportedAt: new Date(now()).toISOString() }) : undefined;
  });
  return first;
}

/** Takes the waiters of an execution that has ended off the queue. */
export async function forgetWaiters(limiter: string, executionArn: string): Promise<void> {
  const items = await allItems(limiterKey(limiter), {
    expression: '#executionArn = :executionArn',
    values: { executionArn },
  });
  for (const { sk } of items) await deleteItem({ pk: limiterKey(limiter), sk: String(sk) });
}

/**
 * Grants free slots to the first in the queue and answers their tokens. `known` is the state where it was just read; `leaving` is a holder
 * whose slot is given back by the same write.
 */
export async function dispatch(limiter: string, known?: SlotState, leaving?: string): Promise<void> {
  const slots = limiterOf(limiter).capacity();
  let gone = leaving;
  /* Tries follow each other within moments, mostly because others queue at the same time: what Control Tower does is asked for once. */
  let running: ReturnType<typeof runningOperations> | undefined;
  const look = (): ReturnType<typeof runningOperations> => (running ??= runningOperations());
  for (let attempt = 0; attempt < writeTries; attempt += 1) {
    const before = attempt === 0 && known !== undefined ? known : await readSlots(limiter);
    const state = without(before, gone);
    const leaves = state !== before;
    const waiting = (await firstItems(limiterKey(limiter), 'QUEUE#', slots + state.holders.size)).map(toQueued);
    const answerAgain = waiting.filter(({ holder }) => state.holders.has(holder));
    const { next, failure } = await mayGoOn(
      limiter,
      state,
      waiting.filter(({ holder }) => !state.holders.has(holder)),
      look,
    );
    /* A holder that queues again is a newer attempt of the same operation: the slot is its own from now on. */
    const newer = answerAgain.filter(({ sk, holder }) => state.holders.get(holder)!.order !== orderOf(sk, holder));
    const holders = new Map(state.holders);
    if (leaves || next.length > 0 || newer.length > 0) {
      for (const { sk, holder, executionArn, exclusive } of next) {
        holders.set(holder, {
          phase: 'GRANTED',
          since: new Date(now()).toISOString(),
          order: orderOf(sk, holder),
          executionArn,
          ...(exclusive ? { exclusive } : {}),
        });
      }
      for (const { sk, holder, executionArn } of newer)
        holders.set(holder, { ...holders.get(holder)!, order: orderOf(sk, holder), executionArn });
      if (!(await writeSlots(limiter, before, holders))) continue;
      gone = undefined;
    }
    let lost = false;
    for (const waiter of [...answerAgain, ...next]) lost = !(await answer(limiter, waiter)) || lost;
    if (failure) throw failure.error;
    /* A newer attempt of the same holder may wait behind the one that is gone; and whoever queued between the look at the queue and the write
     * saw no free slot. */
    if (!lost && !(leaves && holders.size < slots)) return;
  }
  throw new QueueContended(`the limiter ${limiter} changed ${writeTries} times while its next waiters were chosen`);
}

/** The state after a holder has given its slot back; the same where it holds none. */
function without(state: SlotState, holder: string | undefined): SlotState {
  if (holder === undefined || !state.holders.has(holder)) return state;
  const holders = new Map(state.holders);
  holders.delete(holder);
  return { ...state, holders };
}

interface Chosen {
  readonly next: readonly Queued[];
  /** Control Tower could not be asked: nobody goes on, and what else there is to write is written first. */
  readonly failure?: { readonly error: unknown };
}

/** The first of the queue that there is room for. One that must be alone lets nobody past it, else it would wait for ever. */
async function mayGoOn(
  limiter: string,
  state: SlotState,
  waiting: readonly Queued[],
  look: typeof runningOperations,
): Promise<Chosen> {
  if (waiting.length === 0) return { next: [] };
  let room: Room;
  try {
    room = await roomOf(limiter, state, look);
  } catch (error) {
    return { next: [], failure: { error } };
  }
  if (waiting[0]!.exclusive) return { next: room.idle ? [waiting[0]!] : [] };
  const alone = waiting.findIndex(({ exclusive }) => exclusive);
  return { next: waiting.slice(0, Math.max(0, Math.min(room.free, alone < 0 ? waiting.length : alone))) };
}

/** The place in a waiter's sort key `QUEUE#<order>#<holder>`. */
const orderOf = (sk: string, holder: string): string => sk.slice('QUEUE#'.length, -(holder.length + 1));

const toQueued = (item: Record<string, unknown>): Queued => item as unknown as Queued;

/**
 * Answers a granted waiter and takes it off the queue. A token that is no longer known belongs to a task that has gone on (its retry
 * has queued a newer one, which replaced this item) or has ended; the item goes either way, unless a newer token is in it. False then:
 * the grant stays, for it may be in use; whether it is, reconcileSlots asks.
 */
async function answer(limiter: string, { sk, holder, taskToken }: Queued): Promise<boolean> {
  let answered = true;
  try {
    await client(SFNClient).send(new SendTaskSuccessCommand({ taskToken, output: JSON.stringify({ limiter, holder }) }));
  } catch (error) {
    if (!['TaskTimedOut', 'TaskDoesNotExist', 'InvalidToken'].includes(awsErrorName(error))) throw error;
    answered = false;
  }
  await deleteItem({ pk: limiterKey(limiter), sk }, { expression: '#taskToken = :taskToken', values: { taskToken } });
  return answered;
}

/** Reads, changes and writes the holders until nobody comes between. `next` returns undefined for no change. */
async function change(limiter: string, next: (state: SlotState) => ReadonlyMap<string, Holding> | undefined): Promise<void> {
  for (let attempt = 0; attempt < writeTries; attempt += 1) {
    const state = await readSlots(limiter);
    const holders = next(state);
    if (!holders || (await writeSlots(limiter, state, holders))) return;
  }
  throw new QueueContended(
    `the holders of the limiter ${limiter} changed ${writeTries} times while one of them was being written`,
  );
}
