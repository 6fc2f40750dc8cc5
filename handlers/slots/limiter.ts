import { environment } from '../shared/runtime.ts';

/** Names of the limiters. Each is shared by every workflow of the organization. */
export const limiterNames = ['control-tower'] as const;
export type LimiterName = (typeof limiterNames)[number];

/** How many may hold a slot of each limiter at a time, from the template's parameters. */
const capacities: Readonly<Record<LimiterName, () => number>> = {
  /* Control Tower: five concurrent account operations per organization, at most ten by request.
     https://docs.aws.amazon.com/controltower/latest/userguide/limits.html */
  'control-tower': () => Number(environment('CONTROL_TOWER_SLOTS')),
};

/** Slots of a limiter. */
export function capacity(limiter: LimiterName): number {
  return capacities[limiter]();
}
