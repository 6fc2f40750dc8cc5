import type { EngineExecution } from '../../engine/api/engine-port.ts';
import type { ExecutionArchive } from './archive.ts';
import type { ExecutionRecording } from './execution-recording.ts';

/** Milliseconds of virtual time after which whoever waits for an execution has been told of its end. */
const waitMs = 600_000;

/** An engine that can let executions leave its memory. */
interface Forgetful {
  forget(executionArn: string): boolean;
}

/**
 * Lets executions that have succeeded leave memory some time after their end: they are read from their folders from then on. A batch of
 * thousands does not fit otherwise. Those that failed stay, so that they can be redriven.
 */
export class Leaving {
  private readonly waiting: EngineExecution[] = [];

  /** `now` is virtual. */
  constructor(
    private readonly archive: ExecutionArchive,
    private readonly recording: ExecutionRecording,
    private readonly engineOf: (executionArn: string) => Forgetful,
    private readonly now: () => number,
  ) {}

  closed(execution: EngineExecution): void {
    if (execution.status === 'SUCCEEDED') this.waiting.push(execution);
    while (this.waiting[0] !== undefined && this.waiting[0].stopDate! < this.now() - waitMs) {
      const { arn } = this.waiting.shift()!;
      const folder = this.recording.folderOf(arn);
      if (folder !== undefined && this.engineOf(arn).forget(arn)) this.archive.add(folder);
    }
  }
}
