import { DeleteAccountAssignmentCommand, SSOAdminClient } from '@aws-sdk/client-sso-admin';
import { client } from '../shared/clients.ts';
import { task } from '../shared/task.ts';
import { removeAccess } from './contract.ts';

/** Takes a permission set from a group when its time is over; one that is gone already is no error at Identity Center. */
export const handler = task(removeAccess, async ({ accountId, instanceArn, groupId, permissionSetArn }) => {
  const { AccountAssignmentDeletionStatus } = await client(SSOAdminClient).send(
    new DeleteAccountAssignmentCommand({
      InstanceArn: instanceArn,
      TargetId: accountId,
      TargetType: 'AWS_ACCOUNT',
      PermissionSetArn: permissionSetArn,
      PrincipalType: 'GROUP',
      PrincipalId: groupId,
    }),
  );
  return { requestId: AccountAssignmentDeletionStatus!.RequestId! };
});
