import type { CallService } from '../../ports.ts';

/** What TestState needs from outside. */
export interface TestStateOptions {
  readonly arnPrefix: string;
  readonly callService: CallService;
  readonly now: () => number;
  readonly uuid: () => string;
  readonly random: () => number;
}
