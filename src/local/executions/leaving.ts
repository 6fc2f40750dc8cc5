import type { EngineExecution } from '../../engine/api/engine-port.ts';
import type { ExecutionArchive } from './archive.ts';
import type { ExecutionRecording } from './execution-recording.ts';

/** Milliseconds of virtual time after which whoever waits for an execution has been told of its end. */
const waitMs = 600_000;

/** An engine that can let executions leave its memory. */
interface Forgetful {
  forget(executionArn: string): boolean;
  mapRuns(executionArn: string): Iterable<{ readonly mapRunArn: string }>;
}

/**
 * Lets executions that have ended leave memory some time after: they are read from their folders from then on, and one that is redriven
 * is brought back from there. A batch of thousands does not fit otherwise. Children of a Map Run that failed go with their parent, which
 * may redrive them.
 */
export class Leaving {
  private readonly waiting: EngineExecution[] = [];
  /** ARNs of failed children, by Map Run. */
  private readonly failedChildren = new Map<string, string[]>();

  /** `now` is virtual. */
  constructor(
    private readonly archive: ExecutionArchive,
    private readonly recording: ExecutionRecording,
    private readonly engineOf: (executionArn: string) => Forgetful,
    private readonly now: () => number,
  ) {}

  closed(execution: EngineExecution): void {
    const { arn, status, mapRunArn } = execution;
    if (mapRunArn === undefined || status === 'SUCCEEDED') this.waiting.push(execution);
    else {
      const failed = this.failedChildren.get(mapRunArn) ?? [];
      failed.push(arn);
      this.failedChildren.set(mapRunArn, failed);
    }
    while (this.waiting[0] !== undefined && (this.waiting[0].stopDate ?? 0) < this.now() - waitMs) {
      const { arn: left } = this.waiting.shift()!;
      const mapRuns = [...this.engineOf(left).mapRuns(left)];
      if (!this.leave(left)) continue;
      for (const run of mapRuns) {
        for (const child of this.failedChildren.get(run.mapRunArn) ?? []) this.leave(child);
        this.failedChildren.delete(run.mapRunArn);
      }
    }
  }

  private leave(arn: string): boolean {
    const folder = this.recording.folderOf(arn);
    if (folder === undefined || !this.engineOf(arn).forget(arn)) return false;
    this.archive.add(folder);
    return true;
  }
}
