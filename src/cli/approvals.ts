/**
 * The approvals that executions wait for, at the function URL of each target that has them. The caller's signature says who answers; the
 * URL shows no task token, so that nothing here can leak one.
 */
import type { ApprovalView, Decision } from '../../handlers/approval/contract.ts';
import type { ApprovalUrl, Connection } from './connection.ts';
import { CliError, NotFoundError, UsageError } from './errors.ts';
import { ExitCode } from './exit-code.ts';
import { sendSigned } from './signed-request.ts';

/** An approval that waits, and where it is answered. */
export interface WaitingApproval extends ApprovalView {
  readonly at: ApprovalUrl;
}

interface Answer {
  readonly approvals?: readonly ApprovalView[];
  readonly approval?: ApprovalView;
  readonly error?: string;
  readonly message?: string;
  /** AWS's own word where it does not let the caller through to the function. */
  readonly Message?: string;
}

/** What waits for a person now, oldest first. */
export async function waitingApprovals(connection: Connection): Promise<WaitingApproval[]> {
  const lists = await Promise.all(
    (await connection.approvalUrls()).map(async (at) => {
      const { approvals = [] } = await call(at, 'GET');
      return approvals.map((approval) => ({ ...approval, at }));
    }),
  );
  return lists.flat().sort((one, other) => (one.askedAt < other.askedAt ? -1 : 1));
}

/** Those of an execution, or of one that belongs to it. */
export async function approvalsOf(connection: Connection, executionArn: string): Promise<WaitingApproval[]> {
  return (await waitingApprovals(connection)).filter(
    (approval) => approval.executionArn === executionArn || approval.startedIn === executionArn,
  );
}

/**
 * The one approval of an execution that is meant.
 * @throws CliError when none waits, or several do and `id` does not say which.
 */
export async function chooseApproval(
  connection: Connection,
  executionArn: string,
  id: string | undefined,
): Promise<WaitingApproval> {
  const name = executionArn.split(':').at(-1)!;
  const waiting = await approvalsOf(connection, executionArn);
  const chosen = id === undefined ? waiting : waiting.filter(({ approval }) => approval === id);
  if (chosen.length === 1) return chosen[0]!;
  if (chosen.length === 0) {
    throw new NotFoundError(
      id === undefined ? `${name} waits for no approval` : `${name} waits for no approval ${id}`,
      'groundcrew approvals lists what waits; groundcrew show tells how the execution stands',
    );
  }
  throw new UsageError(
    `${name} waits for ${chosen.length} approvals: ${chosen.map(({ approval, action }) => `${approval} (${action})`).join(', ')}`,
    'say which with --approval <id>',
  );
}

/** Gives an answer. @throws CliError with what the function says where it refuses. */
export async function answer({ at }: WaitingApproval, decision: Decision): Promise<ApprovalView> {
  const { approval } = await call(at, 'POST', decision);
  return approval!;
}

/** Exit codes of what the function refuses; anything else is an access problem. */
const refusals: Readonly<Record<string, ExitCode>> = {
  InvalidInput: ExitCode.InvalidInput,
  ApprovalNotFound: ExitCode.NotFound,
  ApprovalClosed: ExitCode.NotFound,
  ApproverNotAllowed: ExitCode.WaitingForPerson,
  RequesterUnknown: ExitCode.WaitingForPerson,
  ApprovalContended: ExitCode.WaitingForPerson,
};

async function call({ url, signer }: ApprovalUrl, method: 'GET' | 'POST', body?: Decision): Promise<Answer> {
  const { status, document } = await sendSigned(signer, url, { method, ...(body === undefined ? {} : { body }) });
  const answered = (document ?? {}) as Answer;
  if (status === 200) return answered;
  const { error, message = answered.Message ?? `the approvals' function answered ${status}` } = answered;
  throw new CliError(
    message,
    (error === undefined ? undefined : refusals[error]) ?? ExitCode.AwsAccess,
    status === 403 && error === undefined ? 'who may approve: docs/operating/approvals.md' : undefined,
  );
}
