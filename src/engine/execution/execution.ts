import type { EngineExecution, ExecutionStatus } from '../api/engine-port.ts';
import type { JsonObject } from '../expressions/index.ts';
import type { HistoryEvent, HistoryEventType } from '../history/history-event.ts';
import { RecordedHistory, type RecordedDetails } from '../history/recorded-history.ts';
import { jsonText } from '../json-text.ts';
import type { Json } from '../json.ts';
import { isoTime } from './iso-time.ts';

export interface ExecutionIdentity {
  readonly arn: string;
  readonly name: string;
  readonly stateMachineArn: string;
  readonly stateMachineName: string;
  readonly stateMachineVersionArn?: string | undefined;
  readonly stateMachineAliasArn?: string | undefined;
  readonly mapRunArn?: string | undefined;
  readonly itemCount?: number | undefined;
  readonly roleArn: string;
  readonly type: 'STANDARD' | 'EXPRESS';
}

/** One execution: who it is, how it stands, and everything that happened. Input and output are kept as JSON text, as they came. */
export class Execution implements EngineExecution {
  readonly arn: string;
  readonly name: string;
  readonly stateMachineArn: string;
  readonly stateMachineVersionArn: string | undefined;
  readonly stateMachineAliasArn: string | undefined;
  readonly mapRunArn: string | undefined;
  readonly itemCount: number | undefined;
  readonly roleArn: string;
  readonly type: 'STANDARD' | 'EXPRESS';
  readonly context: JsonObject;
  status: ExecutionStatus = 'RUNNING';
  outputValue: Json | undefined;
  error: string | undefined;
  cause: string | undefined;
  stopDate: number | undefined;
  redriveCount = 0;
  /** When AWS ends it at the latest, in milliseconds since the epoch. */
  deadline = Infinity;
  redriveDate: number | undefined;
  private readonly events = new RecordedHistory();

  constructor(
    identity: ExecutionIdentity,
    readonly input: string,
    readonly inputValue: Json,
    readonly startDate: number,
    private readonly now: () => number,
    private readonly recorded: ((execution: Execution, eventId: number) => void) | undefined,
    private readonly maxEvents: number,
    /** Called when the history is full. It ends the execution once; later calls do nothing. */
    private readonly overflow: () => void,
  ) {
    this.arn = identity.arn;
    this.name = identity.name;
    this.stateMachineArn = identity.stateMachineArn;
    this.stateMachineVersionArn = identity.stateMachineVersionArn;
    this.stateMachineAliasArn = identity.stateMachineAliasArn;
    this.mapRunArn = identity.mapRunArn;
    this.itemCount = identity.itemCount;
    this.roleArn = identity.roleArn;
    this.type = identity.type;
    this.context = {
      Execution: {
        Id: identity.arn,
        Input: inputValue,
        StartTime: isoTime(startDate),
        Name: identity.name,
        RoleArn: identity.roleArn,
        // Express executions cannot be redriven.
        ...(identity.type === 'EXPRESS' ? {} : { RedriveCount: 0 }),
      },
      StateMachine: { Id: identity.stateMachineArn, Name: identity.stateMachineName },
    };
  }

  /** Runs again: how it ended counts no more. */
  redriven(now: number): void {
    this.status = 'RUNNING';
    this.error = undefined;
    this.cause = undefined;
    this.stopDate = undefined;
    this.redriveCount += 1;
    this.redriveDate = now;
    this.context.Execution = {
      ...(this.context.Execution as JsonObject),
      RedriveCount: this.redriveCount,
      RedriveTime: isoTime(now),
    };
  }

  get output(): string | undefined {
    return this.outputValue === undefined ? undefined : jsonText(this.outputValue);
  }

  /** Every event so far, as GetExecutionHistory gives them. Texts are written at each call. */
  get history(): HistoryEvent[] {
    return this.events.events();
  }

  get eventCount(): number {
    return this.events.length;
  }

  /**
   * Appends an event and returns its id: ids are given in the order of appending, from 1. The last place is kept for the event that ends
   * the execution: whatever would take it ends the execution instead, and is not recorded. Nor is what comes after the end.
   */
  record(previousEventId: number, type: HistoryEventType, details?: RecordedDetails): number {
    if (this.isFull(type)) return this.events.length;
    const id = this.events.append(previousEventId, this.now(), type, details);
    this.recorded?.(this, id);
    return id;
  }

  /** The same for a StateEntered, StateExited or MapIteration event that tells only `name` and `value`. */
  recordNamed(previousEventId: number, type: HistoryEventType, name: string, value: Json): number {
    if (this.isFull(type)) return this.events.length;
    const id = this.events.appendNamed(previousEventId, this.now(), type, name, value);
    this.recorded?.(this, id);
    return id;
  }

  /** The event `id` as GetExecutionHistory gives it. */
  event(id: number): HistoryEvent {
    return this.events.event(id);
  }

  private isFull(type: HistoryEventType): boolean {
    if (this.status !== 'RUNNING') return true;
    if (this.events.length < this.maxEvents - 1 || endings.has(type)) return false;
    this.overflow();
    return true;
  }
}

const endings: ReadonlySet<HistoryEventType> = new Set<HistoryEventType>([
  'ExecutionSucceeded',
  'ExecutionFailed',
  'ExecutionTimedOut',
  'ExecutionAborted',
]);
