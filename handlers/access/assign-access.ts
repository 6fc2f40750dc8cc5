import { CreateAccountAssignmentCommand, SSOAdminClient } from '@aws-sdk/client-sso-admin';
import { client } from '../shared/clients.ts';
import { task } from '../shared/task.ts';
import { assignAccess } from './contract.ts';

/**
 * Asks for each pair of group and permission set. An assignment that is there already is asked for again without harm:
 * https://docs.aws.amazon.com/singlesignon/latest/APIReference/API_CreateAccountAssignment.html
 */
export const handler = task(assignAccess, async ({ accountId, instanceArn, access }) => {
  const assignments = [];
  for (const { group, groupId, permissionSet, permissionSetArn } of access) {
    const { AccountAssignmentCreationStatus } = await client(SSOAdminClient).send(
      new CreateAccountAssignmentCommand({
        InstanceArn: instanceArn,
        TargetId: accountId,
        TargetType: 'AWS_ACCOUNT',
        PermissionSetArn: permissionSetArn,
        PrincipalType: 'GROUP',
        PrincipalId: groupId,
      }),
    );
    assignments.push({ requestId: AccountAssignmentCreationStatus!.RequestId!, group, permissionSet });
  }
  return { assignments };
});
