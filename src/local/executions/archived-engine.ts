/** The engine as the Step Functions API sees it, with the executions of earlier processes in it: they are described and listed, and
 * their names stay taken. */
import type { EngineExecution, EnginePort, StartRequest } from '../../engine/api/engine-port.ts';
import { EngineError } from '../../engine/engine-error.ts';
import type { ExecutionArchive } from './archive.ts';
import type { ExecutionRecorder } from './recorder.ts';

/** Milliseconds after which the name of a closed execution is free again: 90 days (Step Functions service quotas). */
const nameRetentionMs = 90 * 86_400_000;

/** Wraps `engine`. `now` is virtual; `bringBack` puts an execution of the archive into the engine's memory, so that it can be redriven. */
export function withArchive(
  engine: EnginePort,
  archive: ExecutionArchive,
  recorder: ExecutionRecorder,
  now: () => number,
  bringBack: (executionArn: string) => Promise<void>,
): EnginePort {
  const delegate: EnginePort = Object.create(engine) as EnginePort;
  return Object.assign(delegate, {
    start(request: StartRequest): EngineExecution {
      refuseTakenName(request, archive, now());
      const execution = engine.start(request);
      recorder.definition(execution, request.definition);
      return execution;
    },
    ended: (executionArn: string) => {
      const past = archive.get(executionArn);
      return past ? Promise.resolve(past) : engine.ended(executionArn);
    },
    async redrive(executionArn: string) {
      if (engine.execution(executionArn) === undefined) await bringBack(executionArn);
      return engine.redrive(executionArn);
    },
    mapRun: (mapRunArn: string) => engine.mapRun(mapRunArn) ?? archive.mapRun(mapRunArn),
    mapRuns: (executionArn: string) =>
      engine.execution(executionArn) ? engine.mapRuns(executionArn) : archive.mapRuns(executionArn),
    execution: (executionArn: string) => engine.execution(executionArn) ?? archive.get(executionArn),
    *executions(): Iterable<EngineExecution> {
      yield* archive.values();
      yield* engine.executions();
    },
  });
}

function refuseTakenName({ stateMachineArn, name }: StartRequest, archive: ExecutionArchive, now: number): void {
  if (name === undefined) return;
  const arn = `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;
  const past = archive.get(arn);
  if (past && now - (past.stopDate ?? past.startDate) < nameRetentionMs) {
    throw new EngineError('ExecutionAlreadyExists', `Execution Already Exists: '${arn}'`);
  }
}
