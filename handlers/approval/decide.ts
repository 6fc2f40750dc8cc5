import { inSimulation, environment, now } from '../shared/runtime.ts';
import { InvalidInput } from '../shared/errors.ts';
import { readApproval, rejectionOf, resultOf, stateOf, tokenHash, writeApproval } from './approval-entry.ts';
import type { ApprovalEntry } from './approval-entry.ts';
import type { Approval, Decision } from './contract.ts';
import { ApprovalClosed, ApprovalContended, ApprovalNotFound, ApproverNotAllowed, RequesterUnknown } from './errors.ts';
import type { Caller } from './function-url.ts';
import { findRequester, isSamePerson } from './requester.ts';
import { answerTask, failTask, isWaiting } from './waiting-task.ts';

/** Writes against another answer that comes at the same moment. */
const writeTries = 5;

/**
 * Records a person's answer and, when it decides, ends the waiting task. Whatever is refused changes nothing.
 * Throws ApprovalNotFound, ApprovalClosed, ApproverNotAllowed, RequesterUnknown, ApprovalContended, InvalidInput.
 */
export async function decide(asked: Decision, caller: Caller): Promise<ApprovalEntry> {
  if (asked.simulated && !inSimulation()) throw new InvalidInput('simulated: only a simulated organization answers for itself');
  for (let attempt = 0; attempt < writeTries; attempt += 1) {
    const entry = await readApproval(asked.approval);
    if (!entry)
      throw new ApprovalNotFound(`no approval has the id ${asked.approval}; groundcrew approvals lists those that wait`);
    if (stateOf(entry) !== 'PENDING') return repeat(entry, asked);
    const requester = await allowed(entry, asked, caller);
    if (entry.taskToken === undefined || !(await isWaiting(entry.taskToken))) {
      throw new ApprovalClosed(`${describe(entry)} is waited for no more: its execution has ended or asks again; look it up`);
    }
    const answered = withAnswer({ ...entry, ...(requester ? { requester } : {}) }, asked, caller);
    if (!(await writeApproval(answered, entry.version))) continue;
    return settle({ ...answered, version: entry.version + 1 });
  }
  throw new ApprovalContended(`the approval ${asked.approval} changed ${writeTries} times meanwhile; try again`);
}

/** The same answer again reaches the task, in case the first did not; any other comes too late. */
async function repeat(entry: ApprovalEntry, { decision }: Decision): Promise<ApprovalEntry> {
  const settled = await settle(entry);
  const state = stateOf(settled);
  if (state === decision) return settled;
  const how = state === 'EXPIRED' ? `expired at ${entry.expiresAt}` : `was ${state} by ${entry.approvals.at(-1)!.identity}`;
  throw new ApprovalClosed(`${describe(entry)} ${how}; nothing was changed`);
}

/** Throws when the caller may not answer; gives the requester where it is known. */
async function allowed(entry: ApprovalEntry, { decision }: Decision, caller: Caller): Promise<ApprovalEntry['requester']> {
  const mustDiffer = environment('REQUESTER_MAY_APPROVE') !== 'true';
  const requester = entry.requester ?? (await requesterOf(entry, mustDiffer && decision === 'APPROVED'));
  // Whoever asked may always withdraw, which is what a rejection by them is.
  if (decision === 'REJECTED') return requester;
  if (mustDiffer && requester === undefined) {
    throw new RequesterUnknown(
      `${describe(entry)} may not be given by who asked, and CloudTrail does not say yet who that is: try again in some minutes`,
    );
  }
  if (mustDiffer && isSamePerson(requester!.identity, caller.arn)) {
    throw new ApproverNotAllowed(`${caller.identity} asked for ${describe(entry)}; somebody else has to approve it`);
  }
  if (entry.approvals.some(({ identity }) => isSamePerson(identity, caller.identity))) {
    throw new ApproverNotAllowed(`${caller.identity} has approved ${describe(entry)} already; a second person has to`);
  }
  return requester;
}

/** The record is better with the requester, but only some approvals depend on it. */
async function requesterOf({ startedIn }: ApprovalEntry, needed: boolean): Promise<ApprovalEntry['requester']> {
  try {
    return await findRequester(startedIn);
  } catch (error) {
    if (needed) throw error;
    return undefined;
  }
}

function withAnswer(entry: ApprovalEntry, { decision, reason, simulated }: Decision, { identity }: Caller): ApprovalEntry {
  const approval: Approval = {
    identity,
    source: !inSimulation() ? 'aws' : simulated ? 'simulated' : 'declared',
    at: new Date(now()).toISOString(),
    ...(reason === undefined ? {} : { reason }),
  };
  const approvals = [...entry.approvals, approval];
  const enough = approvals.length >= entry.request.people;
  return { ...entry, approvals, state: decision === 'REJECTED' ? 'REJECTED' : enough ? 'APPROVED' : 'PENDING' };
}

/** Ends the task of a decided approval and forgets its token; a task that has gone meanwhile asks again and is answered then. */
async function settle(entry: ApprovalEntry): Promise<ApprovalEntry> {
  const { taskToken, ...rest } = entry;
  const state = stateOf(entry);
  if (taskToken === undefined || (state !== 'APPROVED' && state !== 'REJECTED')) return entry;
  await (state === 'APPROVED' ? answerTask(taskToken, resultOf(entry)) : failTask(taskToken, rejectionOf(entry)));
  const settled = { ...rest, answeredToken: tokenHash(taskToken) };
  await writeApproval(settled, entry.version);
  return settled;
}

function describe({ approvalId, request }: ApprovalEntry): string {
  return `the approval ${approvalId} (${request.workflow}: ${request.action})`;
}
