/** What Parallel and inline Map states have in common: inner branches, and the events when one fails and the others are called off. */
import type { Json } from '../json.ts';
import type { HistoryEventType } from '../history/history-event.ts';
import type { Branch, BranchOwner } from './branch.ts';
import { fail, succeed } from './leave.ts';
import { chain } from './maybe-promise.ts';

/** State types that have an Aborted event. */
const abortable: ReadonlySet<string> = new Set(['Map', 'Parallel', 'Task', 'Wait']);

export abstract class FanOut implements BranchOwner {
  protected readonly live = new Set<Branch>();
  private closed = false;

  constructor(
    protected readonly branch: Branch,
    protected readonly results: Json[],
  ) {
    branch.cancel = (abortedBy) => this.abort(abortedBy);
  }

  abstract branchSucceeded(inner: Branch, output: Json): void;
  abstract branchFailed(inner: Branch, error: string | undefined, cause: string | undefined): void;

  protected start(inner: Branch): void {
    this.live.add(inner);
    const { queue, run } = this.branch.runtime;
    queue.add(() => run(inner));
  }

  /** All inner branches are done: the owner goes on. `previousEventId` is what its next event follows. */
  protected complete(type: HistoryEventType, previousEventId: number): void {
    if (this.closed) return;
    this.closed = true;
    const { branch } = this;
    branch.cancel = undefined;
    branch.lastEventId = previousEventId;
    branch.record(type);
    branch.exitPreviousEventId = previousEventId;
    const { queue, run } = branch.runtime;
    queue.add(() => chain(succeed(branch, this.results, true), (on) => (on ? run(branch) : undefined)));
  }

  /** An inner branch failed and nothing tolerates it: the others are called off and the owner fails with its error. */
  protected failWith(inner: Branch, error: string | undefined, cause: string | undefined): void {
    if (this.closed) return;
    this.closed = true;
    const { branch } = this;
    branch.cancel = undefined;
    const failedAt = inner.lastEventId;
    this.recordStateAborted(inner, failedAt);
    const unfinished = [...this.live];
    this.live.delete(inner);
    this.abort(failedAt);
    this.keepForRedrive(unfinished);
    branch.lastEventId = failedAt;
    const { queue, run } = branch.runtime;
    queue.add(() => chain(fail(branch, error, cause, { stateFailed: true }), (on) => (on ? run(branch) : undefined)));
  }

  executionFailed(inner: Branch, error: string, cause: string): void {
    if (this.closed) return;
    const { branch } = this;
    branch.cancel = undefined;
    const unfinished = [...this.live];
    this.live.delete(inner);
    this.abort(undefined);
    this.keepForRedrive(unfinished);
    branch.lastEventId = inner.lastEventId;
    branch.ended = true;
    branch.owner.executionFailed(branch, error, cause);
  }

  /** Calls off every live inner branch, with their Aborted events when `abortedBy` tells what they follow. */
  protected abort(abortedBy: number | undefined): void {
    this.closed = true;
    this.keepForRedrive([...this.live]);
    for (const inner of this.live) {
      inner.ended = true;
      if (abortedBy !== undefined) this.recordBranchAborted(inner, abortedBy);
      inner.cancel?.(abortedBy);
      inner.cancel = undefined;
      if (abortedBy !== undefined) this.recordStateAborted(inner, abortedBy);
    }
    this.live.clear();
  }

  /** Redriving the execution runs these again; what succeeded keeps its result. */
  private keepForRedrive(unfinished: readonly Branch[]): void {
    this.branch.resume = (redrivenEventId) => {
      this.closed = false;
      this.branch.resume = undefined;
      this.branch.cancel = (abortedBy) => this.abort(abortedBy);
      this.resumed(unfinished.length);
      for (const inner of unfinished) {
        this.live.add(inner);
        inner.redrive(redrivenEventId);
      }
    };
  }

  /** `count` inner branches run again. */
  protected resumed(_count: number): void {}

  /** The event of an iteration that is called off; Parallel's branches have none. */
  protected recordBranchAborted(_inner: Branch, _abortedBy: number): void {}

  private recordStateAborted(inner: Branch, abortedBy: number): void {
    if (abortable.has(inner.state.type)) inner.execution.record(abortedBy, `${inner.state.type}StateAborted` as HistoryEventType);
  }
}
