/** The roles of account-enrollment allow what its runs call, and nothing that could be taken away. */
import type { CallLogEntry } from '../../src/sandbox/authorization/call-log.ts';
import { openEnrolling } from '../workflows/support/enrollment.ts';
import { enrollmentPolicyNames, takeEnrollmentWays } from './enrollment-ways.ts';
import { rolePolicies } from './every-way.ts';
import { refusedCalls, unneededPatterns, unusedStatements, type RolePolicy } from './needed-permissions.ts';

jest.setTimeout(120_000);

/** What AWS uses with a machine's role and a simulated organization does not; the reasons stand in least-privilege.test.ts. */
const usedByAwsAlone = [
  'MapFiles s3:ListMultipartUploadParts',
  'MapFiles s3:AbortMultipartUpload',
  'FollowMap states:DescribeExecution',
  'FollowMap states:StopExecution',
  'FollowMap :execution:account-enrollment/*',
  'FollowChild states:DescribeExecution',
  'FollowChild states:StopExecution',
  'FollowChild :execution:enroll-account:*',
  'FollowChild :execution:account-enrollment:*',
];

/** Roles of an account are tried in turn, so that those that are not there are refused. */
const tried =
  /^(plan-enrollment|prepare-accounts) sts:AssumeRole arn:aws:iam::\d{12}:role\/(AWSControlTowerExecution|OrganizationAccountAccessRole|AWSCloudFormationStackSetExecutionRole)$/;

describe('the roles of account-enrollment', () => {
  let ends: string[];
  let roles: RolePolicy[];
  let log: readonly CallLogEntry[];
  beforeAll(async () => {
    const { local, close } = await openEnrolling({ name: 'small.yml' });
    ({ ends, log } = await takeEnrollmentWays(local.account));
    roles = (await rolePolicies(local)).filter(({ name }) => enrollmentPolicyNames().includes(name));
    await close();
  });

  it('are asked about in runs that end as they should', () => {
    expect(ends).toEqual([
      'SUCCEEDED',
      'FAILED',
      'SUCCEEDED 5 1 0',
      'SUCCEEDED 1 0 0',
      'SUCCEEDED 2 0 1',
      'SUCCEEDED 2 2 0',
      'SUCCEEDED 0 0 0',
      'SUCCEEDED 0 1 0',
      'SUCCEEDED 4 2 0',
      'SUCCEEDED 0 1 0',
      'SUCCEEDED 0 1 0',
    ]);
    expect(roles).toHaveLength(enrollmentPolicyNames().length);
  });

  it('allow every call that is made, but the roles that are tried in turn', () => {
    expect(refusedCalls(roles, log).filter((call) => !tried.test(call))).toEqual([]);
  });

  it('have no statement, action or resource that could be taken away', () => {
    expect(unusedStatements(roles, log)).toEqual(['account-enrollment FollowMap', 'account-enrollment FollowChild']);
    const withoutPlace = unneededPatterns(roles, log).map((text) =>
      text.replace(/arn:aws:states:[^:]+:\d+:execution:groundcrew-prod-/, ':execution:'),
    );
    expect(withoutPlace).toEqual(usedByAwsAlone.map((text) => `account-enrollment ${text}`));
  });
});
