/** What the histories of finding-remediation say: billed transitions, and how fast updates flow while any wait. */
import type { LocalOwner } from '../src/local/index.ts';
import type { ExecutionEvent } from '../src/local/local.ts';
import { itemsOf, tables } from '../src/sandbox/dynamodb/rows.ts';

/** Updates of one batch: from the start of its map to the first call of its last group, some of them wait. */
interface Waiting {
  from: number;
  until: number;
}

export class Flow {
  private billed = 0;
  /** Executions, the maps' children among them. */
  executions = 0;
  running = 0;
  private readonly stateOf = new Map<string, string>();
  private readonly groupOf = new Map<string, string>();
  private readonly firstCallMade = new Set<string>();
  private readonly waiting = new Map<string, Waiting>();
  /** Virtual milliseconds of each call of BatchUpdateFindings. */
  private readonly calls: number[] = [];

  /** Told of every event of every execution. */
  readonly record = ({ executionArn, event, stateMachineName }: ExecutionEvent): void => {
    if (!stateMachineName.includes('finding-remediation')) return;
    const { type, timestamp } = event;
    const entered = event.stateEnteredEventDetails?.name;
    if (entered !== undefined) {
      this.billed += 1;
      this.stateOf.set(executionArn, entered);
      if (type === 'TaskStateEntered') this.billed -= 1;
    }
    if (type === 'TaskScheduled') this.scheduled(executionArn, timestamp);
    else if (type === 'ExecutionStarted') this.started(executionArn, event.executionStartedEventDetails?.input ?? '');
    else if (type === 'MapRunStarted' && this.stateOf.get(executionArn) === 'Update Findings') {
      this.waiting.set(batchOf(executionArn), { from: timestamp, until: timestamp });
    } else if (/^Execution(Succeeded|Failed|Aborted|TimedOut)$/.test(type)) {
      this.running -= 1;
      for (const known of [this.stateOf, this.groupOf]) known.delete(executionArn);
      this.firstCallMade.delete(executionArn);
    }
  };

  /** A child is an item of its map as well, and counted as one. */
  private started(executionArn: string, input: string): void {
    this.executions += 1;
    this.running += 1;
    const group = /"key":"batches\/([^/"]+)\/updates\//.exec(input)?.[1];
    if (group !== undefined) this.groupOf.set(executionArn, group);
    if (!executionArn.includes(':express:') && /:execution:[^:]+\/[^:]+:/.test(executionArn)) this.billed += 1;
  }

  /** Follows the ledger: a group of updates says there when its call goes out. */
  watchCalls({ sandbox: { store } }: LocalOwner): void {
    const ledger = [...tables(store).values()].find(({ name }) => name.includes('security'))!;
    itemsOf(store, ledger).onChange((_key, row) => {
      const { pk, state, sentAt } = (row ?? {}) as Record<string, { S?: string; N?: string } | undefined>;
      if (pk?.S?.startsWith('UPDATES#') && state?.S === 'SENDING') this.calls.push(Number(sentAt?.N));
    });
  }

  /** A task's first attempt comes with its state, each other is a retry; both are billed. */
  private scheduled(executionArn: string, at: number): void {
    this.billed += 1;
    if (this.stateOf.get(executionArn) !== 'Send Updates') return;
    if (this.firstCallMade.has(executionArn)) return;
    this.firstCallMade.add(executionArn);
    const waiting = this.waiting.get(this.groupOf.get(executionArn) ?? '');
    if (waiting) waiting.until = Math.max(waiting.until, at);
  }

  get transitions(): number {
    return this.billed;
  }

  /** Calls, and how many a second while any update waited. */
  updates(): { calls: number; seconds: number; perSecond: number } {
    const spans = [...this.waiting.values()].sort((one, other) => one.from - other.from);
    const joined: Waiting[] = [];
    for (const { from, until } of spans) {
      const last = joined.at(-1);
      if (last && from <= last.until) last.until = Math.max(last.until, until);
      else joined.push({ from, until });
    }
    const seconds = joined.reduce((sum, { from, until }) => sum + (until - from) / 1000, 0);
    const within = this.calls.filter((at) => joined.some(({ from, until }) => from <= at && at <= until)).length;
    return { calls: this.calls.length, seconds, perSecond: seconds === 0 ? 0 : within / seconds };
  }
}

/** The batch of an execution: its name, without what a restart adds. */
const batchOf = (executionArn: string): string =>
  executionArn
    .split(':')
    .at(-1)!
    .replace(/-again-\d+$/, '');
