/**
 * Resources as the security controls find fault with them, by control id (Security Hub user guide, "Security Hub controls reference").
 * Each function makes the resource in the account and Region of the context and tells its type and id as a finding does.
 */
import type { CallContext } from '../core/service.ts';
import { trails } from '../cloudtrail/rows.ts';
import { arnOf } from '../cloudtrail/trails.ts';
import { securityGroups, snapshots, vpcs } from '../ec2/rows.ts';
import { accessKeyTable } from '../iam/access-keys.ts';
import { keyArn, keyTable } from '../kms/service.ts';
import { dbSnapshotTable, instanceTable, rdsKey } from '../rds/service.ts';
import { buckets } from '../s3/rows.ts';

export interface FlawedResource {
  readonly Type: string;
  readonly Id: string;
}

/** Where and when a resource is made. */
export type Site = Pick<CallContext, 'account' | 'region' | 'now' | 'store' | 'table'>;

/** Makes the resource; `id` gives letters and digits that belong to its name. */
type Make = (name: string, context: Site, id: (length: number, alphabet?: string) => string) => FlawedResource;

const hex = '0123456789abcdef';
const day = 86_400_000;

const bucket: Make = (name, context) => {
  const unique = `${name}-${context.account}`;
  buckets(context.store).put(unique, {
    name: unique,
    account: context.account,
    region: context.region,
    created: context.now,
    eventBridge: false,
    settings: {},
  });
  return { Type: 'AwsS3Bucket', Id: `arn:aws:s3:::${unique}` };
};

const account: Make = (_name, context) => ({ Type: 'AwsAccount', Id: `AWS::::Account:${context.account}` });

const ec2 = (kind: string, id: string, { account: owner, region }: Site): string =>
  `arn:aws:ec2:${region}:${owner}:${kind}/${id}`;

/** One source that may reach `port`, in the form in which DescribeSecurityGroups gives it. */
const tcp = (port: number, source: { CidrIp: string } | { CidrIpv6: string }) => ({
  IpProtocol: 'tcp',
  FromPort: port,
  ToPort: port,
  ...('CidrIp' in source ? { IpRanges: [source] } : { Ipv6Ranges: [source] }),
});

const openSecurityGroup: Make = (name, context, id) => {
  const group = `sg-0${id(16, hex)}`;
  securityGroups(context).put({
    id: group,
    name,
    vpcId: `vpc-0${id(16, hex)}`,
    ingress: [
      tcp(22, { CidrIp: '0.0.0.0/0' }),
      tcp(22, { CidrIpv6: '::/0' }),
      tcp(3389, { CidrIp: '0.0.0.0/0' }),
      tcp(443, { CidrIp: '0.0.0.0/0' }),
      tcp(22, { CidrIp: '10.0.0.0/8' }),
    ],
    egress: [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] }],
  });
  return { Type: 'AwsEc2SecurityGroup', Id: ec2('security-group', group, context) };
};

const defaultSecurityGroup: Make = (_name, context, id) => {
  const group = `sg-0${id(16, hex)}`;
  securityGroups(context).put({
    id: group,
    name: 'default',
    vpcId: `vpc-0${id(16, hex)}`,
    ingress: [{ IpProtocol: '-1', UserIdGroupPairs: [{ GroupId: group, UserId: context.account }] }],
    egress: [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] }],
  });
  return { Type: 'AwsEc2SecurityGroup', Id: ec2('security-group', group, context) };
};

const publicSnapshot: Make = (_name, context, id) => {
  const snapshot = `snap-0${id(16, hex)}`;
  snapshots(context).put({ id: snapshot, sharedWith: ['all', '210987654321'] });
  return { Type: 'AwsEc2Snapshot', Id: `arn:aws:ec2:${context.region}::snapshot/${snapshot}` };
};

const vpcWithoutFlowLogs: Make = (_name, context, id) => {
  const vpc = `vpc-0${id(16, hex)}`;
  vpcs(context).put({ id: vpc, isDefault: false, cidr: '10.0.0.0/16' });
  return { Type: 'AwsEc2Vpc', Id: ec2('vpc', vpc, context) };
};

const publicDatabaseSnapshot: Make = (name, context) => {
  dbSnapshotTable(context).put(rdsKey(context, name), { id: name, sharedWith: ['all'] });
  return { Type: 'AwsRdsDbSnapshot', Id: `arn:aws:rds:${context.region}:${context.account}:snapshot:${name}` };
};

const publicDatabase: Make = (name, context) => {
  instanceTable(context).put(rdsKey(context, name), { id: name, status: 'available', publiclyAccessible: true });
  return { Type: 'AwsRdsDbInstance', Id: `arn:aws:rds:${context.region}:${context.account}:db:${name}` };
};

const userWithUnusedKey: Make = (name, context, id) => {
  const put = (status: 'Active', lastUsedAt: number): void => {
    const key = `AKIA${id(16, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567')}`;
    const createdAt = context.now - 400 * day;
    accessKeyTable(context).put(`${context.account}/${name}/${key}`, { user: name, id: key, status, createdAt, lastUsedAt });
  };
  put('Active', context.now - 200 * day);
  put('Active', context.now - 2 * day);
  return { Type: 'AwsIamUser', Id: `arn:aws:iam::${context.account}:user/${name}` };
};

const trailWithoutValidation: Make = (name, context) => {
  const { account: owner, region } = context;
  const row = { account: owner, region, name, bucket: `${name}-logs-${owner}`, logFileValidation: false };
  trails(context).put(`${owner}/${region}/${name}`, row);
  return { Type: 'AwsCloudTrailTrail', Id: arnOf(row) };
};

const keyWithoutRotation: Make = (_name, context, id) => {
  const key = `${id(8, hex)}-${id(4, hex)}-4${id(3, hex)}-8${id(3, hex)}-${id(12, hex)}`;
  const arn = keyArn(context, key);
  keyTable(context).put(arn, { id: key, arn, spec: 'SYMMETRIC_DEFAULT', rotates: false, createdAt: context.now });
  return { Type: 'AwsKmsKey', Id: arn };
};

/** A control that is not here gets a finding about a bucket's name without a bucket. */
export const flawedResources: Readonly<Record<string, Make>> = {
  'CloudTrail.4': trailWithoutValidation,
  'EC2.1': publicSnapshot,
  'EC2.2': defaultSecurityGroup,
  'EC2.6': vpcWithoutFlowLogs,
  'EC2.7': account,
  'EC2.13': openSecurityGroup,
  'EC2.14': openSecurityGroup,
  'EC2.19': openSecurityGroup,
  'EC2.53': openSecurityGroup,
  'IAM.7': account,
  'IAM.15': account,
  'IAM.22': userWithUnusedKey,
  'KMS.4': keyWithoutRotation,
  'RDS.1': publicDatabaseSnapshot,
  'RDS.2': publicDatabase,
  'S3.1': account,
  'S3.5': bucket,
  'S3.8': bucket,
};
