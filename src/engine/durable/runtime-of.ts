import type { EngineOptions } from '../engine-options.ts';
import type { Runtime } from '../execution/runtime.ts';
import { DurableRuntime } from './durable-runtime.ts';

/**
 * What one execution sees of the engine: its own randomness where there are streams, and its inputs kept where executions are durable.
 * `replayFrom`: when the execution that is to be brought back started.
 */
export function runtimeOf(
  engine: Runtime,
  { durable, streams }: EngineOptions,
  arn: string,
  isRunning: () => boolean,
  replayFrom: number | undefined,
): Runtime {
  if (streams === undefined) return engine;
  const own = streams(arn, replayFrom ?? engine.clock.now());
  if (durable === undefined) return { ...engine, ...own };
  return new DurableRuntime(
    engine,
    own,
    (input) => {
      if (input.kind === 'redrive' || isRunning()) durable.record(arn, input);
    },
    replayFrom,
  );
}
