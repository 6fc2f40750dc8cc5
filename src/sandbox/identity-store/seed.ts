/** Users and groups as the organization file states them. */
import type { CallContext } from '../core/service.ts';
import { seedIds, type Organization } from '../organization/organization.ts';
import { groupMembershipTable, groupTableOf, userTable } from './rows.ts';

export function seedIdentityStore(organization: Organization, context: CallContext): void {
  const ids = seedIds(organization.seed);
  const { users, groups } = organization.identityCenter;
  const userId = (userName: string): string => ids.uuid(`user/${userName}`);
  for (const { userName, givenName, familyName, email } of users) {
    const id = userId(userName);
    userTable(context).put(id, { id, userName, givenName, familyName, displayName: `${givenName} ${familyName}`, email });
  }
  for (const { name, description = '', members } of groups) {
    const groupId = ids.uuid(`group/${name}`);
    groupTableOf(context).put(groupId, { id: groupId, displayName: name, description });
    for (const member of members) {
      const id = ids.uuid(`membership/${name}/${member}`);
      groupMembershipTable(context).put(id, { id, groupId, userId: userId(member) });
    }
  }
}
