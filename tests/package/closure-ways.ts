/** Runs of account-closure that together take every way through its machines and functions. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CallLogEntry } from '../../src/sandbox/authorization/call-log.ts';
import { repositoryRoot } from '../support/repository.ts';
import { closingOrganization, idOf, openClosing } from '../workflows/support/closure.ts';
import { waitMinutes } from '../workflows/support/wait.ts';
import { rolePolicies } from './every-way.ts';
import type { RolePolicy } from './needed-permissions.ts';

const day = 24 * 60;

/** The policies of account-closure's roles, one a role. */
export function closurePolicyNames(): string[] {
  const text = readFileSync(join(repositoryRoot, 'statemachines/account-closure/roles.yml'), 'utf8');
  return [...text.matchAll(/- PolicyName: (.+)/g)].map(([, name]) => name!);
}

/** Every call of the runs, the roles, and how each run ended. */
export async function takeClosureWays(): Promise<{ ends: string[]; log: readonly CallLogEntry[]; roles: RolePolicy[] }> {
  const closing = await openClosing(closingOrganization(['kept']));
  const ends: string[] = [];
  const note = (result: unknown): void => {
    const { summary, error } = result as { summary?: Record<string, number>; error?: string };
    ends.push(error ?? `${summary!['succeeded']} ${summary!['failed']} ${summary!['blocked']} ${summary!['cancelled']}`);
  };
  await closing.delegate(idOf('other'), 'guardduty.amazonaws.com');
  await closing.run({ flags: { account: [idOf('to-enroll')], targetOu: 'Governed', path: 'service-catalog' } });
  note(await closing.end(await closing.begin({ accounts: ['nobody@example.com'], dryRun: true })));
  const accounts = ['to-enroll', 'governed', 'other', 'closed'].map(idOf);
  note(await closing.finish({ accounts, coolingOffDays: 1 }));
  const stopped = await closing.begin({ accounts: [idOf('at-root'), idOf('loose'), idOf('kept')], coolingOffDays: 2 });
  await waitMinutes(closing.local, day);
  await closing.stopChildren();
  note(await closing.end(stopped));
  note(await closing.finish({ accounts: [idOf('at-root'), idOf('loose')], cancel: true }));
  const again = await closing.begin({ accounts: [idOf('kept')], coolingOffDays: 2 });
  await waitMinutes(closing.local, 60);
  await closing.move(idOf('kept'), 'Loose');
  note(await closing.end(again));
  const roles = (await rolePolicies(closing.local)).filter(({ name }) => closurePolicyNames().includes(name));
  const log = closing.local.sandbox.callLog();
  await closing.close();
  return { ends, log, roles };
}
