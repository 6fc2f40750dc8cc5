import { definePlaybook, type Aws, type Json, type Resource } from './playbook.ts';
import { betweenGroups, changeGroup, inWords, permissionOf, readGroup, type GroupImage } from './security-group-rules.ts';

/** SSH and RDP, which nobody needs from everywhere. */
const adminPorts = [22, 3389];

/** A rule by which everybody reaches an administration port. A wider range of ports counts too: it opens them as well. */
function opensAdminPort(rule: Json): boolean {
  const { IpProtocol, FromPort, ToPort, IpRanges = [], Ipv6Ranges = [] } = permissionOf(rule);
  const everybody =
    IpRanges.some(({ CidrIp }) => CidrIp === '0.0.0.0/0') || Ipv6Ranges.some(({ CidrIpv6 }) => CidrIpv6 === '::/0');
  if (!everybody) return false;
  if (IpProtocol === '-1') return true;
  return IpProtocol === 'tcp' && adminPorts.some((port) => (FromPort ?? 0) <= port && port <= (ToPort ?? 65_535));
}

async function look(resource: Resource, aws: Aws) {
  const image = await readGroup(resource, aws);
  return { image, compliant: !image.ingress.some(opensAdminPort) };
}

/** Removes the rules by which everybody reaches SSH or RDP; the others stay. */
export const securityGroupAdminPorts = definePlaybook<GroupImage>({
  name: 'security-group-admin-ports',
  controls: ['EC2.13', 'EC2.14', 'EC2.19', 'EC2.53', 'EC2.54'],
  check: look,
  plan: (image) => ({
    image: { ...image, ingress: image.ingress.filter((rule) => !opensAdminPort(rule)) },
    changes: image.ingress.filter(opensAdminPort).map((rule) => `remove the inbound rule ${inWords(rule)}`),
  }),
  between: betweenGroups,
  apply: changeGroup,
  verify: look,
  undo: (resource, before, after, aws) => changeGroup(resource, after, before, aws),
});
