/**
 * The organization, rule table and findings of the benchmark of finding-remediation: 50 accounts, of whose findings nine in ten are suppressed
 * or notified and one in ten is remediated.
 */
import type { AwsSecurityFinding } from '@aws-sdk/client-securityhub';

export const accounts = 50;
/** Shares of what goes wrong. */
export const throttled = 0.2;
export const partialFailures = 0.02;
export const lostReplies = 0.01;
export const duplicates = 0.05;

const now = '2026-01-05T09:00:00Z';
/** Not before everything is deployed. */
const troubleFrom = '2026-01-05T09:01:00Z';
const home = 'us-east-1';
/** Of each ten findings of an account, in turn. The flawed ones have a resource that their playbook repairs. */
const told = ['Lambda.1', 'ECS.2', 'SSM.4', 'Lambda.2', 'ECS.5', 'SSM.3', 'Lambda.5', 'ECS.12', 'SSM.2'];
const flawed = ['S3.8', 'S3.5', 'EC2.19', 'KMS.4', 'RDS.1', 'EC2.1'];

/** Calls of playbooks that AWS answers with a throttle, or whose answer is lost. */
const playbookCalls = [
  ['s3', 'PutPublicAccessBlock'],
  ['s3', 'PutBucketPolicy'],
  ['ec2', 'RevokeSecurityGroupIngress'],
  ['ec2', 'ModifySnapshotAttribute'],
  ['kms', 'EnableKeyRotation'],
  ['rds', 'ModifyDBSnapshotAttribute'],
] as const;

const nameOf = (account: number): string => `workload-${String(account + 1).padStart(2, '0')}`;
const idOf = (account: number): string => String(400_000_000_001 + account);

/** JSON is YAML. The findings that have a resource are there from the start, with it; the others are imported. */
export function organizationOf(findings: number): string {
  const withResource = Math.floor(findings / accounts / 10);
  return JSON.stringify({
    now,
    seed: 7,
    managementAccount: { name: 'AnyCompany', email: 'aws@anycompany.example.com' },
    homeRegion: home,
    governedRegions: [home],
    targets: { security: { account: 'audit' }, 'remediation-member': { everyMember: true } },
    ous: [
      { name: 'Security', registered: true, accounts: [{ name: 'audit', email: 'audit@anycompany.example.com' }] },
      {
        name: 'Workloads',
        registered: true,
        accounts: Array.from({ length: accounts }, (_, index) => ({
          name: nameOf(index),
          id: idOf(index),
          email: `${nameOf(index)}@anycompany.example.com`,
        })),
      },
    ],
    securityHub: {
      administrator: 'audit',
      partialFailures,
      findings: Array.from({ length: accounts * withResource }, (_, index) => ({
        account: nameOf(index % accounts),
        control: flawed[Math.floor(index / accounts) % flawed.length],
        resource: `resource-${Math.floor(index / accounts)}`,
      })),
    },
    faults: [
      fault('securityhub', 'BatchUpdateFindings', 'throttle', throttled),
      fault('securityhub', 'BatchUpdateFindings', 'applied-but-reply-lost', lostReplies),
      fault('securityhub', 'GetFindings', 'throttle', throttled),
      ...playbookCalls.flatMap(([service, operation]) => [
        fault(service, operation, 'throttle', throttled),
        fault(service, operation, 'applied-but-reply-lost', lostReplies),
      ]),
      fault('aws.securityhub', 'Security Hub Findings - Imported', 'event-duplicated', duplicates),
    ],
  });
}

function fault(service: string, operation: string, effect: string, probability: number): object {
  return { service, operation, effect, probability, from: troubleFrom };
}

export const rules = `version: 1
limits: { changesPerAccountAndHour: 1000, canaryAbove: 10 }
rules:
  - { name: repair, when: { ouPath: 'Workloads*', control: [${flawed.join(', ')}] }, action: remediate }
  - { name: accepted, when: { control: ['Lambda.*', 'ECS.*'] }, action: suppress, reason: accepted for all workloads }
  - { name: tell-the-owner, when: { control: 'SSM.*' }, action: notify }
`;

/** The findings of an account that no resource of the sandbox stands behind. */
export function toldFindings(findings: number, account: number): AwsSecurityFinding[] {
  const own = Math.floor(findings / accounts);
  const count = own - Math.floor(own / 10);
  const owner = idOf(account);
  return Array.from({ length: count }, (_, index) => {
    const control = told[index % told.length]!;
    const resource = `arn:aws:${control.split('.')[0]!.toLowerCase()}:${home}:${owner}:resource/${index}`;
    return {
      SchemaVersion: '2018-10-08',
      Id: `arn:aws:securityhub:${home}:${owner}:security-control/${control}/finding/${index}`,
      ProductArn: `arn:aws:securityhub:${home}::product/aws/securityhub`,
      Region: home,
      GeneratorId: `security-control/${control}`,
      AwsAccountId: owner,
      Types: ['Software and Configuration Checks/Industry and Regulatory Standards'],
      CreatedAt: now,
      UpdatedAt: now,
      Severity: { Label: 'MEDIUM' as const },
      Title: `${control} found fault with ${resource}`,
      Description: `The control ${control} failed.`,
      Resources: [{ Type: 'Other', Id: resource, Partition: 'aws' as const, Region: home }],
      Compliance: { Status: 'FAILED' as const, SecurityControlId: control },
    };
  });
}

export const memberIds: readonly string[] = Array.from({ length: accounts }, (_, index) => idOf(index));
