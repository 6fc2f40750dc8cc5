/** Rules of a security group, one source each, in a fixed order: the image of the playbooks that change them. */
import {
  AuthorizeSecurityGroupEgressCommand,
  AuthorizeSecurityGroupIngressCommand,
  DescribeSecurityGroupsCommand,
  EC2Client,
  RevokeSecurityGroupEgressCommand,
  RevokeSecurityGroupIngressCommand,
  type IpPermission,
} from '@aws-sdk/client-ec2';
import { canonical, CannotRemediate, nameOf, unlessDone, type Aws, type Json, type Resource } from './playbook.ts';

/** A rule is an IpPermission with one source, as EC2 gives it. */
export interface GroupImage {
  readonly [member: string]: Json;
  readonly name: string;
  readonly ingress: readonly Json[];
  readonly egress: readonly Json[];
}

export async function readGroup(resource: Resource, aws: Aws): Promise<GroupImage> {
  const { SecurityGroups = [] } = await aws
    .client(EC2Client)
    .send(new DescribeSecurityGroupsCommand({ GroupIds: [nameOf(resource)] }));
  const [group] = SecurityGroups;
  if (!group) throw new CannotRemediate(`the security group ${nameOf(resource)} is not there`);
  return {
    name: group.GroupName ?? '',
    ingress: rules(group.IpPermissions),
    egress: rules(group.IpPermissionsEgress),
  };
}

function rules(permissions: readonly IpPermission[] = []): Json[] {
  return permissions
    .flatMap(({ IpRanges = [], Ipv6Ranges = [], PrefixListIds = [], UserIdGroupPairs = [], ...ports }) => [
      ...IpRanges.map((range) => ({ ...ports, IpRanges: [range] })),
      ...Ipv6Ranges.map((range) => ({ ...ports, Ipv6Ranges: [range] })),
      ...PrefixListIds.map((one) => ({ ...ports, PrefixListIds: [one] })),
      ...UserIdGroupPairs.map((pair) => ({ ...ports, UserIdGroupPairs: [pair] })),
    ])
    .map((rule) => JSON.parse(JSON.stringify(rule)) as Json)
    .sort((one, other) => (canonical(one) < canonical(other) ? -1 : 1));
}

export const permissionOf = (rule: Json): IpPermission => rule as unknown as IpPermission;

const without = (from: readonly Json[], taken: readonly Json[]): IpPermission[] => {
  const others = new Set(taken.map(canonical));
  return from.filter((rule) => !others.has(canonical(rule))).map(permissionOf);
};

/** Brings a group from one image to another: new rules first, so that nothing that stays is ever cut off. */
export async function changeGroup(resource: Resource, from: GroupImage, to: GroupImage, aws: Aws): Promise<void> {
  const ec2 = aws.client(EC2Client);
  const GroupId = nameOf(resource);
  const there = 'InvalidPermission.Duplicate';
  const gone = 'InvalidPermission.NotFound';
  for (const rule of without(to.ingress, from.ingress)) {
    await unlessDone(ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions: [rule] })), there);
  }
  for (const rule of without(to.egress, from.egress)) {
    await unlessDone(ec2.send(new AuthorizeSecurityGroupEgressCommand({ GroupId, IpPermissions: [rule] })), there);
  }
  for (const rule of without(from.ingress, to.ingress)) {
    await unlessDone(ec2.send(new RevokeSecurityGroupIngressCommand({ GroupId, IpPermissions: [rule] })), gone);
  }
  for (const rule of without(from.egress, to.egress)) {
    await unlessDone(ec2.send(new RevokeSecurityGroupEgressCommand({ GroupId, IpPermissions: [rule] })), gone);
  }
}

/** `tcp 22 from 0.0.0.0/0` */
export function inWords(rule: Json): string {
  const { IpProtocol, FromPort, ToPort, IpRanges, Ipv6Ranges, UserIdGroupPairs, PrefixListIds } = permissionOf(rule);
  const ports = FromPort === undefined ? 'all ports' : FromPort === ToPort ? String(FromPort) : `${FromPort}-${ToPort}`;
  const source =
    IpRanges?.[0]?.CidrIp ?? Ipv6Ranges?.[0]?.CidrIpv6 ?? UserIdGroupPairs?.[0]?.GroupId ?? PrefixListIds?.[0]?.PrefixListId;
  return `${IpProtocol === '-1' ? 'all protocols' : IpProtocol} ${ports}, ${source}`;
}

/** Rules of one image or the other, and every rule that both have. */
export function betweenGroups(image: GroupImage, before: GroupImage, after: GroupImage): boolean {
  const side = (now: readonly Json[], one: readonly Json[], other: readonly Json[]): boolean => {
    const [texts, ones, others] = [now, one, other].map((list) => new Set(list.map(canonical))) as [
      Set<string>,
      Set<string>,
      Set<string>,
    ];
    return (
      [...texts].every((rule) => ones.has(rule) || others.has(rule)) &&
      [...ones].every((rule) => !others.has(rule) || texts.has(rule))
    );
  };
  return (
    image.name === before.name &&
    side(image.ingress, before.ingress, after.ingress) &&
    side(image.egress, before.egress, after.egress)
  );
}
