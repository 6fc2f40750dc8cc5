/**
 * How long Control Tower's operations take when the organization file does not say. AWS publishes upper bounds only (an account up to 30
 * minutes, an OU's registration some minutes per account); the medians are ours.
 */
import { sample } from '../core/random.ts';
import type { CallContext, Duration } from '../core/service.ts';

const minute = 60_000;

const defaults = {
  /** From the launch to the enrolled account. */
  'controltower/create-account': { median: 18 * minute, minimum: 7 * minute, maximum: 60 * minute },
  'controltower/update-account': { median: 10 * minute, minimum: 4 * minute, maximum: 60 * minute },
  'controltower/unmanage-account': { median: 6 * minute, minimum: 2 * minute, maximum: 30 * minute },
  /** From the launch to the account in the organization, or to the refusal of a bad request: failures come early. */
  'controltower/check-account': { median: 1.5 * minute, minimum: 0.5 * minute, maximum: 4 * minute },
  /** From the acceptance of a launch to Control Tower's first look at it. */
  'controltower/begin-account': { median: 4_000, minimum: 1_000, maximum: 15_000 },
  /** Registration or reset of an OU. */
  'controltower/baseline': { median: 12 * minute, minimum: 5 * minute, maximum: 60 * minute },
  'controltower/control': { median: 2 * minute, minimum: 0.5 * minute, maximum: 15 * minute },
} as const satisfies Readonly<Record<string, Duration>>;

/** A seeded duration in milliseconds. */
export function controlTowerDuration(context: CallContext, name: keyof typeof defaults): number {
  return sample(context.settings.durations[name] ?? defaults[name], () => context.random());
}
