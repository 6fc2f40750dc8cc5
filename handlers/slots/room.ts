/** How much room a limiter has, with what others do counted. */
import { limiterOf } from './limiter.ts';
import { runningOperations } from './running-operations.ts';
import type { SlotState } from './slot-state.ts';

export interface Room {
  /** Slots that may be granted now. */
  readonly free: number;
  /** Nobody holds a slot and nothing runs: an exclusive holder may go on. */
  readonly idle: boolean;
}

const none: Room = { free: 0, idle: false };

/** Asks Control Tower (`look`) only where a slot would be granted otherwise. */
export async function roomOf(limiter: string, { holders }: SlotState, look = runningOperations): Promise<Room> {
  const { capacity, foreign } = limiterOf(limiter);
  const free = capacity() - holders.size;
  if (free <= 0 || [...holders.values()].some(({ exclusive }) => exclusive)) return none;
  if (foreign === 'none') return { free, idle: holders.size === 0 };
  const ours = new Set([...holders.values()].map(({ operation }) => operation));
  const others = (await look()).filter(({ id }) => !ours.has(id));
  if (others.some(({ kind }) => kind === 'organizational-unit')) return none;
  return { free: free - others.length, idle: holders.size === 0 && others.length === 0 };
}

/**
 * Whether Control Tower takes an account operation now, for a holder whose operation was accepted and then failed because others were in
 * the way: it keeps its slot and asks again later rather than burning another name.
 */
export async function takesAnother(limiter: string): Promise<boolean> {
  const running = await runningOperations();
  return running.every(({ kind }) => kind === 'account') && running.length < limiterOf(limiter).capacity();
}
