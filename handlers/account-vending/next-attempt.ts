import { DescribeExecutionCommand, SFNClient } from '@aws-sdk/client-sfn';
import type { AccountEntry } from '../ledger/account-entry.ts';
import { client } from '../shared/clients.ts';
import { awsErrorName } from '../shared/errors.ts';

/** How a row goes on from its entry. `done` keeps the names, so that starting it again finds the execution that did it. */
export interface NextAttempt {
  readonly kind: 'launch' | 'resume' | 'done';
  readonly generation: number;
  readonly attempt: number;
}

/**
 * Generation and attempt for a row: a new generation after a terminal failure without an account, a new attempt where an execution
 * ended before the row was settled (its name stays taken for 90 days), the same names where one is running or has done it.
 */
export async function nextAttempt(entry: AccountEntry | undefined, asked: string): Promise<NextAttempt> {
  if (!entry) return { kind: 'launch', generation: 1, attempt: 1 };
  const { generation, attempt, state } = entry;
  const same = entry.asked === asked;
  if (state === 'SETTLED')
    return same ? { kind: 'done', generation, attempt } : { kind: 'resume', generation, attempt: attempt + 1 };
  if (state === 'FAILED') return { kind: 'launch', generation: generation + 1, attempt: 1 };
  if (await isRunning(entry.executionArn)) return { kind: 'resume', generation, attempt };
  return { kind: 'resume', generation, attempt: attempt + 1 };
}

async function isRunning(executionArn: string): Promise<boolean> {
  try {
    const { status } = await client(SFNClient).send(new DescribeExecutionCommand({ executionArn }));
    return status === 'RUNNING' || status === 'PENDING_REDRIVE';
  } catch (error) {
    /* Executions are forgotten 90 days after their end. */
    if (awsErrorName(error) === 'ExecutionDoesNotExist') return false;
    throw error;
  }
}
