import { CreateAccountAssignmentCommand, SSOAdminClient } from '@aws-sdk/client-sso-admin';
import { client } from '../shared/clients.ts';
import { task } from '../shared/task.ts';
import { actualAccess } from './actual-access.ts';
import { assignAccess } from './contract.ts';
import { scheduleRemoval } from './removal.ts';
import { wantedAccess } from './wanted-access.ts';

/**
 * Compares what is asked for with what is there, and asks for what is missing: IAM Identity Center carries it out later. A pair that
 * expires gets the schedule of its removal first, so that none is given without an end.
 */
export const handler = task(assignAccess, async ({ accountId, instanceArn, access }) => {
  const wanted = wantedAccess(access);
  if (wanted.length === 0) return { assignments: [] };
  for (const pair of wanted) if (pair.until !== undefined) await scheduleRemoval(accountId, instanceArn, pair, pair.until);
  const actual = await actualAccess(instanceArn, accountId);
  const assignments = [];
  for (const { group, groupId, permissionSet, permissionSetArn } of wanted) {
    if (actual.some((one) => one.principalId === groupId && one.permissionSetArn === permissionSetArn)) continue;
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
