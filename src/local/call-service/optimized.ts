/** The optimized integrations (AWS docs, "Integrating optimized services with Step Functions"). */
import type { Json } from '../../engine/json.ts';
import type { ServiceCall, ServiceOutcome } from '../../engine/ports.ts';
import type { Caller } from '../../sandbox/core/service.ts';
import type { Answer } from '../gate/gate.ts';
import { optimizedError } from './error-names.ts';
import { httpMetadata } from './http-metadata.ts';
import { apiInput, stepFunctionsOutput } from './letter-case.ts';
import type { CallOutcome, ServicePort } from './service-port.ts';

type JsonObject = { [key: string]: Json };
type Outcome = Answer<ServiceOutcome>;

/** A function's own ARN as Resource: its event is the state's parameters, its output the payload. */
export async function callLambda(call: ServiceCall, caller: Caller, port: ServicePort): Promise<Outcome> {
  const outcome = await invokeFunction({ FunctionName: call.resource, Payload: call.parameters }, call, caller, port);
  if ('value' in outcome) return outcome;
  return { latencyMs: outcome.latencyMs, value: { ok: true, output: outcome.payload } };
}

/** An integration by its service and action. */
export async function callOptimized(call: ServiceCall, caller: Caller, port: ServicePort): Promise<Outcome> {
  const name = `${call.service}:${call.action}`;
  if (name === 'lambda:invoke') return lambdaInvoke(call, caller, port);
  const integration = integrations.get(name);
  if (!integration) {
    const cause = `The sandbox has no ${name} integration. docs/reference/sandbox-differences.md lists those that it has.`;
    return { latencyMs: 0, value: { ok: false, error: 'States.Runtime', cause } };
  }
  const parameters = isObject(call.parameters) ? call.parameters : {};
  const outcome = await port.invoke({
    service: call.service,
    operation: integration.operation,
    input: integration.input(parameters),
    account: caller.account,
    region: call.region,
    caller,
  });
  const { latencyMs } = outcome;
  const requestId = port.uuid();
  if ('error' in outcome) return { latencyMs, value: { ok: false, ...optimizedError(call.service, outcome.error, requestId) } };
  const output = stepFunctionsOutput(outcome.output ?? {}, integration.smallLetters ?? false) as JsonObject;
  const failed = integration.failure?.(output);
  if (failed) return { latencyMs, value: { ok: false, ...failed } };
  return { latencyMs, value: { ok: true, output: { ...output, ...httpMetadata(call.service, output, requestId, port.now()) } } };
}

interface Integration {
  readonly operation: string;
  readonly smallLetters?: boolean;
  input(parameters: JsonObject): Json;
  /** An answer that Step Functions takes for a failure although the API answered 200. */
  failure?(output: JsonObject): { error: string; cause: string } | undefined;
}

const asGiven = (parameters: JsonObject): Json => parameters;

const integrations = new Map<string, Integration>([
  ['dynamodb:getItem', { operation: 'GetItem', input: asGiven }],
  ['dynamodb:putItem', { operation: 'PutItem', input: asGiven }],
  ['dynamodb:updateItem', { operation: 'UpdateItem', input: asGiven }],
  ['dynamodb:deleteItem', { operation: 'DeleteItem', input: asGiven }],
  ['sns:publish', { operation: 'Publish', input: (parameters) => ({ ...parameters, ...messageText(parameters, 'Message') }) }],
  [
    'sqs:sendMessage',
    { operation: 'SendMessage', input: (parameters) => ({ ...parameters, ...messageText(parameters, 'MessageBody') }) },
  ],
  ['events:putEvents', { operation: 'PutEvents', input: putEvents, failure: failedEntries }],
  ['states:startExecution', { operation: 'StartExecution', smallLetters: true, input: startExecution }],
]);

/** A message may be an object: it is sent as JSON text. */
function messageText(parameters: JsonObject, member: string): JsonObject {
  const value = parameters[member];
  return value === undefined || typeof value === 'string' ? {} : { [member]: JSON.stringify(value) };
}

/** `Detail` may be an object. */
function putEvents(parameters: JsonObject): Json {
  const entries = Array.isArray(parameters['Entries']) ? parameters['Entries'] : [];
  return {
    ...parameters,
    Entries: entries.map((entry) => (isObject(entry) ? { ...entry, ...messageText(entry, 'Detail') } : entry)),
  };
}

function failedEntries(output: JsonObject): { error: string; cause: string } | undefined {
  return Number(output['FailedEntryCount'] ?? 0) > 0
    ? { error: 'EventBridge.FailedEntry', cause: JSON.stringify(output) }
    : undefined;
}

/** `Input` may be any JSON value; the API takes text. */
function startExecution(parameters: JsonObject): Json {
  const { Input: input, ...rest } = parameters;
  return {
    ...(apiInput(rest, true) as JsonObject),
    ...(input === undefined ? {} : { input: typeof input === 'string' ? input : JSON.stringify(input) }),
  };
}

async function lambdaInvoke(call: ServiceCall, caller: Caller, port: ServicePort): Promise<Outcome> {
  const { Payload: payload, ...parameters } = isObject(call.parameters) ? call.parameters : {};
  const outcome = await invokeFunction({ ...parameters, Payload: payload ?? {} }, call, caller, port);
  if ('value' in outcome) return outcome;
  const { version, statusCode, payload: result, latencyMs } = outcome;
  const requestId = port.uuid();
  const output = {
    ExecutedVersion: version,
    Payload: result,
    ...httpMetadata('lambda', result, requestId, port.now(), { 'X-Amz-Executed-Version': version }),
    StatusCode: statusCode,
  };
  return { latencyMs, value: { ok: true, output } };
}

interface Invoked {
  readonly latencyMs: number;
  readonly payload: Json;
  readonly version: string;
  readonly statusCode: number;
}

/** Lambda Invoke; a function error becomes the state's error, named by the handler (`errorType`), with the payload as cause. */
async function invokeFunction(
  input: JsonObject,
  call: ServiceCall,
  caller: Caller,
  port: ServicePort,
): Promise<Invoked | Outcome> {
  const outcome: CallOutcome = await port.invoke({
    service: 'lambda',
    operation: 'Invoke',
    input: { ...input, Payload: Buffer.from(JSON.stringify(input['Payload'] ?? {})) },
    account: caller.account,
    region: call.region,
    caller,
  });
  const { latencyMs } = outcome;
  if ('error' in outcome) {
    return { latencyMs, value: { ok: false, ...optimizedError('lambda', outcome.error, port.uuid()) } };
  }
  const { Payload, FunctionError, ExecutedVersion, StatusCode } = outcome.output as {
    Payload?: Uint8Array;
    FunctionError?: string;
    ExecutedVersion?: string;
    StatusCode?: number;
  };
  const text = Payload ? Buffer.from(Payload).toString('utf8') : '';
  const payload = text === '' ? null : (JSON.parse(text) as Json);
  if (FunctionError !== undefined) {
    const type = isObject(payload) && typeof payload['errorType'] === 'string' ? payload['errorType'] : 'Lambda.Unknown';
    return { latencyMs, value: { ok: false, error: type, cause: text } };
  }
  return { latencyMs, payload, version: ExecutedVersion ?? '$LATEST', statusCode: StatusCode ?? 200 };
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
