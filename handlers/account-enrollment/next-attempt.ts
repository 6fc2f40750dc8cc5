import { ListExecutionsCommand, SFNClient } from '@aws-sdk/client-sfn';
import type { EnrollmentEntry } from '../ledger/enrollment-entry.ts';
import { client } from '../shared/clients.ts';
import { isRunning } from '../shared/executions.ts';
import { allPages } from '../shared/pages.ts';
import { environment } from '../shared/runtime.ts';
import { executionName } from './asked.ts';

/** How an account goes on from its entry. */
export interface NextAttempt {
  readonly generation: number;
  readonly attempt: number;
}

/**
 * A new generation after a terminal failure, a new attempt where an execution ended before the account was settled (its name stays taken
 * for 90 days), the same names where one is running or has done it.
 */
export async function nextAttempt(
  accountId: string,
  entry: EnrollmentEntry | undefined,
  asked: string,
  deadNames: ReadonlySet<string>,
): Promise<NextAttempt> {
  if (!entry) {
    let attempt = 1;
    while (deadNames.has(executionName(accountId, asked, 1, attempt))) attempt += 1;
    return { generation: 1, attempt };
  }
  const { generation, attempt, state } = entry;
  if (state === 'FAILED') return { generation: generation + 1, attempt: 1 };
  if (state !== 'SETTLED' && (await isRunning(entry.executionArn))) return { generation, attempt };
  /* Settled before, and yet to be enrolled: it was taken out since. A new generation has a product of its own. */
  return state === 'SETTLED' ? { generation: generation + 1, attempt: 1 } : { generation, attempt: attempt + 1 };
}

/** Names of enroll-account's executions that ended without success in the last 90 days. */
export async function readDeadNames(): Promise<ReadonlySet<string>> {
  const stateMachineArn = environment('ENROLL_ACCOUNT_ARN');
  const names = new Set<string>();
  for (const statusFilter of ['ABORTED', 'FAILED', 'TIMED_OUT'] as const) {
    const executions = await allPages(
      (nextToken) =>
        client(SFNClient).send(new ListExecutionsCommand({ stateMachineArn, statusFilter, maxResults: 1000, nextToken })),
      (page) => page.executions,
      (page) => page.nextToken,
    );
    for (const { name } of executions) names.add(name!);
  }
  return names;
}
