/** Tags and alternate contacts, from the management account. Each call sets a whole value: repeatable. */
import { AccountClient, GetAlternateContactCommand, PutAlternateContactCommand } from '@aws-sdk/client-account';
import type { AlternateContactType } from '@aws-sdk/client-account';
import { ListTagsForResourceCommand, OrganizationsClient, TagResourceCommand } from '@aws-sdk/client-organizations';
import { client } from '../shared/clients.ts';
import { awsErrorName } from '../shared/errors.ts';
import { allPages } from '../shared/pages.ts';
import type { AccountCheck, Contacts, PlanRow } from './contract.ts';

const contactTypes: readonly (readonly [keyof Contacts, AlternateContactType])[] = [
  ['billing', 'BILLING'],
  ['operations', 'OPERATIONS'],
  ['security', 'SECURITY'],
];

export async function applySettings(accountId: string, { tags, contacts }: Pick<PlanRow, 'tags' | 'contacts'>): Promise<void> {
  const wanted = Object.entries(tags);
  if (wanted.length > 0) {
    await client(OrganizationsClient).send(
      new TagResourceCommand({ ResourceId: accountId, Tags: wanted.map(([Key, Value]) => ({ Key, Value })) }),
    );
  }
  for (const [member, type] of contactTypes) {
    const contact = contacts[member];
    if (!contact) continue;
    await client(AccountClient).send(
      new PutAlternateContactCommand({
        AccountId: accountId,
        AlternateContactType: type,
        Name: contact.name,
        Title: contact.title,
        EmailAddress: contact.email,
        PhoneNumber: contact.phone,
      }),
    );
  }
}

/** The tags that were asked for, as Organizations has them. */
export async function checkTags(accountId: string, { tags }: Pick<PlanRow, 'tags'>): Promise<AccountCheck[]> {
  const wanted = Object.entries(tags);
  if (wanted.length === 0) return [];
  const found = await allPages(
    (NextToken) => client(OrganizationsClient).send(new ListTagsForResourceCommand({ ResourceId: accountId, NextToken })),
    (page) => page.Tags,
    (page) => page.NextToken,
  );
  const missing = wanted.filter(([key, value]) => !found.some(({ Key, Value }) => Key === key && Value === value));
  return [
    missing.length === 0
      ? { check: 'tags', outcome: 'OK', found: `${wanted.length} of ${wanted.length}` }
      : { check: 'tags', outcome: 'WRONG', found: `not there: ${missing.map(([key]) => key).join(', ')}` },
  ];
}

/** The contacts that were asked for; the proof is the address, without which nobody could tell one from another. */
export async function checkContacts(accountId: string, { contacts }: Pick<PlanRow, 'contacts'>): Promise<AccountCheck[]> {
  const checks: AccountCheck[] = [];
  for (const [member, AlternateContactType] of contactTypes) {
    const wanted = contacts[member];
    if (!wanted) continue;
    const found = await readContact(accountId, AlternateContactType);
    checks.push({
      check: `${member} contact`,
      outcome: found === wanted.email ? 'OK' : 'WRONG',
      found: found ?? 'none',
    });
  }
  return checks;
}

async function readContact(AccountId: string, AlternateContactType: AlternateContactType): Promise<string | undefined> {
  try {
    const { AlternateContact } = await client(AccountClient).send(
      new GetAlternateContactCommand({ AccountId, AlternateContactType }),
    );
    return AlternateContact?.EmailAddress;
  } catch (error) {
    if (awsErrorName(error) === 'ResourceNotFoundException') return undefined;
    throw error;
  }
}
