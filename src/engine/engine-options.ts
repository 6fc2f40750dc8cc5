import type { DurablePorts } from './durable/durable-ports.ts';
import type { Runtime } from './execution/runtime.ts';
import type { Limits } from './limits.ts';
import type { CallService, Clock, ObjectStore } from './ports.ts';

export interface EngineOptions {
  readonly clock: Clock;
  readonly callService: CallService;
  readonly objects?: ObjectStore | undefined;
  readonly limits?: Partial<Limits>;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  readonly uuid: () => string;
  readonly account: string;
  readonly region: string;
  /** Randomness of one execution; without it all draw from `random` and `uuid`. */
  readonly streams?: ((executionArn: string, startDate: number) => Pick<Runtime, 'random' | 'uuid'>) | undefined;
  /** Where executions are kept that outlive the process; needs `streams`. */
  readonly durable?: DurablePorts | undefined;
}
