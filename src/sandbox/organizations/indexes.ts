/** Indexes over the organization's rows, so that a call in an organization of thousands of accounts reads only what it answers. */
import { follow, groupTable, Grouping, perStore } from '../core/indexes.ts';
import type { Store } from '../core/store.ts';
import { accountTable, organizationalUnitTable, policyAttachmentTable } from './rows.ts';

export interface OrganizationIndexes {
  /** Ids of all accounts in the order in which they joined. */
  accounts(): readonly string[];
  /** Ids of the accounts directly under a root or OU. */
  accountsOf(parentId: string): ReadonlySet<string>;
  /** Ids of the OUs directly under a root or OU. */
  organizationalUnitsOf(parentId: string): ReadonlySet<string>;
  /** Id of the account with that e-mail address (compared without case), closed accounts included: AWS does not free an address at once. */
  accountByEmail(email: string): string | undefined;
  /** Ids of the policies attached directly to a root, OU or account. */
  policiesOf(targetId: string): ReadonlySet<string>;
  /** Ids of the roots, OUs and accounts that a policy is attached to. */
  targetsOf(policyId: string): ReadonlySet<string>;
}

/** The indexes of a store, built on first use. */
export const organizationIndexes: (store: Store) => OrganizationIndexes = perStore((store) => {
  const ids: string[] = [];
  const emails = new Map<string, string>();
  follow(accountTable(store), (id, row, before) => {
    if (row && !before) ids.push(id);
    else if (!row && before) ids.splice(ids.lastIndexOf(id), 1);
    if (before && before.email !== row?.email) emails.delete(before.email.toLowerCase());
    if (row) emails.set(row.email.toLowerCase(), id);
  });

  const accounts = groupTable(accountTable(store), ({ parentId }) => parentId);
  const units = groupTable(organizationalUnitTable(store), ({ parentId }) => parentId);
  const policies = new Grouping();
  const targets = new Grouping();
  follow(policyAttachmentTable(store), (_key, row, before) => {
    const attachment = row ?? before;
    if (!attachment) return;
    const { policyId, targetId } = attachment;
    policies.move(policyId, row ? undefined : targetId, row ? targetId : undefined);
    targets.move(targetId, row ? undefined : policyId, row ? policyId : undefined);
  });

  return {
    accounts: () => ids,
    accountsOf: (parentId) => accounts.of(parentId),
    organizationalUnitsOf: (parentId) => units.of(parentId),
    accountByEmail: (email) => emails.get(email.toLowerCase()),
    policiesOf: (targetId) => policies.of(targetId),
    targetsOf: (policyId) => targets.of(policyId),
  };
});
