/**
 * A limiter as a fair queue of task tokens in DynamoDB. Waiting costs nothing and releasing wakes the next at once.
 *
 * A waiter is an item whose sort key is its place; the holders are one item that changes by conditional write only. A grant is
 * written there before its token is answered, so a crash between the two leaves a waiter that is both queued and granted: the next
 * dispatch answers it again. The holder confirms with its own next write (`confirmSlot`).
 */
import { SFNClient, SendTaskSuccessCommand } from '@aws-sdk/client-sfn';
import { deleteItem, firstItems, putItem } from '../ledger/table.ts';
import { client } from '../shared/clients.ts';
import { awsErrorName } from '../shared/errors.ts';
import { now } from '../shared/runtime.ts';
import { QueueContended, SlotNotHeld } from './errors.ts';
import { capacity } from './limiter.ts';
import type { LimiterName } from './limiter.ts';
import { limiterKey, readSlots, writeSlots } from './slot-state.ts';
import type { Holding, SlotState } from './slot-state.ts';

/** Tries of a conditional write before QueueContended is raised, which the state machine retries with jitter. */
const writeTries = 10;

/**
 * Queues `holder` for a slot. `order` decides its place and must be the same on each try: a retry then keeps the place and only
 * replaces the token. The token is answered when the slot is granted, maybe before this returns.
 */
export async function enqueue(limiter: LimiterName, holder: string, order: string, taskToken: string): Promise<void> {
  await putItem({ pk: limiterKey(limiter), sk: `QUEUE#${order}#${holder}`, holder, taskToken });
  await dispatch(limiter);
}

/** Confirms a granted slot; raises SlotNotHeld when `holder` has none. */
export async function confirmSlot(limiter: LimiterName, holder: string): Promise<void> {
  await change(limiter, ({ holders }) => {
    const holding = holders.get(holder);
    if (!holding) {
      throw new SlotNotHeld(
        `${holder} holds no slot of the limiter ${limiter}; it was released meanwhile. Start the same input again.`,
      );
    }
    return holding.phase === 'CONFIRMED' ? undefined : new Map(holders).set(holder, { ...holding, phase: 'CONFIRMED' });
  });
}

/** Gives `holder`'s slot back, if it has one, and its place in the queue when `order` tells it; then wakes those who may go on. */
export async function release(limiter: LimiterName, holder: string, order?: string): Promise<void> {
  if (order !== undefined) await deleteItem({ pk: limiterKey(limiter), sk: `QUEUE#${order}#${holder}` });
  await change(limiter, ({ holders }) => {
    if (!holders.has(holder)) return undefined;
    const rest = new Map(holders);
    rest.delete(holder);
    return rest;
  });
  await dispatch(limiter);
}

/**
 * Gives back a slot whose holder was seen to be gone, unless a newer attempt of the same operation has taken it over since it was `seen`.
 * True when it was given back.
 */
export async function releaseAbandoned(limiter: LimiterName, holder: string, seen: Holding): Promise<boolean> {
  let released = false;
  await change(limiter, ({ holders }) => {
    released = holders.get(holder)?.order === seen.order;
    if (!released) return undefined;
    const rest = new Map(holders);
    rest.delete(holder);
    return rest;
  });
  if (released) await dispatch(limiter);
  return released;
}

/** Grants free slots to the first in the queue and answers their tokens. */
export async function dispatch(limiter: LimiterName): Promise<void> {
  for (let attempt = 0; attempt < writeTries; attempt += 1) {
    const state = await readSlots(limiter);
    const slots = capacity(limiter);
    const waiting = (await firstItems(limiterKey(limiter), 'QUEUE#', slots + state.holders.size)).map(toWaiter);
    const answerAgain = waiting.filter(({ holder }) => state.holders.has(holder));
    const next = waiting.filter(({ holder }) => !state.holders.has(holder)).slice(0, Math.max(0, slots - state.holders.size));
    /* A holder that queues again is a newer attempt of the same operation: the slot is its own from now on. */
    const newer = answerAgain.filter(({ sk, holder }) => state.holders.get(holder)!.order !== orderOf(sk, holder));
    if (next.length > 0 || newer.length > 0) {
      const holders = new Map(state.holders);
      for (const { sk, holder } of next) {
        const holding: Holding = { phase: 'GRANTED', since: new Date(now()).toISOString(), order: orderOf(sk, holder) };
        holders.set(holder, holding);
      }
      for (const { sk, holder } of newer) holders.set(holder, { ...holders.get(holder)!, order: orderOf(sk, holder) });
      if (!(await writeSlots(limiter, state, holders))) continue;
    }
    let lost = false;
    for (const waiter of [...answerAgain, ...next]) lost = !(await answer(limiter, waiter)) || lost;
    /* A newer attempt of the same holder may wait behind the one that is gone. */
    if (!lost) return;
  }
  throw new QueueContended(`the limiter ${limiter} changed ${writeTries} times while its next waiters were chosen`);
}

/** The place in a waiter's sort key `QUEUE#<order>#<holder>`. */
const orderOf = (sk: string, holder: string): string => sk.slice('QUEUE#'.length, -(holder.length + 1));

interface Waiter {
  readonly sk: string;
  readonly holder: string;
  readonly taskToken: string;
}

const toWaiter = (item: Record<string, unknown>): Waiter => item as unknown as Waiter;

/**
 * Answers a granted waiter and takes it off the queue. A token that is no longer known belongs to a task that has gone on (its retry
 * has queued a newer one, which replaced this item) or has ended; the item goes either way, unless a newer token is in it. False then:
 * the grant stays, for it may be in use; whether it is, reconcileLaunches asks.
 */
async function answer(limiter: LimiterName, { sk, holder, taskToken }: Waiter): Promise<boolean> {
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
async function change(limiter: LimiterName, next: (state: SlotState) => ReadonlyMap<string, Holding> | undefined): Promise<void> {
  for (let attempt = 0; attempt < writeTries; attempt += 1) {
    const state = await readSlots(limiter);
    const holders = next(state);
    if (!holders || (await writeSlots(limiter, state, holders))) return;
  }
  throw new QueueContended(
    `the holders of the limiter ${limiter} changed ${writeTries} times while one of them was being written`,
  );
}
