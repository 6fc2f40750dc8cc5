import { task } from '../shared/task.ts';
import { releaseSlot } from './contract.ts';
import { release } from './queue.ts';

/** Gives a slot back, or the place in the queue, and wakes the next. Nothing held is no error. */
export const handler = task(releaseSlot, async ({ limiter, holder, order }) => {
  await release(limiter, holder, order);
  return null;
});
