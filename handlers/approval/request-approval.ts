import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import type * as z from 'zod';
import { client } from '../shared/clients.ts';
import { environment, now } from '../shared/runtime.ts';
import { task } from '../shared/task.ts';
import { approvalId, readApproval, resultOf, stateOf, tokenHash, writeApproval } from './approval-entry.ts';
import type { ApprovalEntry } from './approval-entry.ts';
import { requestApproval } from './contract.ts';
import { ApprovalContended } from './errors.ts';
import { answerTask } from './waiting-task.ts';

type Asked = z.output<typeof requestApproval.input>;

/** Writes against an answer that comes at the same moment. */
const writeTries = 5;

/**
 * Records that a task waits for a person and tells the topic. A retry asks the same approval again with its newer token; what is approved
 * already is answered at once. What was rejected or expired is asked anew: somebody redrove the execution, or its definition asks again.
 */
export const handler = task(requestApproval, async (asked) => {
  const entry = await register(asked);
  if (stateOf(entry) === 'APPROVED') {
    // A token that is gone already belongs to a task that has ended or asks again.
    await answerTask(asked.taskToken, resultOf(entry));
    return null;
  }
  if (entry.answeredToken === tokenHash(asked.taskToken)) return null;
  if (entry.notifiedAt === undefined) {
    await notify(entry);
    // An answer may have come between: it is then told for nothing, which is better than twice.
    await writeApproval({ ...entry, notifiedAt: new Date(now()).toISOString() }, entry.version);
  }
  return null;
});

async function register(asked: Asked): Promise<ApprovalEntry> {
  const id = approvalId(asked.executionArn, asked.request);
  for (let attempt = 0; attempt < writeTries; attempt += 1) {
    const known = await readApproval(id);
    if (known && (stateOf(known) === 'APPROVED' || known.answeredToken === tokenHash(asked.taskToken))) return known;
    const { version: before, ...entry } = known ? askedAgain(known, asked) : newEntry(id, asked);
    if (await writeApproval(entry, before)) return { ...entry, version: before + 1 };
  }
  throw new ApprovalContended(`the approval ${id} changed ${writeTries} times while it was being written`);
}

/** One that waits gets the newer token; one that was rejected or expired begins anew and keeps what was. */
function askedAgain(known: ApprovalEntry, asked: Asked): ApprovalEntry {
  const state = stateOf(known);
  if (state === 'PENDING' || known.taskToken === asked.taskToken) return { ...known, taskToken: asked.taskToken };
  const { askedAt, expiresAt, approvals, version, requester, earlier = [] } = known;
  return {
    ...newEntry(known.approvalId, asked),
    version,
    ...(requester === undefined ? {} : { requester }),
    earlier: [...earlier, { askedAt, expiresAt, state, approvals }],
  };
}

function newEntry(id: string, { request, executionArn, startedIn = executionArn, taskToken }: Asked): ApprovalEntry {
  return {
    schemaVersion: 1,
    approvalId: id,
    request,
    executionArn,
    startedIn,
    askedAt: new Date(now()).toISOString(),
    expiresAt: new Date(now() + request.expiresInSeconds * 1000).toISOString(),
    state: 'PENDING',
    approvals: [],
    version: 0,
    taskToken,
  };
}

/** The message has what a person needs to decide, and the command; nothing in it lets anybody answer. */
async function notify({ approvalId: approval, request, executionArn, expiresAt }: ApprovalEntry): Promise<void> {
  const { workflow, action, allows, people, reason } = request;
  const execution = executionArn.split(':').at(-1)!;
  await client(SNSClient).send(
    new PublishCommand({
      TopicArn: environment('NOTIFICATION_TOPIC'),
      Subject: `Approval needed: ${workflow}: ${action}`.replace(/[^\x20-\x7e]/g, ' ').slice(0, 99),
      Message: JSON.stringify({
        ...{ approval, workflow, action, allows, people, expiresAt, executionArn },
        ...(reason === undefined ? {} : { reason }),
        approve: `groundcrew approve ${execution} --approval ${approval} --aws --reason TEXT`,
        reject: `groundcrew reject ${execution} --approval ${approval} --aws --reason TEXT`,
      }),
    }),
  );
}
