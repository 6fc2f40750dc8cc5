import { task } from '../shared/task.ts';
import { acquireSlot } from './contract.ts';
import { enqueue } from './queue.ts';

/** Queues the task's token; the task ends when the slot is granted. */
export const handler = task(acquireSlot, async (waiter) => {
  await enqueue(waiter);
  return null;
});
