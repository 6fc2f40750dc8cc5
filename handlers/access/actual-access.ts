/** Who has which permission set on an account now. */
import {
  ListAccountAssignmentsCommand,
  ListPermissionSetsProvisionedToAccountCommand,
  SSOAdminClient,
} from '@aws-sdk/client-sso-admin';
import { client } from '../shared/clients.ts';
import { allPages } from '../shared/pages.ts';

export interface ActualAssignment {
  readonly principalType: 'GROUP' | 'USER';
  readonly principalId: string;
  readonly permissionSetArn: string;
}

/** Every assignment of an account, of groups and of users. */
export async function actualAccess(InstanceArn: string, AccountId: string): Promise<ActualAssignment[]> {
  const ssoAdmin = client(SSOAdminClient);
  const provisioned = await allPages(
    (NextToken) =>
      ssoAdmin.send(new ListPermissionSetsProvisionedToAccountCommand({ InstanceArn, AccountId, MaxResults: 100, NextToken })),
    (page) => page.PermissionSets,
    (page) => page.NextToken,
  );
  const found: ActualAssignment[] = [];
  for (const permissionSetArn of provisioned) {
    const assignments = await allPages(
      (NextToken) =>
        ssoAdmin.send(
          new ListAccountAssignmentsCommand({
            InstanceArn,
            AccountId,
            PermissionSetArn: permissionSetArn,
            MaxResults: 100,
            NextToken,
          }),
        ),
      (page) => page.AccountAssignments,
      (page) => page.NextToken,
    );
    for (const { PrincipalType, PrincipalId } of assignments)
      found.push({ principalType: PrincipalType!, principalId: PrincipalId!, permissionSetArn });
  }
  return found;
}
