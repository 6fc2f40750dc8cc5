/** Answers to a task that waits for Control Tower, from the retry that asks and from the event that tells. */
import { SendTaskFailureCommand, SendTaskSuccessCommand, SFNClient } from '@aws-sdk/client-sfn';
import { updateEnrollment, type EnrollmentEntry } from '../ledger/enrollment-entry.ts';
import { client } from '../shared/clients.ts';
import { awsErrorName } from '../shared/errors.ts';
import { now } from '../shared/runtime.ts';

/** Writes the end to the ledger, then answers the waiting task. Repeating it changes nothing. */
export async function succeedEnrollment(entry: EnrollmentEntry, taskToken: string | undefined): Promise<null> {
  await updateEnrollment(entry, { state: 'ENROLLED', updatedAt: new Date(now()).toISOString() }, [
    'taskToken',
    'error',
    'errorMsg',
    'nextAction',
  ]);
  if (taskToken) await answer(new SendTaskSuccessCommand({ taskToken, output: JSON.stringify({ accountId: entry.accountId }) }));
  return null;
}

/** Writes AWS's reason to the ledger, then fails the waiting task with it. */
export async function failEnrollment(entry: EnrollmentEntry, error: string, reason: string): Promise<null> {
  await updateEnrollment(entry, { state: 'FAILED', errorMsg: reason, updatedAt: new Date(now()).toISOString() }, ['taskToken']);
  if (entry.taskToken)
    await answer(new SendTaskFailureCommand({ taskToken: entry.taskToken, error, cause: reason.slice(0, 32_768) }));
  return null;
}

/** A token that is no longer waited for belongs to a task that has gone on: the ledger already has the outcome. */
async function answer(command: SendTaskSuccessCommand | SendTaskFailureCommand): Promise<void> {
  try {
    await client(SFNClient).send(command as SendTaskSuccessCommand);
  } catch (error) {
    if (!['TaskTimedOut', 'TaskDoesNotExist', 'InvalidToken'].includes(awsErrorName(error))) throw error;
  }
}
