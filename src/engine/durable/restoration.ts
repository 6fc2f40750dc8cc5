import type { ExecutionStatus } from '../api/engine-port.ts';
import type { StateMachineDefinition } from '../definition/state.ts';
import type { Execution, ExecutionIdentity } from '../execution/execution.ts';
import type { RunningExecution, StartedExecution } from '../execution/running-execution.ts';
import type { ChildExecution } from '../execution/runtime.ts';
import { parsedText } from '../json-text.ts';
import type { DurablePorts, SavedExecution, SavedInputs } from './durable-ports.ts';
import type { DurableRuntime, ReplayedChild } from './durable-runtime.ts';
import { ReplayError, type RecordedInput } from './recorded-input.ts';

/** What an execution is started with; the engine adds who is told of it. */
export type Start = Pick<StartedExecution, 'identity' | 'flow' | 'timeoutSeconds' | 'input' | 'inputValue'> & {
  readonly closed?: ChildExecution['closed'] | undefined;
};

/** The engine's inside as far as bringing executions back needs it. */
export interface EngineInside {
  compile(definition: string): StateMachineDefinition;
  /** Makes an execution that started at `replayFrom` and knows nothing yet. */
  make(start: Start, replayFrom: number): { running: RunningExecution; runtime: DurableRuntime };
  /** The execution is no longer there. */
  drop(executionArn: string): void;
  redriveAgain(executionArn: string): void;
  childStart(child: ChildExecution): Start;
  startChild(child: ChildExecution): void;
  markChild(childArn: string, status: ExecutionStatus): void;
  /** Tells who listens that it runs. */
  runs(execution: Execution): void;
}

/** Brings executions of an earlier process back, from their inputs, and lets all of them go on at once. */
export class Restoration {
  private waiting: { readonly execution: Execution; readonly runtime: DurableRuntime }[] = [];
  private steps: (() => void)[] = [];

  constructor(
    private readonly engine: EngineInside,
    private readonly ports: DurablePorts,
  ) {}

  /** @throws ReplayError, DefinitionError */
  async restore(saved: SavedExecution): Promise<Execution> {
    const { arn, name, stateMachineArn, stateMachineVersionArn, stateMachineAliasArn, roleArn, type, input } = saved;
    const flow = this.engine.compile(saved.definition);
    const inputValue = parsedText(input);
    const identity: ExecutionIdentity = {
      ...{ arn, name, stateMachineArn, stateMachineName: stateMachineArn.split(':').at(-1)! },
      ...{ stateMachineVersionArn, stateMachineAliasArn, roleArn, type },
    };
    return this.replay({ identity, flow, timeoutSeconds: flow.timeoutSeconds, input, inputValue }, saved);
  }

  /** Everything that was restored since the last call goes on: its timers in one order, then what happened meanwhile. */
  goOn(): void {
    const { waiting, steps, ports } = this;
    this.waiting = [];
    this.steps = [];
    for (const { execution } of waiting) if (execution.status === 'RUNNING') this.engine.runs(execution);
    const world = {
      waits: ports.waits.bind(ports),
      ended: (arn: string) => ports.saved(arn)?.ended,
    };
    const timers = waiting.flatMap(({ runtime }) => runtime.goOn(world));
    for (const { arm } of timers.sort((one, other) => one.at - other.at || one.setAt - other.setAt)) arm();
    for (const step of steps) step();
  }

  private async replay(start: Start, { startDate, inputs }: SavedInputs): Promise<Execution> {
    const { running, runtime } = this.engine.make(start, startDate);
    const { execution } = running;
    try {
      await runtime.timeline.replay(
        inputs,
        () => running.begin(),
        (input) => this.deliver(input, running, runtime),
      );
      this.ports.restored(execution);
    } catch (error) {
      this.engine.drop(execution.arn);
      throw error;
    }
    this.waiting.push({ execution, runtime });
    for (const child of runtime.replayedChildren()) await this.restoreChild(child);
    runtime.forgetReplay();
    return execution;
  }

  private deliver(input: RecordedInput, running: RunningExecution, runtime: DurableRuntime): void {
    if (input.kind === 'stop') running.stop(input.error, input.cause);
    else if (input.kind === 'redrive') this.engine.redriveAgain(running.execution.arn);
    else runtime.deliver(input);
  }

  /** A child that its parent takes for running, or may redrive. */
  private async restoreChild({ child, absent }: ReplayedChild): Promise<void> {
    if (absent.status === 'SUCCEEDED') return;
    const saved = this.ports.saved(absent.arn);
    const runs = absent.status === 'RUNNING';
    const ended = saved?.ended;
    if (saved === undefined) {
      // Its parent meant to start it when the process ended.
      if (runs) this.steps.push(() => this.engine.startChild(child));
      return;
    }
    if (runs && ended) this.steps.push(() => child.closed(ended));
    if (ended?.status === 'SUCCEEDED' || child.type === 'EXPRESS') return;
    try {
      const execution = await this.replay(this.engine.childStart(child), saved);
      if (absent.status === 'PENDING_REDRIVE') this.engine.markChild(absent.arn, absent.status);
      if (runs && !ended && execution.status !== 'RUNNING') this.steps.push(() => child.closed(execution));
    } catch (error) {
      if (!(error instanceof ReplayError)) throw error;
      if (ended) return;
      const lost = this.ports.lost(absent.arn, error.message);
      if (runs) this.steps.push(() => child.closed(lost));
    }
  }
}
