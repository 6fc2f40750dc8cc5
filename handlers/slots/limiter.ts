import { environment } from '../shared/runtime.ts';

/** A limiter as data. Each is shared by every workflow of the organization. */
export interface Limiter {
  /** What its name looks like; one whose name ends in `/<id>` is a limiter for each id. */
  readonly name: RegExp;
  /** How many may hold a slot at a time. */
  readonly capacity: () => number;
  /** `control-tower`: operations that nobody of ours began take slots too, and Control Tower is asked for them. */
  readonly foreign: 'control-tower' | 'none';
  /**
   * Minutes that a slot lasts without a confirmation. A holder that needs it longer confirms again before: that is its heartbeat. After it
   * the slot goes to the next, except while the operation that it was confirmed for still runs at Control Tower.
   */
  readonly leaseMinutes: number;
  /** Where the capacity comes from. */
  readonly source: string;
}

const limiters: readonly Limiter[] = [
  {
    name: /^control-tower$/,
    capacity: () => Number(environment('CONTROL_TOWER_SLOTS')),
    foreign: 'control-tower',
    leaseMinutes: 180,
    source:
      'five concurrent account operations per organization, at most ten by request: https://docs.aws.amazon.com/controltower/latest/userguide/limits.html',
  },
  {
    name: /^ou\/(r-[0-9a-z]{4,32}|ou-[0-9a-z]{4,32}-[0-9a-z]{8,32})$/,
    capacity: () => 1,
    foreign: 'none',
    leaseMinutes: 180,
    source:
      'one move or registration at a time on an organizational unit: https://docs.aws.amazon.com/controltower/latest/userguide/account-auto-enrollment.html',
  },
  {
    name: /^organizations-writes$/,
    capacity: () => 1,
    foreign: 'none',
    leaseMinutes: 15,
    source:
      'parallel writes raise ConcurrentModificationException: https://docs.aws.amazon.com/organizations/latest/APIReference/API_AttachPolicy.html',
  },
  {
    name: /^identity-center-writes$/,
    capacity: () => 1,
    foreign: 'none',
    leaseMinutes: 15,
    source:
      'parallel assignments raise ConflictException: https://docs.aws.amazon.com/singlesignon/latest/APIReference/API_CreateAccountAssignment.html',
  },
];

/** Limiters that are there whoever uses them; the others are known once somebody has queued. */
export const standingLimiters = ['control-tower', 'organizations-writes', 'identity-center-writes'] as const;

/** The limiter of that name, or undefined. */
export function findLimiter(name: string): Limiter | undefined {
  return limiters.find((limiter) => limiter.name.test(name));
}

/** The limiter of that name; one that is not there is a mistake of the program. */
export function limiterOf(name: string): Limiter {
  const limiter = findLimiter(name);
  if (!limiter) throw new Error(`there is no limiter ${name}: handlers/slots/limiter.ts lists them`);
  return limiter;
}
