/** Security groups and their rules. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RevokeSecurityGroupIngress.html */
import type {
  AuthorizeSecurityGroupIngressRequest,
  DescribeSecurityGroupsRequest,
  DescribeSecurityGroupsResult,
  IpPermission,
} from '@aws-sdk/client-ec2';
import { operation, type CallContext, type OperationTable } from '../core/service.ts';
import { described, ec2Error, missingParameter, onResource, passes } from './operation.ts';
import { securityGroups, type SecurityGroupRow } from './rows.ts';

const groupOf = (id: string | undefined, context: CallContext): SecurityGroupRow => {
  if (id === undefined) throw missingParameter('GroupId');
  const row = securityGroups(context).get(id);
  if (!row) throw ec2Error('InvalidGroup.NotFound', `The security group '${id}' does not exist`);
  return row;
};

/** One permission per source, so that rules compare one by one. */
function rulesOf(permissions: readonly IpPermission[]): IpPermission[] {
  return permissions.flatMap(({ IpRanges = [], Ipv6Ranges = [], PrefixListIds = [], UserIdGroupPairs = [], ...ports }) => [
    ...IpRanges.map((range) => ({ ...ports, IpRanges: [range] })),
    ...Ipv6Ranges.map((range) => ({ ...ports, Ipv6Ranges: [range] })),
    ...PrefixListIds.map((list) => ({ ...ports, PrefixListIds: [list] })),
    ...UserIdGroupPairs.map((pair) => ({ ...ports, UserIdGroupPairs: [pair] })),
  ]);
}

/** What makes two rules the same: ports, protocol and source, not the description. */
function identity({ IpProtocol, FromPort, ToPort, ...source }: IpPermission): string {
  const [range] = source.IpRanges ?? [];
  const [range6] = source.Ipv6Ranges ?? [];
  const [list] = source.PrefixListIds ?? [];
  const [pair] = source.UserIdGroupPairs ?? [];
  const all = IpProtocol === '-1';
  return JSON.stringify([
    IpProtocol,
    all ? null : (FromPort ?? null),
    all ? null : (ToPort ?? null),
    range?.CidrIp ?? range6?.CidrIpv6 ?? list?.PrefixListId ?? pair?.GroupId ?? null,
  ]);
}

type Side = 'ingress' | 'egress';

const authorize = (side: Side, action: string) =>
  operation<AuthorizeSecurityGroupIngressRequest, object>({
    permissions: ({ GroupId = '' }, context) => [onResource(action, 'security-group', [GroupId], context)],
    handle({ GroupId, IpPermissions = [] }, context) {
      const row = groupOf(GroupId, context);
      const added = rulesOf(IpPermissions);
      if (added.length === 0) throw missingParameter('ipPermissions');
      const present = new Set(row[side].map(identity));
      const twin = added.find((rule) => present.has(identity(rule)));
      if (twin) {
        throw ec2Error('InvalidPermission.Duplicate', `the specified rule "${identity(twin)}" already exists`);
      }
      securityGroups(context).put({ ...row, [side]: [...row[side], ...added] });
      return { Return: true };
    },
  });

const revoke = (side: Side, action: string) =>
  operation<AuthorizeSecurityGroupIngressRequest, object>({
    permissions: ({ GroupId = '' }, context) => [onResource(action, 'security-group', [GroupId], context)],
    handle({ GroupId, IpPermissions = [] }, context) {
      const row = groupOf(GroupId, context);
      const removed = new Set(rulesOf(IpPermissions).map(identity));
      if (removed.size === 0) throw missingParameter('ipPermissions');
      const present = new Set(row[side].map(identity));
      if ([...removed].some((rule) => !present.has(rule))) {
        throw ec2Error('InvalidPermission.NotFound', 'The specified rule does not exist in this security group.');
      }
      securityGroups(context).put({ ...row, [side]: row[side].filter((rule) => !removed.has(identity(rule))) });
      return { Return: true };
    },
  });

export const securityGroupOperations: OperationTable = {
  DescribeSecurityGroups: operation<DescribeSecurityGroupsRequest, DescribeSecurityGroupsResult>({
    permissions: described('DescribeSecurityGroups'),
    handle({ GroupIds, Filters }, context) {
      const rows = GroupIds ? GroupIds.map((id) => groupOf(id, context)) : securityGroups(context).all();
      const read = {
        'group-id': ({ id }: SecurityGroupRow) => id,
        'group-name': ({ name }: SecurityGroupRow) => name,
        'vpc-id': ({ vpcId }: SecurityGroupRow) => vpcId,
      };
      return {
        SecurityGroups: rows
          .filter((row) => passes(row, Filters, read))
          .map(({ id, name, vpcId, ingress, egress }) => ({
            GroupId: id,
            GroupName: name,
            Description: name,
            OwnerId: context.account,
            VpcId: vpcId,
            IpPermissions: [...ingress],
            IpPermissionsEgress: [...egress],
          })),
      };
    },
  }),
  AuthorizeSecurityGroupIngress: authorize('ingress', 'AuthorizeSecurityGroupIngress'),
  AuthorizeSecurityGroupEgress: authorize('egress', 'AuthorizeSecurityGroupEgress'),
  RevokeSecurityGroupIngress: revoke('ingress', 'RevokeSecurityGroupIngress'),
  RevokeSecurityGroupEgress: revoke('egress', 'RevokeSecurityGroupEgress'),
};
