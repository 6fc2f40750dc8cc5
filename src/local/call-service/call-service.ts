/** The engine's way to the services: one Task state's call becomes one call of a simulated API, made with the machine's role. */
import { awsSdkService } from '../../engine/integrations/aws-sdk-operations.ts';
import type { CallService, ServiceCall, ServiceOutcome } from '../../engine/ports.ts';
import { AwsError } from '../../sandbox/core/errors.ts';
import type { Caller } from '../../sandbox/core/service.ts';
import type { Answer, Gate } from '../gate/gate.ts';
import { sandboxServiceName } from './aws-sdk-services.ts';
import { awsSdkError } from './error-names.ts';
import { apiInput, stepFunctionsOutput } from './letter-case.ts';
import { callLambda, callOptimized } from './optimized.ts';
import type { ServicePort } from './service-port.ts';

/** Makes the engine's CallService port. Each call waits at the gate for its turn; its answer comes after AWS's latency. */
export function makeCallService(port: ServicePort, gate: Gate): CallService {
  return (call) => gate.request(undefined, () => answer(call, port));
}

async function answer(call: ServiceCall, port: ServicePort): Promise<Answer<ServiceOutcome>> {
  let caller: Caller;
  try {
    caller = await session(call, port);
  } catch (error) {
    if (error instanceof AwsError)
      return { latencyMs: 0, value: { ok: false, error: 'States.TaskFailed', cause: error.message } };
    throw error;
  }
  if (call.integration === 'aws-sdk') return callAwsSdk(call, caller, port);
  if (call.integration === 'lambda') return callLambda(call, caller, port);
  return callOptimized(call, caller, port);
}

/** The machine's role session, or that of the state's Credentials. */
async function session(call: ServiceCall, port: ServicePort): Promise<Caller> {
  const name = call.executionArn.split(':').at(-1)!.slice(0, 64);
  const machine = port.machineSession(call.roleArn, name);
  if (call.credentialsRoleArn === undefined) return machine;
  return port.assume(machine, call.credentialsRoleArn, name, call.stateMachineArn);
}

async function callAwsSdk(call: ServiceCall, caller: Caller, port: ServicePort): Promise<Answer<ServiceOutcome>> {
  const service = awsSdkService(call.service);
  const operation = service?.operations.get(call.action);
  if (!service || !operation) {
    const cause = `The resource provided ${call.resource} is not recognized. The value is not a valid resource ARN, or the resource is not available in this region.`;
    return { latencyMs: 0, value: { ok: false, error: 'States.Runtime', cause } };
  }
  const smallLetters = service.wireCase === 'camel';
  const outcome = await port.invoke({
    service: sandboxServiceName(call.service),
    operation,
    input: apiInput(call.parameters, smallLetters),
    account: caller.account,
    region: call.region,
    caller,
  });
  const { latencyMs } = outcome;
  if ('error' in outcome) return { latencyMs, value: { ok: false, ...awsSdkError(call.service, outcome.error, port.uuid()) } };
  return { latencyMs, value: { ok: true, output: stepFunctionsOutput(outcome.output ?? {}, smallLetters) } };
}
