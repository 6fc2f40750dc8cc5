/** The wire side of every service: request in, response out, errors in the protocol's own form. */
import { AwsError } from '../core/errors.ts';
import type { Outcome } from '../core/dispatcher.ts';
import type { Caller } from '../core/service.ts';
import { awsJson } from './aws-json.ts';
import { answerDnsOverHttps, isDnsOverHttps } from './dns-over-https.ts';
import { ec2Query } from './ec2-query.ts';
import { answerFunctionUrl, isFunctionUrl } from './function-url.ts';
import { loadingModel, serviceModel, type ServiceModel } from './model.ts';
import { query } from './query.ts';
import type { Protocol, WireRequest, WireResponse } from './request.ts';
import { restJson } from './rest-json.ts';
import { restXml } from './rest-xml.ts';
import type { ProtocolName } from './services.ts';
import { guessService, readSignature, type Signature } from './signature.ts';

const protocols: Readonly<Record<ProtocolName, Protocol>> = { awsJson, ec2Query, query, restJson, restXml };

/** What the endpoint needs of the sandbox. */
export interface Backend {
  /** Throws AwsError for credentials that are unknown or expired. */
  callerOf(signature: Signature): Caller;
  invoke(call: {
    service: string;
    operation: string;
    input: unknown;
    account: string;
    region: string;
    caller: Caller;
  }): Promise<Outcome>;
  /** An id for a request that no call answers. */
  requestId(): string;
}

/** A response and how long it takes, in virtual milliseconds. */
export type TimedResponse = WireResponse & { readonly latencyMs: number };

/** Settles when the code that a request needs is loaded; undefined when it is. */
export function loadingFor(request: WireRequest): Promise<unknown> | undefined {
  return loadingModel(serviceOf(request, readSignature(request)));
}

/**
 * Answers a request. AWS's errors become responses; a mistake of the program becomes AWS's InternalFailure with its text.
 * Rejects only when there is none: a fault lost it (ReplyLostError), or the Region is out (UnreachableError).
 */
export async function answer(request: WireRequest, backend: Backend): Promise<TimedResponse> {
  if (isFunctionUrl(request)) return answerFunctionUrl(request, backend);
  if (isDnsOverHttps(request)) return answerDnsOverHttps(request, backend);
  const signature = readSignature(request);
  const model = await serviceModel(serviceOf(request, signature));
  if (!model) return unknownService(request, backend);
  const protocol = request.headers['x-amz-target'] === undefined ? protocols[model.wire.protocol] : awsJson;
  const requestId = backend.requestId();
  const refuse = (error: unknown, latencyMs: number): TimedResponse => ({
    ...protocol.encodeError(wireError(error), model, requestId),
    latencyMs,
  });

  let outcome: Outcome;
  let decoded;
  try {
    if (!signature) throw missingAuthentication();
    const caller = backend.callerOf(signature);
    decoded = protocol.decode(request, model);
    const { operation, input } = decoded;
    const { region } = signature;
    outcome = await backend.invoke({
      service: model.name,
      operation: operation.name,
      input,
      account: caller.account,
      region,
      caller,
    });
  } catch (error) {
    return refuse(authenticationForm(error, model), 0);
  }
  if ('error' in outcome) {
    if (hasNoAnswer(outcome.error)) throw outcome.error;
    return refuse(outcome.error, outcome.latencyMs);
  }
  const response = protocol.encode(outcome.output, decoded.operation, model, requestId);
  if (request.method === 'HEAD') return { ...response, body: new Uint8Array(), latencyMs: outcome.latencyMs };
  return { ...response, latencyMs: outcome.latencyMs };
}

/** The service that a request is for: its signing name, but for S3 Control, which signs for s3. */
function serviceOf(request: WireRequest, signature: Signature | undefined): string {
  const name = signature?.service ?? guessService(request) ?? '';
  return name === 's3' && /(^|\.)s3-control\./.test(request.hostname) ? 's3control' : name;
}

/** A lost reply, or a Region that is out. */
function hasNoAnswer(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ECONNRESET' || error.code === 'ETIMEDOUT');
}

function wireError(error: unknown): Parameters<Protocol['encodeError']>[0] {
  if (error instanceof AwsError) return error;
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return {
    code: 'InternalFailure',
    message: `The sandbox failed; this is a defect of Groundcrew. ${message}`,
    statusCode: 500,
    fields: {},
  };
}

function missingAuthentication(): AwsError {
  return new AwsError('MissingAuthenticationToken', 'Request is missing Authentication Token', { statusCode: 403 });
}

/** JSON services put `Exception` after the codes of failed authentication. */
function authenticationForm(error: unknown, model: ServiceModel): unknown {
  if (!(error instanceof AwsError) || !/^(MissingAuthenticationToken|ExpiredToken|InvalidClientTokenId)$/.test(error.code))
    return error;
  const { message, statusCode } = error;
  if (model.wire.protocol === 'awsJson' || model.wire.protocol === 'restJson') {
    const code = error.code === 'InvalidClientTokenId' ? 'UnrecognizedClientException' : `${error.code}Exception`;
    return new AwsError(code, message, { statusCode: model.wire.protocol === 'awsJson' ? 400 : statusCode });
  }
  if (model.wire.protocol === 'restXml' && error.code === 'InvalidClientTokenId') {
    const text = 'The AWS Access Key Id you provided does not exist in our records.';
    return new AwsError('InvalidAccessKeyId', text, { statusCode });
  }
  return error;
}

function unknownService(request: WireRequest, backend: Backend): TimedResponse {
  const body = {
    __type: 'UnknownOperationException',
    message: `The sandbox simulates no service for ${request.method} https://${request.hostname}${request.path}.`,
  };
  return {
    statusCode: 404,
    headers: { 'content-type': 'application/json', 'x-amzn-errortype': body.__type, 'x-amzn-requestid': backend.requestId() },
    body: Buffer.from(JSON.stringify(body)),
    latencyMs: 0,
  };
}
