import { UsageError } from './errors.ts';

/** Children fetched where no number is given: enough for most batches, few enough calls for the API's limits. */
export const childrenByDefault = 200;

/** @throws UsageError */
export function childrenLimit(text: string): number {
  if (!/^\d{1,5}$/.test(text) || Number(text) === 0)
    throw new UsageError(`--children takes a number from 1 to 99999, not "${text}"`);
  return Number(text);
}
