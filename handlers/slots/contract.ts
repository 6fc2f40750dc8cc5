import * as z from 'zod';
import { findLimiter } from './limiter.ts';

/** Who asks: an operation, not an execution, e.g. `account-vending/payments-dev`. */
export const holder = z.string().min(1).max(200);

/** `control-tower`, `ou/<ou-id>`, `organizations-writes` or `identity-center-writes`. */
export const limiterName = z.string().refine((name) => findLimiter(name) !== undefined, 'there is no limiter of this name');

export const acquireSlot = {
  input: z.object({
    limiter: limiterName,
    holder,
    /** Place in the queue: sorts as text, the same on each try. */
    order: z.string().min(1).max(200),
    /** The execution that waits: when it has ended without giving the slot back, the janitor does. */
    executionArn: z.string().startsWith('arn:').max(2048),
    /** Wait until nobody holds a slot and no operation runs, and let nobody in meanwhile: what Control Tower does alone (an OU's baseline). */
    exclusive: z.boolean().default(false),
    taskToken: z.string().min(1),
  }),
  output: z.null(),
};

export const releaseSlot = {
  input: z.object({
    limiter: limiterName,
    holder,
    /** The place it waits at, for one that may not have been granted: the queue's item is then removed too. */
    order: z.string().min(1).max(200).optional(),
  }),
  output: z.null(),
};

/** Started by a schedule, by a Control Tower event, or by the event of an execution that ended badly. */
export const reconcileSlots = {
  input: z.looseObject({
    'detail-type': z.string().optional(),
    detail: z.looseObject({ executionArn: z.string().optional() }).optional(),
  }),
  output: z.object({
    /** `<limiter> <holder>` of each slot that was given back. */
    released: z.array(z.string()),
    /** The same of each slot that is kept longer than its lease, because its operation still runs. */
    stuck: z.array(z.string()),
  }),
};
