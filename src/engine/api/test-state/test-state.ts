import { compileJsonata } from '../../expressions/index.ts';
import type { Scope, Variables } from '../../expressions/index.ts';
import type { Json } from '../../json.ts';
import { testContext } from './context.ts';
import { handleError } from './error-handling.ts';
import { Inspection, settled, StateError } from './inspection.ts';
import { runJsonataState } from './jsonata-flow.ts';
import { mergeResult, runJsonPathState } from './jsonpath-flow.ts';
import type { Work } from './jsonpath-flow.ts';
import { mapSettings } from './map-settings.ts';
import { checkTestState } from './request.ts';
import type { StateUnderTest, TestStateInput } from './request.ts';
import { callTask } from './task-call.ts';
import type { TestStateOptions } from './test-state-options.ts';

type Output = { [key: string]: Json };

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_TestState.html */
export async function testState(request: TestStateInput, options: TestStateOptions): Promise<Output> {
  const test = checkTestState(request);
  const { state, input } = test;
  const context = testContext(request, test, { arnPrefix: options.arnPrefix, uuid: options.uuid, now: options.now() });
  const variables = Object.assign(Object.create(null), JSON.parse(request.variables ?? '{}')) as Variables;
  const scope: Scope = { context, variables, random: options.random, uuid: options.uuid, now: options.now };
  const inspection = new Inspection();
  const shown = request.inspectionLevel === 'DEBUG' || request.inspectionLevel === 'TRACE';
  inspection.show('input', input);
  const answer = (members: Output): Output => ({ ...members, ...(shown && { inspectionData: inspection.data }) });
  try {
    const settings = await mapSettings(state, input, scope);
    const run = test.queryLanguage === 'JSONata' ? runJsonataState : runJsonPathState;
    const flow = await run(state, input, scope, work(request, test, settings, options), inspection, settings);
    return answer({
      status: 'SUCCEEDED',
      output: JSON.stringify(flow.output),
      ...(flow.next !== undefined && { nextState: flow.next }),
    });
  } catch (error) {
    if (!(error instanceof StateError)) throw error;
    return answer(await failed(error, request, test, scope, inspection));
  }
}

/** The mock's result or error, or for a Task without a mock what the service answers. */
function work(
  request: TestStateInput,
  test: StateUnderTest,
  settings: Awaited<ReturnType<typeof mapSettings>>,
  options: TestStateOptions,
): Work {
  return async (parameters) => {
    if (test.mockError !== undefined) throw new StateError(test.mockError.error, test.mockError.cause);
    if (test.mockResult === undefined) return callTask(test.state, parameters, request.roleArn ?? '', options);
    const failures = request.stateConfiguration?.mapIterationFailureCount ?? 0;
    const items = Array.isArray(test.mockResult) ? test.mockResult.length : 0;
    const { toleratedFailureCount = Infinity, toleratedFailurePercentage = 100 } = settings;
    if (
      test.state.Type === 'Map' &&
      (failures > toleratedFailureCount || (items > 0 && (100 * failures) / items > toleratedFailurePercentage))
    ) {
      throw new StateError('States.ExceedToleratedFailureThreshold', 'The specified tolerated failure threshold was exceeded');
    }
    return test.mockResult;
  };
}

async function failed(
  { error, errorCause }: StateError,
  request: TestStateInput,
  test: StateUnderTest,
  scope: Scope,
  inspection: Inspection,
): Promise<Output> {
  const told = { ...(error !== undefined && { error }), ...(errorCause !== undefined && { cause: errorCause }) };
  const handling = handleError(test.state, error ?? '', request.stateConfiguration?.retrierRetryCount ?? 0);
  if (handling.kind === 'retry') {
    inspection.set('errorDetails', { retryIndex: handling.retryIndex, retryBackoffIntervalSeconds: handling.seconds });
    return { ...told, status: 'RETRIABLE' };
  }
  if (handling.kind === 'fail') {
    if (handling.retryIndex !== undefined) inspection.set('errorDetails', { retryIndex: handling.retryIndex });
    return { ...told, status: 'FAILED' };
  }
  inspection.set('errorDetails', { catchIndex: handling.catchIndex });
  const errorOutput: Json = { Error: error ?? null, Cause: errorCause ?? null };
  const { catcher } = handling;
  const output =
    test.queryLanguage === 'JSONPath'
      ? await mergeResult(catcher.ResultPath, test.input, errorOutput)
      : catcher.Output === undefined
        ? errorOutput
        : await settled(
            compileJsonata(catcher.Output, 'Catch/Output').evaluate(
              { input: test.input, context: scope.context, errorOutput },
              scope,
            ),
          );
  return { ...told, status: 'CAUGHT_ERROR', output: JSON.stringify(output), nextState: String(catcher.Next) };
}
