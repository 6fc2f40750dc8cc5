/** Runs a definition on an engine of its own, in virtual time, with plain functions for services. */
import { VirtualClock } from '../../../src/engine/clock.ts';
import { Engine } from '../../../src/engine/engine.ts';
import type { Execution } from '../../../src/engine/execution/execution.ts';
import type { Json } from '../../../src/engine/json.ts';
import type { Limits } from '../../../src/engine/limits.ts';
import type { ObjectStore, ServiceCall, ServiceOutcome } from '../../../src/engine/ports.ts';

export const started = Date.parse('2026-11-23T12:00:00Z');
export const machineArn = 'arn:aws:states:eu-west-1:111122223333:stateMachine:machine';

export type Service = (call: ServiceCall) => ServiceOutcome | Promise<ServiceOutcome>;

export interface Harness {
  readonly engine: Engine;
  readonly clock: VirtualClock;
  readonly calls: ServiceCall[];
  start(definition: object, input?: Json, options?: { name?: string; type?: 'STANDARD' | 'EXPRESS' }): Execution;
  /** Lets virtual time pass until nothing happens any more, or the execution has ended. */
  finish(execution: Execution): Promise<Execution>;
}

export function harness(options: { service?: Service; objects?: ObjectStore; limits?: Partial<Limits> } = {}): Harness {
  const { service = () => ({ ok: true, output: {} }), objects, limits } = options;
  const clock = new VirtualClock(started);
  const calls: ServiceCall[] = [];
  let ids = 0;
  const engine = new Engine({
    clock,
    callService: async (call) => {
      calls.push(call);
      return service(call);
    },
    objects,
    ...(limits && { limits }),
    random: () => 0.5,
    uuid: () => `00000000-0000-4000-8000-${String((ids += 1)).padStart(12, '0')}`,
    account: '111122223333',
    region: 'eu-west-1',
  });
  return {
    engine,
    clock,
    calls,
    start: (definition, input = {}, { name = 'run', type = 'STANDARD' } = {}) =>
      engine.start({
        stateMachineArn: machineArn,
        definition: JSON.stringify(definition),
        roleArn: 'arn:aws:iam::111122223333:role/machine',
        type,
        name,
        input: JSON.stringify(input),
      }),
    async finish(execution) {
      await clock.runToIdle(() => execution.status !== 'RUNNING');
      return execution;
    },
  };
}

/** Starts the definition and waits for its end. */
export async function run(definition: object, input: Json = {}, options: Parameters<typeof harness>[0] = {}): Promise<Execution> {
  const { start, finish } = harness(options);
  return finish(start(definition, input));
}

export const output = (execution: Execution): Json => JSON.parse(execution.output ?? 'null') as Json;

/** `<id><<previousEventId> <type>` of each event. */
export const outline = (execution: Execution): string[] =>
  execution.history.map(({ id, previousEventId, type }) => `${id}<${previousEventId} ${type}`);

/** Seconds of virtual time that the execution took. */
export const seconds = (execution: Execution): number => ((execution.stopDate ?? Number.NaN) - execution.startDate) / 1000;

/** A machine of one state. */
export const single = (state: object, more: object = {}): object => ({
  StartAt: 'S',
  States: { S: { End: true, ...state } },
  ...more,
});

/** A task that calls the function `f`. */
export const task = (more: object = {}): object => ({
  Type: 'Task',
  Resource: 'arn:aws:lambda:eu-west-1:111122223333:function:f',
  ...more,
});
