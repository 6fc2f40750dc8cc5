import { DescribeAccountAssignmentCreationStatusCommand, SSOAdminClient } from '@aws-sdk/client-sso-admin';
import { client } from '../shared/clients.ts';
import { task } from '../shared/task.ts';
import { awaitAccess } from './contract.ts';
import { AccessFailed, AccessPending } from './errors.ts';

/** Returns when every assignment is made; raises AccessPending while one is not, AccessFailed with each reason when one cannot be. */
export const handler = task(awaitAccess, async ({ instanceArn, assignments }) => {
  const failed: string[] = [];
  for (const { requestId, group, permissionSet } of assignments) {
    const { AccountAssignmentCreationStatus: status } = await client(SSOAdminClient).send(
      new DescribeAccountAssignmentCreationStatusCommand({
        InstanceArn: instanceArn,
        AccountAssignmentCreationRequestId: requestId,
      }),
    );
    if (status?.Status === 'IN_PROGRESS')
      throw new AccessPending(`${permissionSet} for ${group} is not assigned yet (${requestId})`);
    if (status?.Status === 'FAILED') failed.push(`${permissionSet} for ${group}: ${status.FailureReason ?? 'no reason given'}`);
  }
  if (failed.length > 0) throw new AccessFailed(failed.join('; '));
  return null;
});
