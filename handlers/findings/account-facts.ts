/**
 * What is known of an account beyond its findings: OU path, tags, security contact. Read once a day from Organizations and Account Management
 * and kept in the ledger; forget-account drops it when the account moves or its tags change.
 */
import { AccountClient, GetAlternateContactCommand } from '@aws-sdk/client-account';
import {
  DescribeAccountCommand,
  DescribeOrganizationalUnitCommand,
  ListParentsCommand,
  ListTagsForResourceCommand,
  OrganizationsClient,
} from '@aws-sdk/client-organizations';
import { getItem, putItem, type Key } from '../ledger/table.ts';
import { client } from '../shared/clients.ts';
import { awsErrorName } from '../shared/errors.ts';
import { allPages } from '../shared/pages.ts';
import { now } from '../shared/runtime.ts';

export interface AccountFacts {
  readonly name: string;
  /** `Workloads/Production`; `Root` for accounts directly under the root. */
  readonly ouPath: string;
  readonly tags: Readonly<Record<string, string>>;
  /** Absent: none is set, or it may not be read. */
  readonly contact?: { readonly name: string; readonly title: string; readonly email: string; readonly phone: string };
}

const keptFor = 24 * 3_600_000;
/** Five levels of OUs are the most there are. */
const deepest = 6;

export const factsKey = (account: string): Key => ({ pk: `ACCOUNT-FACTS#${account}`, sk: 'FACTS' });

/** The facts; undefined where they may not be read. Throttles and outages are thrown. */
export async function accountFacts(account: string): Promise<AccountFacts | undefined> {
  const kept = await getItem(factsKey(account));
  if (kept && now() - Number(kept['readAt']) < keptFor) return kept['facts'] as unknown as AccountFacts;
  try {
    const facts = await readFacts(account);
    await putItem({
      ...factsKey(account),
      readAt: now(),
      expiresAt: Math.floor((now() + 7 * keptFor) / 1000),
      facts: { ...facts },
    });
    return facts;
  } catch (error) {
    if (
      ['AccessDeniedException', 'AccountNotFoundException', 'ChildNotFoundException', 'TargetNotFoundException'].includes(
        awsErrorName(error),
      )
    ) {
      return undefined;
    }
    throw error;
  }
}

async function readFacts(account: string): Promise<AccountFacts> {
  const organizations = client(OrganizationsClient);
  const { Account } = await organizations.send(new DescribeAccountCommand({ AccountId: account }));
  const tags = await allPages(
    (NextToken) => organizations.send(new ListTagsForResourceCommand({ ResourceId: account, NextToken })),
    ({ Tags }) => Tags,
    ({ NextToken }) => NextToken,
  );
  const contact = await securityContact(account);
  return {
    name: Account?.Name ?? account,
    ouPath: await ouPath(account),
    tags: Object.fromEntries(tags.map(({ Key = '', Value = '' }) => [Key, Value])),
    ...(contact ? { contact } : {}),
  };
}

async function ouPath(account: string): Promise<string> {
  const organizations = client(OrganizationsClient);
  const names: string[] = [];
  let child = account;
  for (let level = 0; level < deepest; level += 1) {
    const { Parents = [] } = await organizations.send(new ListParentsCommand({ ChildId: child }));
    const [parent] = Parents;
    if (!parent?.Id || parent.Type === 'ROOT') break;
    const { OrganizationalUnit } = await organizations.send(
      new DescribeOrganizationalUnitCommand({ OrganizationalUnitId: parent.Id }),
    );
    names.unshift(OrganizationalUnit?.Name ?? parent.Id);
    child = parent.Id;
  }
  return names.length === 0 ? 'Root' : names.join('/');
}

async function securityContact(AccountId: string): Promise<AccountFacts['contact']> {
  try {
    const { AlternateContact: contact } = await client(AccountClient).send(
      new GetAlternateContactCommand({ AccountId, AlternateContactType: 'SECURITY' }),
    );
    if (!contact) return undefined;
    const { Name = '', Title = '', EmailAddress = '', PhoneNumber = '' } = contact;
    return { name: Name, title: Title, email: EmailAddress, phone: PhoneNumber };
  } catch (error) {
    // None is set, or it is the management account's, which only that account may read.
    if (['ResourceNotFoundException', 'AccessDeniedException'].includes(awsErrorName(error))) return undefined;
    throw error;
  }
}
