/** The resources that seeded findings are about, as their services' own SDK clients see and change them. */
import { CloudTrailClient, GetTrailCommand, UpdateTrailCommand } from '@aws-sdk/client-cloudtrail';
import {
  AuthorizeSecurityGroupIngressCommand,
  CreateFlowLogsCommand,
  DeleteFlowLogsCommand,
  DescribeFlowLogsCommand,
  DescribeSecurityGroupsCommand,
  DescribeSnapshotAttributeCommand,
  EC2Client,
  EnableEbsEncryptionByDefaultCommand,
  GetEbsEncryptionByDefaultCommand,
  ModifySnapshotAttributeCommand,
  RevokeSecurityGroupIngressCommand,
} from '@aws-sdk/client-ec2';
import {
  GetAccessKeyLastUsedCommand,
  GetAccountPasswordPolicyCommand,
  IAMClient,
  ListAccessKeysCommand,
  UpdateAccessKeyCommand,
  UpdateAccountPasswordPolicyCommand,
} from '@aws-sdk/client-iam';
import { EnableKeyRotationCommand, GetKeyRotationStatusCommand, KMSClient } from '@aws-sdk/client-kms';
import {
  DescribeDBInstancesCommand,
  DescribeDBSnapshotAttributesCommand,
  ModifyDBInstanceCommand,
  ModifyDBSnapshotAttributeCommand,
  RDSClient,
} from '@aws-sdk/client-rds';
import { GetPublicAccessBlockCommand, PutPublicAccessBlockCommand, S3ControlClient } from '@aws-sdk/client-s3-control';
import { GetFindingsCommand, SecurityHubClient } from '@aws-sdk/client-securityhub';
import { clientConfig, member, memberRoot, openTestSandbox, testOrganization } from '../support/open.ts';

async function open(control: string) {
  const findings = [{ account: 'Member', control, resource: 'flawed' }];
  const organization = testOrganization({ securityHub: { administrator: 'Management', findings } });
  const { sandbox, clock } = await openTestSandbox({ organization });
  const config = clientConfig(sandbox, memberRoot);
  const { Findings } = await new SecurityHubClient(config).send(new GetFindingsCommand({}));
  return { config, clock, id: Findings![0]!.Resources![0]!.Id!.split(/[/:]/).at(-1)!, arn: Findings![0]!.Resources![0]!.Id! };
}

test('a rule of a security group is revoked and authorized again, each once', async () => {
  const { config, id: GroupId } = await open('EC2.19');
  const ec2 = new EC2Client(config);
  const read = async () => (await ec2.send(new DescribeSecurityGroupsCommand({ GroupIds: [GroupId] }))).SecurityGroups![0]!;
  const { IpPermissions = [] } = await read();
  const open22 = IpPermissions.filter(({ FromPort, IpRanges }) => FromPort === 22 && IpRanges?.[0]?.CidrIp === '0.0.0.0/0');
  expect(open22).toHaveLength(1);
  const rule = { GroupId, IpPermissions: open22 };
  await ec2.send(new RevokeSecurityGroupIngressCommand(rule));
  expect((await read()).IpPermissions).toHaveLength(IpPermissions.length - 1);
  await expect(ec2.send(new RevokeSecurityGroupIngressCommand(rule))).rejects.toMatchObject({
    name: 'InvalidPermission.NotFound',
  });
  await ec2.send(new AuthorizeSecurityGroupIngressCommand(rule));
  await expect(ec2.send(new AuthorizeSecurityGroupIngressCommand(rule))).rejects.toMatchObject({
    name: 'InvalidPermission.Duplicate',
  });
  await expect(read().then(({ GroupName }) => GroupName)).resolves.toBe('flawed');
  await expect(ec2.send(new DescribeSecurityGroupsCommand({ GroupIds: ['sg-0'] }))).rejects.toMatchObject({
    name: 'InvalidGroup.NotFound',
  });
});

test('a snapshot is public until the group all is removed', async () => {
  const { config, id: SnapshotId } = await open('EC2.1');
  const ec2 = new EC2Client(config);
  const Attribute = 'createVolumePermission';
  const read = async () =>
    (await ec2.send(new DescribeSnapshotAttributeCommand({ SnapshotId, Attribute }))).CreateVolumePermissions;
  expect(await read()).toEqual([{ Group: 'all' }, { UserId: '210987654321' }]);
  await ec2.send(new ModifySnapshotAttributeCommand({ SnapshotId, Attribute, OperationType: 'remove', GroupNames: ['all'] }));
  expect(await read()).toEqual([{ UserId: '210987654321' }]);
});

test('EBS encryption by default belongs to an account and Region', async () => {
  const { config } = await open('EC2.7');
  const ec2 = new EC2Client(config);
  await ec2.send(new EnableEbsEncryptionByDefaultCommand({}));
  const here = await ec2.send(new GetEbsEncryptionByDefaultCommand({}));
  const there = await new EC2Client({ ...config, region: 'eu-west-1' }).send(new GetEbsEncryptionByDefaultCommand({}));
  expect([here.EbsEncryptionByDefault, there.EbsEncryptionByDefault]).toEqual([true, false]);
});

