import { CannotRemediate, definePlaybook, type Aws, type Resource } from './playbook.ts';
import { betweenGroups, changeGroup, inWords, readGroup, type GroupImage } from './security-group-rules.ts';

async function look(resource: Resource, aws: Aws) {
  const image = await readGroup(resource, aws);
  return { image, compliant: image.ingress.length + image.egress.length === 0 };
}

/** Removes every rule of a VPC's default security group. */
export const defaultSecurityGroup = definePlaybook<GroupImage>({
  name: 'default-security-group',
  controls: ['EC2.2'],
  check: look,
  plan(image) {
    if (image.name !== 'default') throw new CannotRemediate(`the group is called ${image.name}, not default`);
    return {
      image: { ...image, ingress: [], egress: [] },
      changes: [
        ...image.ingress.map((rule) => `remove the inbound rule ${inWords(rule)}`),
        ...image.egress.map((rule) => `remove the outbound rule ${inWords(rule)}`),
      ],
    };
  },
  between: betweenGroups,
  apply: changeGroup,
  verify: look,
  undo: (resource, before, after, aws) => changeGroup(resource, after, before, aws),
});
