import type { ExecutionStatus } from '../api/engine-port.ts';
import type { Flow } from '../definition/state.ts';
import type { Json } from '../json.ts';
import type { Limits } from '../limits.ts';
import type { CallService, Clock, ObjectStore } from '../ports.ts';
import type { Branch } from './branch.ts';
import type { Execution } from './execution.ts';
import type { MaybePromise } from './maybe-promise.ts';
import type { ReadyQueue } from './ready-queue.ts';
import type { TaskTokens } from './task-tokens.ts';
import type { Activities } from './activities.ts';
import type { EndedExecution } from '../durable/ended-execution.ts';
import type { Input } from '../durable/recorded-input.ts';
import type { MapRun } from '../map-run/map-run.ts';

/** What a running execution needs of the engine around it. */
export interface Runtime {
  readonly clock: Clock;
  readonly random: () => number;
  readonly uuid: () => string;
  readonly account: string;
  readonly region: string;
  readonly limits: Limits;
  readonly callService: CallService;
  readonly objects: ObjectStore | undefined;
  readonly queue: Pick<ReadyQueue, 'add'>;
  readonly tokens: Pick<TaskTokens, 'add' | 'expire'>;
  readonly activities: Pick<Activities, 'has' | 'schedule'>;
  /** Runs a branch from its current state until it blocks or ends. */
  readonly run: (branch: Branch) => MaybePromise<void>;
  /** Starts a child execution of a Map Run; `closed` is told when it has ended. */
  readonly startChild: (child: ChildExecution) => EndedExecution;
  /** Whether a closed child execution of a Map Run can be redriven: not an Express one, nor one whose history is full or whose time is over. */
  readonly canRedriveChild: (childArn: string) => boolean;
  /** Those of them that can be redriven: what a Map Run's redrive begins with. */
  readonly redrivableChildren: (childArns: readonly string[]) => readonly string[];
  readonly redriveChild: (childArn: string) => void;
  /** A closed child waits for its redrive (PENDING_REDRIVE), or no longer. */
  readonly markChild: (childArn: string, status: ExecutionStatus) => void;
  readonly registerMapRun: (mapRun: MapRun) => void;
  /** Calls `listener` once when the execution ends; false when it is not one of this engine's. */
  readonly whenEnded: (executionArn: string, listener: (execution: EndedExecution) => void) => boolean;
  /** StopExecution; nothing for an execution that has ended. */
  readonly stopExecution: (executionArn: string, error: string | undefined, cause: string | undefined) => void;
  /** Ends an execution whose time limit is over. */
  readonly timeOut: (execution: Execution) => void;
  /** Keeps an input of the execution that comes through no port; absent where executions do not outlive the process. */
  readonly received?: (input: Input) => void;
  /** True while the execution is brought back from its inputs: nothing of it happens then, it has. */
  readonly replaying?: boolean;
}

export interface ChildExecution {
  readonly name: string;
  readonly stateMachineArn: string;
  readonly mapRunArn: string;
  readonly itemCount: number;
  readonly parent: Execution;
  readonly flow: Flow;
  readonly type: 'STANDARD' | 'EXPRESS';
  readonly input: Json;
  readonly closed: (execution: EndedExecution) => void;
}
