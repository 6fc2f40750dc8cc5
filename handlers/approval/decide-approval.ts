import { describeIssues } from '../shared/task.ts';
import { awsErrorName, InvalidInput, translateAwsError } from '../shared/errors.ts';
import { pendingApprovals, viewOf } from './approval-entry.ts';
import type { ApprovalEntry } from './approval-entry.ts';
import { decision } from './contract.ts';
import type { ApprovalView } from './contract.ts';
import { decide } from './decide.ts';
import { bodyOf, callerOf, respond, urlRequest } from './function-url.ts';
import type { UrlRequest, UrlResponse } from './function-url.ts';
import { findRequester } from './requester.ts';

/** HTTP status of each error that a person can do something about. */
const statusOf: Readonly<Record<string, number>> = {
  InvalidInput: 400,
  ApproverNotAllowed: 403,
  ApprovalNotFound: 404,
  ApprovalClosed: 409,
  ApprovalContended: 409,
  RequesterUnknown: 409,
  ServiceThrottled: 503,
  ServiceUnavailable: 503,
};

/**
 * The function behind the approvals' URL, whose callers AWS has authenticated (AuthType AWS_IAM). GET gives
 * `{approvals: ApprovalView[]}`, those that wait; POST takes a `decision` and gives `{approval: ApprovalView}`. Errors are
 * `{error, message}`. What is none of these, and InvalidInput for an event that is no such request, is thrown: Lambda answers 502.
 */
export const handler = async (event: unknown): Promise<UrlResponse> => {
  const request = urlRequest.safeParse(event);
  // Not a request of a URL that authenticates its callers: nobody may answer through another door.
  if (!request.success) throw new InvalidInput(describeIssues(request.error.issues));
  try {
    return await answer(request.data);
  } catch (thrown) {
    const error = translateAwsError(thrown);
    const status = statusOf[awsErrorName(error)];
    if (status === undefined) throw error;
    return respond(status, { error: awsErrorName(error), message: (error as Error).message });
  }
};

async function answer(request: UrlRequest): Promise<UrlResponse> {
  const { method } = request.requestContext.http;
  if (method === 'GET') return respond(200, { approvals: await waiting() });
  if (method !== 'POST') return respond(405, { error: 'MethodNotAllowed', message: `${method}: GET lists, POST decides` });
  const parsed = decision.safeParse(parse(bodyOf(request)));
  if (!parsed.success) throw new InvalidInput(describeIssues(parsed.error.issues));
  return respond(200, { approval: viewOf(await decide(parsed.data, callerOf(request))) });
}

/** CloudTrail answers twice a second: of the oldest few whose requester is not recorded yet it is asked, of the others it stays open. */
const requestersLookedUp = 5;

async function waiting(): Promise<ApprovalView[]> {
  const entries = await pendingApprovals();
  const unknown = entries.filter(({ requester }) => requester === undefined).slice(0, requestersLookedUp);
  const found = new Map<string, NonNullable<ApprovalEntry['requester']>>();
  for (const { approvalId, startedIn } of unknown) {
    const requester = await findRequester(startedIn).catch(() => undefined);
    if (requester) found.set(approvalId, requester);
  }
  return entries.map((entry) => {
    const requester = entry.requester ?? found.get(entry.approvalId);
    return viewOf(requester === undefined ? entry : { ...entry, requester });
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new InvalidInput('the body is no JSON document');
  }
}
