import * as z from 'zod';
import { limiterNames } from './limiter.ts';

/** Who asks: an operation, not an execution, e.g. `account-vending/payments-dev/1`. */
export const holder = z.string().min(1).max(200);

export const acquireSlot = {
  input: z.object({
    limiter: z.enum(limiterNames),
    holder,
    /** Place in the queue: sorts as text, the same on each try. */
    order: z.string().min(1).max(200),
    taskToken: z.string().min(1),
  }),
  output: z.null(),
};

export const releaseSlot = {
  input: z.object({
    limiter: z.enum(limiterNames),
    holder,
    /** The place it waits at, for one that may not have been granted: the queue's item is then removed too. */
    order: z.string().min(1).max(200).optional(),
  }),
  output: z.null(),
};
