import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { DescribeExecutionCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { client } from '../shared/clients.ts';
import { awsErrorName } from '../shared/errors.ts';
import { environment } from '../shared/runtime.ts';
import { task } from '../shared/task.ts';
import { resumeBatch } from './contract.ts';

/** How often a batch is started again by itself. */
const restarts = 3;

/**
 * Starts a batch again whose execution failed or timed out: it resumes its own claims. One that a person aborted, or that failed too often,
 * goes to the dead-letter queue with its reason; starting the same input again by hand resumes it.
 */
export const handler = task(resumeBatch, async ({ detail }) => {
  const { executionArn, stateMachineArn, name, status } = detail;
  // The event leaves a large input out.
  const { input = '' } = await client(SFNClient).send(new DescribeExecutionCommand({ executionArn }));
  const attempt = Number(/-again-(\d+)$/.exec(name)?.[1] ?? 0) + 1;
  if (status === 'ABORTED' || attempt > restarts) {
    const reason = status === 'ABORTED' ? 'a person stopped the execution' : `it ended ${status} ${attempt} times`;
    await client(SQSClient).send(
      new SendMessageCommand({
        QueueUrl: environment('DEAD_LETTER_QUEUE'),
        MessageBody: JSON.stringify({ executionArn, status, reason, input }),
      }),
    );
    return { resumed: null };
  }
  const next = `${name.replace(/-again-\d+$/, '').slice(0, 70)}-again-${attempt}`;
  try {
    await client(SFNClient).send(new StartExecutionCommand({ stateMachineArn, name: next, input }));
  } catch (error) {
    if (awsErrorName(error) !== 'ExecutionAlreadyExists') throw error;
  }
  return { resumed: next };
});
