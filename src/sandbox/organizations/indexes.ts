/**
 * Indexes over the organization's rows, kept current by the tables' change listeners, so that a call in an organization of
 * thousands of accounts reads only what it answers. They are derived: undo and replay maintain them, nothing journals them.
 */
import type { Store } from '../core/store.ts';
import { accountTable, organizationalUnitTable, policyAttachmentTable } from './rows.ts';

export interface OrganizationIndexes {
  /** Ids of the accounts directly under a root or OU. */
  accountsOf(parentId: string): ReadonlySet<string>;
  /** Ids of the OUs directly under a root or OU. */
  organizationalUnitsOf(parentId: string): ReadonlySet<string>;
  /** Id of the account with that e-mail address (compared without case), closed accounts included: AWS never frees an address at once. */
  accountByEmail(email: string): string | undefined;
  /** Ids of the policies attached directly to a root, OU or account. */
  policiesOf(targetId: string): ReadonlySet<string>;
  /** Ids of the roots, OUs and accounts that a policy is attached to. */
  targetsOf(policyId: string): ReadonlySet<string>;
}

const nothing: ReadonlySet<string> = new Set();
const indexesOf = new WeakMap<Store, OrganizationIndexes>();

/** The indexes of that store, built on first use. */
export function organizationIndexes(store: Store): OrganizationIndexes {
  let indexes = indexesOf.get(store);
  if (!indexes) {
    indexes = buildIndexes(store);
    indexesOf.set(store, indexes);
  }
  return indexes;
}

/** Sets of ids by the id that they belong to. */
class Grouping {
  private readonly groups = new Map<string, Set<string>>();

  of(group: string): ReadonlySet<string> {
    return this.groups.get(group) ?? nothing;
  }
  /** Moves `id` from one group to another; an undefined group is none. */
  move(id: string, from: string | undefined, to: string | undefined): void {
    if (from === to) return;
    if (from !== undefined) this.groups.get(from)?.delete(id);
    if (to === undefined) return;
    const group = this.groups.get(to);
    if (group) group.add(id);
    else this.groups.set(to, new Set([id]));
  }
}

function buildIndexes(store: Store): OrganizationIndexes {
  const accounts = new Grouping();
  const units = new Grouping();
  const policies = new Grouping();
  const targets = new Grouping();
  const emails = new Map<string, string>();

  follow(accountTable(store), (id, row, before) => {
    accounts.move(id, before?.parentId, row?.parentId);
    if (before && before.email !== row?.email) emails.delete(before.email.toLowerCase());
    if (row) emails.set(row.email.toLowerCase(), id);
  });
  follow(organizationalUnitTable(store), (id, row, before) => units.move(id, before?.parentId, row?.parentId));
  follow(policyAttachmentTable(store), (_key, row, before) => {
    if (before) {
      policies.move(before.policyId, before.targetId, undefined);
      targets.move(before.targetId, before.policyId, undefined);
    }
    if (row) {
      policies.move(row.policyId, undefined, row.targetId);
      targets.move(row.targetId, undefined, row.policyId);
    }
  });

  return {
    accountsOf: (parentId) => accounts.of(parentId),
    organizationalUnitsOf: (parentId) => units.of(parentId),
    accountByEmail: (email) => emails.get(email.toLowerCase()),
    policiesOf: (targetId) => policies.of(targetId),
    targetsOf: (policyId) => targets.of(policyId),
  };
}

/** Feeds a table's present rows and every later change to `listener`. */
function follow<Row>(
  table: {
    entries(): IterableIterator<[string, Row]>;
    onChange(listener: (key: string, row: Row | undefined, before: Row | undefined) => void): void;
  },
  listener: (key: string, row: Row | undefined, before: Row | undefined) => void,
): void {
  for (const [key, row] of table.entries()) listener(key, row, undefined);
  table.onChange(listener);
}
