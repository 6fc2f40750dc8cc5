import { AccountClient, PutAlternateContactCommand } from '@aws-sdk/client-account';
import type { AlternateContactType } from '@aws-sdk/client-account';
import { OrganizationsClient, TagResourceCommand } from '@aws-sdk/client-organizations';
import { client } from '../shared/clients.ts';
import { task } from '../shared/task.ts';
import { applyAccountSettings } from './contract.ts';
import type { Contacts } from './contract.ts';

const contactTypes: readonly (readonly [keyof Contacts, AlternateContactType])[] = [
  ['billing', 'BILLING'],
  ['operations', 'OPERATIONS'],
  ['security', 'SECURITY'],
];

/** Puts the row's tags and alternate contacts on the account, from the management account. Each call sets a whole value: repeatable. */
export const handler = task(applyAccountSettings, async ({ accountId, tags, contacts }) => {
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
  return null;
});