test('flow logs of a VPC are created once and deleted', async () => {
  const { config, id } = await open('EC2.6');
  const ec2 = new EC2Client(config);
  const wanted = {
    ResourceIds: [id],
    ResourceType: 'VPC' as const,
    TrafficType: 'ALL' as const,
    LogDestinationType: 's3' as const,
    LogDestination: 'arn:aws:s3:::flow-logs',
  };
  const { FlowLogIds } = await ec2.send(new CreateFlowLogsCommand(wanted));
  const again = await ec2.send(new CreateFlowLogsCommand(wanted));
  expect(again.Unsuccessful?.map(({ Error: { Code } = {} }) => Code)).toEqual(['FlowLogAlreadyExists']);
  const read = () => ec2.send(new DescribeFlowLogsCommand({ Filter: [{ Name: 'resource-id', Values: [id] }] }));
  expect((await read()).FlowLogs).toMatchObject([{ FlowLogId: FlowLogIds![0], ResourceId: id }]);
  await ec2.send(new DeleteFlowLogsCommand({ FlowLogIds }));
  expect((await read()).FlowLogs).toEqual([]);
});

test('an RDS instance stops being public after some minutes, and cannot be changed meanwhile', async () => {
  const { config, clock, id: DBInstanceIdentifier } = await open('RDS.2');
  const rds = new RDSClient(config);
  const change = new ModifyDBInstanceCommand({ DBInstanceIdentifier, PubliclyAccessible: false, ApplyImmediately: true });
  const read = async () => (await rds.send(new DescribeDBInstancesCommand({ DBInstanceIdentifier }))).DBInstances![0]!;
  await rds.send(change);
  expect(await read()).toMatchObject({ DBInstanceStatus: 'modifying', PubliclyAccessible: true });
  await expect(rds.send(change)).rejects.toMatchObject({ name: 'InvalidDBInstanceStateFault' });
  clock.runUntil(clock.now() + 600_000);
  expect(await read()).toMatchObject({ DBInstanceStatus: 'available', PubliclyAccessible: false });
});

test('an RDS snapshot is public until restore by all is removed', async () => {
  const { config, id: DBSnapshotIdentifier } = await open('RDS.1');
  const rds = new RDSClient(config);
  const change = { DBSnapshotIdentifier, AttributeName: 'restore', ValuesToRemove: ['all'] };
  await rds.send(new ModifyDBSnapshotAttributeCommand(change));
  const read = await rds.send(new DescribeDBSnapshotAttributesCommand({ DBSnapshotIdentifier }));
  expect(read.DBSnapshotAttributesResult?.DBSnapshotAttributes).toEqual([{ AttributeName: 'restore', AttributeValues: [] }]);
});

test('an account without a password policy has none, and gets one as a whole', async () => {
  const { config } = await open('IAM.15');
  const iam = new IAMClient(config);
  await expect(iam.send(new GetAccountPasswordPolicyCommand({}))).rejects.toMatchObject({ name: 'NoSuchEntityException' });
  await iam.send(new UpdateAccountPasswordPolicyCommand({ MinimumPasswordLength: 14 }));
  const { PasswordPolicy } = await iam.send(new GetAccountPasswordPolicyCommand({}));
  expect(PasswordPolicy).toMatchObject({ MinimumPasswordLength: 14, RequireSymbols: false, ExpirePasswords: false });
});

test('an unused access key is told by its last use and made inactive', async () => {
  const { config, clock } = await open('IAM.22');
  const iam = new IAMClient(config);
  const list = async () => (await iam.send(new ListAccessKeysCommand({ UserName: 'flawed' }))).AccessKeyMetadata!;
  const [AccessKeyId] = (await list()).map((key) => key.AccessKeyId!);
  const used = await iam.send(new GetAccessKeyLastUsedCommand({ AccessKeyId }));
  expect(clock.now() - used.AccessKeyLastUsed!.LastUsedDate!.getTime()).toBe(200 * 86_400_000);
  await iam.send(new UpdateAccessKeyCommand({ UserName: 'flawed', AccessKeyId, Status: 'Inactive' }));
  expect((await list()).map(({ Status }) => Status)).toEqual(['Inactive', 'Active']);
});

test('log file validation of a trail is switched on', async () => {
  const { config, arn: Name } = await open('CloudTrail.4');
  const trails = new CloudTrailClient(config);
  await trails.send(new UpdateTrailCommand({ Name, EnableLogFileValidation: true }));
  expect((await trails.send(new GetTrailCommand({ Name }))).Trail).toMatchObject({ LogFileValidationEnabled: true });
});

test('rotation of a key is switched on', async () => {
  const { config, id: KeyId } = await open('KMS.4');
  const kms = new KMSClient(config);
  await kms.send(new EnableKeyRotationCommand({ KeyId }));
  expect(await kms.send(new GetKeyRotationStatusCommand({ KeyId }))).toMatchObject({ KeyRotationEnabled: true });
});

test('the public access block of an account is its own, reached at S3 Control', async () => {
  const { config } = await open('S3.1');
  const control = new S3ControlClient(config);
  const read = () => control.send(new GetPublicAccessBlockCommand({ AccountId: member }));
  await expect(read()).rejects.toMatchObject({ name: 'NoSuchPublicAccessBlockConfiguration' });
  const PublicAccessBlockConfiguration = { BlockPublicAcls: true, RestrictPublicBuckets: true };
  await control.send(new PutPublicAccessBlockCommand({ AccountId: member, PublicAccessBlockConfiguration }));
  expect((await read()).PublicAccessBlockConfiguration).toEqual(PublicAccessBlockConfiguration);
});
