/** Requests to `https://<id>.lambda-url.<region>.on.aws/`: no API of AWS, but a function's own. */
import { AwsError } from '../core/errors.ts';
import type { Backend, TimedResponse } from './endpoint.ts';
import type { WireRequest, WireResponse } from './request.ts';
import { readSignature } from './signature.ts';

const host = /^[a-z0-9]+\.lambda-url\.([a-z0-9-]+)\.on\.aws$/;

export const isFunctionUrl = ({ hostname }: WireRequest): boolean => host.test(hostname);

/** Answers as the function does; a caller that may not reach it is Forbidden. Unsigned requests are refused whatever the AuthType. */
export async function answerFunctionUrl(request: WireRequest, backend: Backend): Promise<TimedResponse> {
  const signature = readSignature(request);
  try {
    if (!signature) throw new AwsError('AccessDeniedException', 'Forbidden', { statusCode: 403 });
    const caller = backend.callerOf(signature);
    const outcome = await backend.invoke({
      service: 'lambda',
      operation: 'InvokeFunctionUrl',
      input: { request, accessKeyId: signature.accessKeyId },
      account: caller.account,
      region: host.exec(request.hostname)![1]!,
      caller,
    });
    if ('error' in outcome) throw outcome.error;
    return { ...(outcome.output as WireResponse), latencyMs: outcome.latencyMs };
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const { code, statusCode } = error;
    const throttled = code === 'TooManyRequestsException';
    return {
      statusCode,
      headers: { 'content-type': 'application/json', 'x-amzn-errortype': code, 'x-amzn-requestid': backend.requestId() },
      body: Buffer.from(JSON.stringify({ Message: throttled ? 'Rate Exceeded.' : 'Forbidden' })),
      latencyMs: 0,
    };
  }
}
