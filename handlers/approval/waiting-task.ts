import { SFNClient, SendTaskFailureCommand, SendTaskHeartbeatCommand, SendTaskSuccessCommand } from '@aws-sdk/client-sfn';
import { client } from '../shared/clients.ts';
import { awsErrorName } from '../shared/errors.ts';
import type { ApprovalResult } from './contract.ts';

/** What Step Functions says of a token whose task has ended or was retried. */
const gone = new Set(['TaskTimedOut', 'TaskDoesNotExist', 'InvalidToken']);

/** Ends the waiting task with the result. False when no task waits under this token any more. */
export async function answerTask(taskToken: string, result: ApprovalResult): Promise<boolean> {
  return unlessGone(client(SFNClient).send(new SendTaskSuccessCommand({ taskToken, output: JSON.stringify(result) })));
}

/** Fails the waiting task. False when no task waits under this token any more. */
export async function failTask(taskToken: string, { name, message }: Error): Promise<boolean> {
  return unlessGone(client(SFNClient).send(new SendTaskFailureCommand({ taskToken, error: name, cause: message })));
}

/** Whether a task still waits under this token. A heartbeat asks and changes nothing: these tasks have no heartbeat timeout. */
export async function isWaiting(taskToken: string): Promise<boolean> {
  return unlessGone(client(SFNClient).send(new SendTaskHeartbeatCommand({ taskToken })));
}

async function unlessGone(call: Promise<unknown>): Promise<boolean> {
  try {
    await call;
    return true;
  } catch (error) {
    if (gone.has(awsErrorName(error))) return false;
    throw error;
  }
}
