import { VirtualClock } from './clock.ts';
import { Engine } from './engine.ts';
import type { JsonObject } from './expressions/index.ts';
import type { HistoryEvent } from './history/history-event.ts';
import type { Json } from './json.ts';
import type { Limits } from './limits.ts';
import type { ObjectStore, ServiceCall, ServiceOutcome } from './ports.ts';

/**
 * Stands in for a service: gets the parameters that the state evaluated, and the whole call. It returns the task's result, or throws:
 * the error's `name` is the ASL error, its message the cause. For a waitForTaskToken call, answer through `call.taskToken` and the engine.
 */
export type Handler = (parameters: Json, call: ServiceCall) => Json | undefined | Promise<Json | undefined>;

export interface RunOptions {
  /**
   * By the state's name, for `lambda:invoke` by its FunctionName, or by the Resource (a function's ARN, `arn:aws:states:::dynamodb:putItem`);
   * the first that is there wins. A handler under a FunctionName is the function: it gets the Payload and returns what the function returns.
   */
  readonly handlers?: Readonly<Record<string, Handler>>;
  /** Where virtual time begins; the first instant of 2030 by default, so that runs are alike. */
  readonly clock?: VirtualClock;
  readonly type?: 'STANDARD' | 'EXPRESS';
  /** Uniform in [0, 1): jitter and random functions. 0.5 by default. */
  readonly random?: () => number;
  readonly limits?: Partial<Limits>;
  /** Objects that a Distributed Map reads and writes. */
  readonly objects?: ObjectStore;
  /** Gets the engine before the execution starts: to answer task tokens, create activities, listen to events. */
  readonly withEngine?: (engine: Engine) => void;
}

/** How an execution ended. `output` is there when it SUCCEEDED. */
export interface RunResult {
  /** RUNNING when it waits for something that nobody will do, such as a token that is never sent. */
  readonly status: 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED' | 'RUNNING';
  readonly output?: Json;
  readonly error?: string;
  readonly cause?: string;
  readonly history: readonly HistoryEvent[];
  /** Virtual milliseconds from start to end. */
  readonly milliseconds: number;
}

/**
 * Runs a state machine once, in virtual time: waits and retries take none of yours. For people who want to test a definition.
 * @throws DefinitionError when the definition does not compile.
 */
export async function runStateMachine(definition: object | string, input: Json, options: RunOptions = {}): Promise<RunResult> {
  const { handlers = {}, clock = new VirtualClock(Date.UTC(2030, 0)), type = 'STANDARD', random = () => 0.5 } = options;
  let ids = 0;
  const working = new Set<Promise<unknown>>();
  const engine = new Engine({
    clock,
    callService: (call) => {
      const outcome = answer(handlers, call);
      working.add(outcome);
      return outcome.finally(() => working.delete(outcome));
    },
    objects: options.objects,
    ...(options.limits && { limits: options.limits }),
    random,
    uuid: () => `00000000-0000-4000-8000-${(ids += 1).toString(16).padStart(12, '0')}`,
    account: '123456789012',
    region: 'us-east-1',
  });
  options.withEngine?.(engine);
  const execution = engine.start({
    stateMachineArn: 'arn:aws:states:us-east-1:123456789012:stateMachine:StateMachine',
    definition: typeof definition === 'string' ? definition : JSON.stringify(definition),
    roleArn: 'arn:aws:iam::123456789012:role/StateMachine',
    type,
    name: 'run',
    input: JSON.stringify(input),
  });
  const ended = (): boolean => execution.status !== 'RUNNING';
  do {
    // Time stands still while a handler works: its real milliseconds never decide about a timeout.
    if (working.size > 0) await Promise.race(working);
    await clock.runToIdle(() => ended() || working.size > 0);
  } while (!ended() && working.size > 0);
  const { status, output, error, cause, history, startDate, stopDate } = execution;
  return {
    status: status as RunResult['status'],
    ...(output !== undefined && { output: JSON.parse(output) as Json }),
    ...(error !== undefined && { error }),
    ...(cause !== undefined && { cause }),
    history,
    milliseconds: (stopDate ?? clock.now()) - startDate,
  };
}

/** FunctionName of a `lambda:invoke`. */
function invokedFunction({ integration, service, action, parameters }: ServiceCall): string | undefined {
  if (integration !== 'optimized' || service !== 'lambda' || action !== 'invoke') return undefined;
  const { FunctionName: name } = parameters as JsonObject;
  return typeof name === 'string' ? name : undefined;
}

async function answer(handlers: Readonly<Record<string, Handler>>, call: ServiceCall): Promise<ServiceOutcome> {
  const functionName = invokedFunction(call);
  const name = [call.stateName, functionName, call.resource].find((key) => key !== undefined && Object.hasOwn(handlers, key));
  if (name === undefined) {
    const cause = `No handler is given for the state '${call.stateName}' (${call.resource}): add one to handlers under either name`;
    return { ok: false, error: 'States.Runtime', cause };
  }
  try {
    if (name !== functionName) return { ok: true, output: (await handlers[name]!(call.parameters, call)) ?? null };
    const { Payload: payload = {} } = call.parameters as JsonObject;
    const returned = (await handlers[name]!(payload, call)) ?? null;
    return { ok: true, output: { ExecutedVersion: '$LATEST', Payload: returned, StatusCode: 200 } };
  } catch (error) {
    if (error instanceof Error) return { ok: false, error: error.name, cause: error.message };
    return { ok: false, error: 'Error', cause: String(error) };
  }
}
