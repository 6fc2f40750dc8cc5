import type { Json } from '../../src/engine/json.ts';
import type { CallService, Clock, ServiceCall, ServiceOutcome } from '../../src/engine/ports.ts';
import { runHandler } from './lambda-handlers.ts';
import type { HandlerRun } from './lambda-handlers.ts';
import { RecordedOutcomes } from './recorded-outcomes.ts';
import type { RecordedTask } from './recorded-outcomes.ts';
import type { JsonObject, RecordedCase } from './corpus.ts';

/** What the services need of the engine: to end a task that waits for its token. */
interface TaskTokens {
  sendTaskSuccess(request: { taskToken: string; output: string }): void;
  sendTaskFailure(request: { taskToken: string; error?: string; cause?: string }): void;
}

/** How long the helpers of the recordings took to answer a token, in virtual milliseconds; below every timeout of the corpus. */
const ANSWER_AFTER = 1000;

/**
 * The services around a recorded case: its Lambda functions run as they are written here, every other call is answered as it was recorded.
 * A call that never answered in the recording never answers here.
 */
export function recordedServices(recorded: RecordedCase, clock: Clock, engine: () => TaskTokens): CallService {
  const outcomes = new RecordedOutcomes(recorded);
  const functions = new Map(
    (recorded.lambdas ?? []).flatMap(({ name, arn, handler_file: file }) => [[name, file] as const, [arn, file] as const]),
  );
  const handlerOf = (name: string): string | undefined => functions.get(name) ?? functions.get(name.replace(/:\$LATEST$/, ''));

  const after = <T>(milliseconds: number, value: T): Promise<T> =>
    milliseconds === 0
      ? Promise.resolve(value)
      : new Promise((resolve) => void clock.setTimer(clock.now() + milliseconds, () => resolve(value)));
  const finish = ({ outcome, seconds = 0 }: HandlerRun): Promise<ServiceOutcome> => after(seconds * 1000, outcome);

  const complete = (taskToken: string, task: RecordedTask): void => {
    const { completion } = task;
    if (completion === undefined) return;
    clock.setTimer(clock.now() + ANSWER_AFTER, () => {
      if ('output' in completion) engine().sendTaskSuccess({ taskToken, output: JSON.stringify(completion.output) });
      else {
        const { error, cause } = completion;
        engine().sendTaskFailure({ taskToken, ...(error !== undefined && { error }), ...(cause !== undefined && { cause }) });
      }
    });
  };

  return (call: ServiceCall) => {
    if (call.integration === 'lambda') {
      const run = runHandler(handlerOf(call.resource) ?? '', call.parameters);
      return run === undefined ? Promise.resolve(unknownCall(call)) : finish(run);
    }
    const task = outcomes.take(call.resource, call.parameters);
    if (call.service === 'lambda' && call.action === 'invoke' && call.pattern === 'requestResponse') {
      const parameters = call.parameters as JsonObject;
      const run = runHandler(handlerOf(String(parameters.FunctionName)) ?? '', payload(parameters.Payload));
      if (run !== undefined)
        return finish(
          run.outcome.ok
            ? {
                ...run,
                outcome: {
                  ok: true,
                  output: invoked(
                    run.outcome.output,
                    task?.answer ?? outcomes.answerAround(run.outcome.output) ?? testedAnswer(recorded),
                  ),
                },
              }
            : run,
        );
    }
    if (task === undefined) return Promise.resolve(unknownCall(call));
    if (task.failure !== undefined)
      return Promise.resolve({ ok: false, error: task.failure.error ?? '', cause: task.failure.cause ?? '' });
    if (task.answer === undefined) return new Promise<ServiceOutcome>(() => undefined);
    if (call.taskToken !== undefined) complete(call.taskToken, task);
    return Promise.resolve({ ok: true, output: task.answer });
  };
}

/** A text is sent to the function as it is: when it holds JSON, the function gets that JSON. */
function payload(given: Json | undefined): Json {
  if (typeof given !== 'string') return given ?? {};
  try {
    return JSON.parse(given) as Json;
  } catch {
    return given;
  }
}

/** What the service answered in a recording of TestState: the state's result, or at level INFO its output. */
function testedAnswer({ expected }: RecordedCase): Json | undefined {
  const { inspectionData, output } = expected.response ?? {};
  const inspected =
    typeof inspectionData === 'object' && inspectionData !== null && !Array.isArray(inspectionData)
      ? inspectionData.result
      : undefined;
  return inspected ?? output;
}

/** What lambda:invoke answers around the function's payload: as recorded, or when nothing was recorded, the members that every answer has. */
function invoked(payload: Json, answer: Json | undefined): Json {
  if (typeof answer === 'object' && answer !== null && !Array.isArray(answer)) return { ...answer, Payload: payload };
  return {
    ExecutedVersion: '$LATEST',
    Payload: payload,
    SdkHttpMetadata: { HttpStatusCode: 200 },
    SdkResponseMetadata: { RequestId: 'request-id' },
    StatusCode: 200,
  };
}

const unknownCall = ({ resource, stateName }: ServiceCall): ServiceOutcome => ({
  ok: false,
  error: 'Conformance.NotRecorded',
  cause: `The recording holds no answer for ${resource} in state '${stateName}'.`,
});
