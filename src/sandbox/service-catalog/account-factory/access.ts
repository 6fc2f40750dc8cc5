/** What Account Factory sets up beside the account: the Identity Center user and its administrator access. */
import type { CallContext } from '../../core/service.ts';
import { identityStoreIndexes, userTable } from '../../identity-store/rows.ts';
import { accountAssignmentTable, assignmentKey, identityCenterIndexes } from '../../sso-admin/rows.ts';
import type { AccountParameters } from '../rows.ts';

/** The permission set that Account Factory gives its user, where the organization has it. */
const administratorAccess = 'AWSAdministratorAccess';

/** Creates the user when no user has that address, and assigns it to the account. (Control Tower user guide, Account Factory.) */
export function giveAccess(context: CallContext, accountId: string, parameters: AccountParameters): void {
  const userId = identityStoreIndexes(context.store).userByEmail(parameters.SSOUserEmail) ?? createUser(context, parameters);
  const permissionSetId = identityCenterIndexes(context.store).permissionSetByName(administratorAccess);
  if (permissionSetId === undefined) return;
  const assignment = { accountId, permissionSetId, principalType: 'USER', principalId: userId } as const;
  accountAssignmentTable(context).put(assignmentKey(assignment), assignment);
}

function createUser(context: CallContext, { SSOUserEmail, SSOUserFirstName, SSOUserLastName }: AccountParameters): string {
  const id = context.uuid();
  userTable(context).put(id, {
    id,
    userName: SSOUserEmail,
    givenName: SSOUserFirstName,
    familyName: SSOUserLastName,
    displayName: `${SSOUserFirstName} ${SSOUserLastName}`,
    email: SSOUserEmail,
  });
  return id;
}
