/** The stack set that makes AWSControlTowerExecution, in exactly the accounts that need it. */
import {
  CloudFormationClient,
  CreateStackInstancesCommand,
  CreateStackSetCommand,
  DescribeStackSetOperationCommand,
} from '@aws-sdk/client-cloudformation';
import { createHash } from 'node:crypto';
import { client } from '../shared/clients.ts';
import { awsErrorName } from '../shared/errors.ts';
import { region } from '../shared/runtime.ts';
import type { ReportRow } from './contract.ts';
import { PreparationPending } from './errors.ts';
import { executionRole } from './member-session.ts';

export const stackSetName = 'groundcrew-control-tower-execution';

/** The role of Control Tower's user guide, "Manually add the required IAM role to an existing AWS account and enroll it". */
const template = JSON.stringify({
  AWSTemplateFormatVersion: '2010-09-09',
  Description: 'The role through which AWS Control Tower works in an account that is to be enrolled.',
  Parameters: { ManagementAccount: { Type: 'String' } },
  Resources: {
    ExecutionRole: {
      Type: 'AWS::IAM::Role',
      Properties: {
        RoleName: executionRole,
        AssumeRolePolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Allow',
              Principal: { AWS: { 'Fn::Sub': 'arn:${AWS::Partition}:iam::${ManagementAccount}:root' } },
              Action: 'sts:AssumeRole',
            },
          ],
        },
        ManagedPolicyArns: [{ 'Fn::Sub': 'arn:${AWS::Partition}:iam::aws:policy/AdministratorAccess' }],
      },
    },
  },
});

/**
 * Makes the role in the accounts: INTERSECTION of them with the OUs that hold them, never an OU as such. Raises PreparationPending until the
 * operation is over; what failed in an account is found by the check that follows.
 */
export async function createRoles(executionName: string, managementAccount: string, rows: readonly ReportRow[]): Promise<void> {
  const cloudFormation = client(CloudFormationClient);
  const accounts = rows.map(({ accountId }) => accountId).sort();
  const asked = createHash('sha256').update(`${executionName} ${accounts.join()}`).digest('hex').slice(0, 24);
  const OperationId = `roles-${asked}`;
  try {
    await cloudFormation.send(
      new CreateStackSetCommand({
        StackSetName: stackSetName,
        Description: 'AWSControlTowerExecution in accounts that account-enrollment was told to prepare.',
        TemplateBody: template,
        Parameters: [{ ParameterKey: 'ManagementAccount', ParameterValue: managementAccount }],
        Capabilities: ['CAPABILITY_NAMED_IAM'],
        PermissionModel: 'SERVICE_MANAGED',
        AutoDeployment: { Enabled: false },
        ClientRequestToken: stackSetName,
      }),
    );
  } catch (error) {
    if (awsErrorName(error) !== 'NameAlreadyExistsException') throw error;
  }
  try {
    await cloudFormation.send(
      new CreateStackInstancesCommand({
        StackSetName: stackSetName,
        OperationId,
        DeploymentTargets: {
          OrganizationalUnitIds: [...new Set(rows.map(({ sourceParentId }) => sourceParentId))].sort(),
          Accounts: accounts,
          AccountFilterType: 'INTERSECTION',
        },
        Regions: [region()],
        OperationPreferences: {
          FailureTolerancePercentage: 100,
          MaxConcurrentPercentage: 100,
          ConcurrencyMode: 'SOFT_FAILURE_TOLERANCE',
        },
      }),
    );
  } catch (error) {
    if (awsErrorName(error) === 'OperationInProgressException')
      throw new PreparationPending('another operation on the stack set is under way', { cause: error });
    if (awsErrorName(error) !== 'OperationIdAlreadyExistsException') throw error;
  }
  const { StackSetOperation } = await cloudFormation.send(
    new DescribeStackSetOperationCommand({ StackSetName: stackSetName, OperationId }),
  );
  const status = StackSetOperation?.Status;
  if (status === 'RUNNING' || status === 'QUEUED' || status === 'STOPPING')
    throw new PreparationPending(`the roles are being made: ${status} (${OperationId})`);
}
