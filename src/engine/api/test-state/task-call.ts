import type { Json } from '../../json.ts';
import type { ServiceCall } from '../../ports.ts';
import { StateError } from './inspection.ts';
import type { TestStateOptions } from './test-state-options.ts';

const RESOURCE = /^arn:[^:]+:states:[^:]*:[^:]*:(?<sdk>aws-sdk:)?(?<service>[^:.]+):(?<action>[^:.]+)(?:\.(?<pattern>.+))?$/;

/** Calls the service of a Task's Resource, as TestState does when it has no mock. Throws StateError for the service's error. */
export async function callTask(
  state: { [key: string]: Json },
  parameters: Json,
  roleArn: string,
  options: TestStateOptions,
): Promise<Json> {
  const resource = String(state.Resource);
  const parts = RESOURCE.exec(resource)?.groups;
  const [, , , region = '', account = ''] = options.arnPrefix.split(':');
  const call: ServiceCall = {
    integration: parts === undefined ? 'lambda' : parts.sdk === undefined ? 'optimized' : 'aws-sdk',
    service: parts?.service ?? 'lambda',
    action: parts?.action ?? 'invoke',
    pattern: (parts?.pattern ?? 'requestResponse') as ServiceCall['pattern'],
    resource,
    parameters,
    roleArn,
    region,
    account,
    executionArn: `${options.arnPrefix}:express:TestState`,
    stateMachineArn: `${options.arnPrefix}:stateMachine:TestState`,
    stateName: 'StateName',
    signal: new AbortController().signal,
  };
  const outcome = await options.callService(call);
  if (!outcome.ok) throw new StateError(outcome.error, outcome.cause);
  return outcome.output;
}
