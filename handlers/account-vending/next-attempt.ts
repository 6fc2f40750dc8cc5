import { ListExecutionsCommand, SFNClient } from '@aws-sdk/client-sfn';
import type { AccountEntry } from '../ledger/account-entry.ts';
import { client } from '../shared/clients.ts';
import { isRunning } from '../shared/executions.ts';
import { allPages } from '../shared/pages.ts';
import { environment } from '../shared/runtime.ts';
import { executionName } from './asked.ts';

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
export async function nextAttempt(
  accountName: string,
  entry: AccountEntry | undefined,
  asked: string,
  deadNames: ReadonlySet<string>,
): Promise<NextAttempt> {
  if (!entry) {
    let attempt = 1;
    while (deadNames.has(executionName(accountName, asked, 1, attempt))) attempt += 1;
    return { kind: 'launch', generation: 1, attempt };
  }
  const { generation, attempt, state } = entry;
  const same = entry.asked === asked;
  if (state === 'SETTLED')
    return same ? { kind: 'done', generation, attempt } : { kind: 'resume', generation, attempt: attempt + 1 };
  if (state === 'FAILED') return { kind: 'launch', generation: generation + 1, attempt: 1 };
  if (await isRunning(entry.executionArn)) return { kind: 'resume', generation, attempt };
  return { kind: 'resume', generation, attempt: attempt + 1 };
}

/**
 * Names of vend-account's executions that ended without success in the last 90 days. One that was stopped, or whose process was killed,
 * before it claimed its account has left nothing but its name, which stays taken.
 */
export async function readDeadNames(): Promise<ReadonlySet<string>> {
  const stateMachineArn = environment('VEND_ACCOUNT_ARN');
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
