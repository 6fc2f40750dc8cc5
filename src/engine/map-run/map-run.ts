import type { EngineMapRun } from '../api/engine-port.ts';
import type { JsonObject } from '../expressions/index.ts';

/** What children and items are counted by. */
type Count = 'pending' | 'running' | 'succeeded' | 'failed' | 'timedOut' | 'aborted' | 'resultsWritten';

/** One run of a Distributed Map. https://docs.aws.amazon.com/step-functions/latest/dg/concepts-examine-map-run.html */
export class MapRun implements EngineMapRun {
  status: 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'ABORTED' = 'RUNNING';
  stopDate: number | undefined;
  redriveCount = 0;
  maxConcurrency: number;
  toleratedFailurePercentage: number;
  toleratedFailureCount: number;
  private readonly executions = { pending: 0, running: 0, succeeded: 0, failed: 0, timedOut: 0, aborted: 0, resultsWritten: 0 };
  private readonly items = { pending: 0, running: 0, succeeded: 0, failed: 0, timedOut: 0, aborted: 0, resultsWritten: 0 };

  constructor(
    readonly mapRunArn: string,
    readonly executionArn: string,
    /** `<state machine>/<label>`: what its children are executions of. */
    readonly stateMachineArn: string,
    readonly startDate: number,
    settings: { maxConcurrency: number; toleratedFailurePercentage: number; toleratedFailureCount: number },
  ) {
    this.maxConcurrency = settings.maxConcurrency;
    this.toleratedFailurePercentage = settings.toleratedFailurePercentage;
    this.toleratedFailureCount = settings.toleratedFailureCount;
  }

  /** Moves a child of `items` items from one count to another; `from` is undefined for a new one. */
  count(items: number, from: Count | undefined, to: Count): void {
    if (from !== undefined) {
      this.executions[from] -= 1;
      this.items[from] -= items;
    }
    this.executions[to] += 1;
    this.items[to] += items;
  }

  get executionCounts(): JsonObject {
    return withTotal(this.executions);
  }

  get itemCounts(): JsonObject {
    return withTotal(this.items);
  }

  /** The outputs of all children are where the Map state's output says. */
  resultsAreWritten(): void {
    this.executions.resultsWritten = this.executions.succeeded;
    this.items.resultsWritten = this.items.succeeded;
  }

  /** Items that did not succeed. */
  get failedItems(): number {
    return this.items.failed + this.items.timedOut + this.items.aborted;
  }
}

function withTotal(counts: Readonly<Record<Count, number>>): JsonObject {
  const { resultsWritten, ...rest } = counts;
  const total = Object.values(rest).reduce((sum, count) => sum + count, 0);
  return { ...rest, total, resultsWritten, failuresNotRedrivable: 0, pendingRedrive: 0 };
}
