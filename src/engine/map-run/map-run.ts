import type { EngineMapRun } from '../api/engine-port.ts';
import type { MapRunChange } from '../durable/recorded-input.ts';
import type { JsonObject } from '../expressions/index.ts';

/** What children and items are counted by. */
type Count = 'pending' | 'running' | 'succeeded' | 'failed' | 'timedOut' | 'aborted' | 'resultsWritten';

/** One run of a Distributed Map. https://docs.aws.amazon.com/step-functions/latest/dg/concepts-examine-map-run.html */
export class MapRun implements EngineMapRun {
  status: 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'ABORTED' = 'RUNNING';
  stopDate: number | undefined;
  redriveCount = 0;
  redriveDate: number | undefined;
  /** Counts the unsuccessful children that cannot be redriven, and their items; the Map Run's controller sets it. */
  notRedrivable: () => { readonly executions: number; readonly items: number } = () => ({ executions: 0, items: 0 });
  /** Children that did not succeed and wait for their redrive, and their items; they count as failed until then. */
  private readonly waiting = { executions: 0, items: 0 };
  maxConcurrency: number;
  toleratedFailurePercentage: number;
  toleratedFailureCount: number;
  /** Told before UpdateMapRun changes it. */
  onChange: ((change: MapRunChange) => void) | undefined;
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

  /** UpdateMapRun. */
  update(change: MapRunChange): void {
    this.onChange?.(change);
    this.maxConcurrency = change.maxConcurrency ?? this.maxConcurrency;
    this.toleratedFailureCount = change.toleratedFailureCount ?? this.toleratedFailureCount;
    this.toleratedFailurePercentage = change.toleratedFailurePercentage ?? this.toleratedFailurePercentage;
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

  /** Runs again. `children` and `items` of it did not succeed and are to be redriven. */
  redriven(now: number, children: number, items: number): void {
    this.status = 'RUNNING';
    this.stopDate = undefined;
    this.redriveCount += 1;
    this.redriveDate = now;
    this.waiting.executions = children;
    this.waiting.items = items;
  }

  /** The Map Run is over while `children` and `items` still waited. */
  redriveOver(): void {
    this.waiting.executions = 0;
    this.waiting.items = 0;
  }

  /** A child that ended as `from` runs again. */
  childRedriven(items: number, from: Count): void {
    this.waiting.executions -= 1;
    this.waiting.items -= items;
    this.count(items, from, 'running');
  }

  get executionCounts(): JsonObject {
    return withTotal(this.executions, this.notRedrivable().executions, this.waiting.executions);
  }

  get itemCounts(): JsonObject {
    return withTotal(this.items, this.notRedrivable().items, this.waiting.items);
  }

  /** The outputs of all children are where the Map state's output says. */
  resultsAreWritten(): void {
    this.executions.resultsWritten = this.executions.succeeded;
    this.items.resultsWritten = this.items.succeeded;
  }

  /** Items that did not succeed, and are not to be redriven. */
  get failedItems(): number {
    return this.items.failed + this.items.timedOut + this.items.aborted - this.waiting.items;
  }
}

function withTotal(counts: Readonly<Record<Count, number>>, failuresNotRedrivable: number, pendingRedrive: number): JsonObject {
  const { resultsWritten, ...rest } = counts;
  const total = Object.values(rest).reduce((sum, count) => sum + count, 0);
  return { ...rest, total, resultsWritten, failuresNotRedrivable, pendingRedrive };
}
