import { DescribeExecutionCommand, SFNClient } from '@aws-sdk/client-sfn';
import { client } from './clients.ts';
import { awsErrorName } from './errors.ts';

/** False for an execution that has ended, or that AWS has forgotten. */
export async function isRunning(executionArn: string): Promise<boolean> {
  try {
    const { status } = await client(SFNClient).send(new DescribeExecutionCommand({ executionArn }));
    return status === 'RUNNING' || status === 'PENDING_REDRIVE';
  } catch (error) {
    /* Executions are forgotten 90 days after their end. */
    if (awsErrorName(error) === 'ExecutionDoesNotExist') return false;
    throw error;
  }
}
