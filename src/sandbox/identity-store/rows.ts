/** Rows of Identity Center's identity store. */
import { follow, groupTable, perStore } from '../core/indexes.ts';
import type { Store, Table } from '../core/store.ts';
import type { HasTables } from '../organizations/rows.ts';

/** Key: the user's id. */
export interface UserRow {
  readonly id: string;
  readonly userName: string;
  readonly givenName: string;
  readonly familyName: string;
  readonly displayName: string;
  readonly email: string;
}

/** Key: the group's id. */
export interface GroupRow {
  readonly id: string;
  readonly displayName: string;
  readonly description: string;
}

/** Key: the membership's id. */
export interface GroupMembershipRow {
  readonly id: string;
  readonly groupId: string;
  readonly userId: string;
}

export const userTable = (from: HasTables): Table<UserRow> => from.table('identitystore/users');
export const groupTableOf = (from: HasTables): Table<GroupRow> => from.table('identitystore/groups');
export const groupMembershipTable = (from: HasTables): Table<GroupMembershipRow> => from.table('identitystore/group-memberships');

/** Indexes over the identity store. Names are compared without case, as Identity Center does. */
export interface IdentityStoreIndexes {
  userByName(userName: string): string | undefined;
  userByEmail(email: string): string | undefined;
  groupByName(displayName: string): string | undefined;
  /** Ids of the memberships of a group. */
  membershipsOf(groupId: string): ReadonlySet<string>;
  /** Ids of the memberships of a user. */
  membershipsOfUser(userId: string): ReadonlySet<string>;
  /** Ids of the groups that a user is in. */
  groupsOfUser(userId: string): readonly string[];
}

export const identityStoreIndexes: (store: Store) => IdentityStoreIndexes = perStore((store) => {
  const userNames = lookup(userTable(store), ({ userName }) => userName);
  const emails = lookup(userTable(store), ({ email }) => email);
  const groupNames = lookup(groupTableOf(store), ({ displayName }) => displayName);
  const byGroup = groupTable(groupMembershipTable(store), ({ groupId }) => groupId);
  const byUser = groupTable(groupMembershipTable(store), ({ userId }) => userId);
  return {
    userByName: userNames,
    userByEmail: emails,
    groupByName: groupNames,
    membershipsOf: (groupId) => byGroup.of(groupId),
    membershipsOfUser: (userId) => byUser.of(userId),
    groupsOfUser: (userId) => [...byUser.of(userId)].map((id) => groupMembershipTable(store).get(id)!.groupId),
  };
});

function lookup<Row>(table: Table<Row>, nameOf: (row: Row) => string): (name: string) => string | undefined {
  const keys = new Map<string, string>();
  follow(table, (key, row, before) => {
    if (before) keys.delete(nameOf(before).toLowerCase());
    if (row) keys.set(nameOf(row).toLowerCase(), key);
  });
  return (name) => keys.get(name.toLowerCase());
}
