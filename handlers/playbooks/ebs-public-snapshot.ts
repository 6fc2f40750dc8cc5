import { DescribeSnapshotAttributeCommand, EC2Client, ModifySnapshotAttributeCommand } from '@aws-sdk/client-ec2';
import { definePlaybook, nameOf, type Aws, type Resource } from './playbook.ts';

const Attribute = 'createVolumePermission';

/** With whom the snapshot is shared, in order; `all` is everybody. */
async function look(resource: Resource, aws: Aws) {
  const { CreateVolumePermissions = [] } = await aws
    .client(EC2Client)
    .send(new DescribeSnapshotAttributeCommand({ SnapshotId: nameOf(resource), Attribute }));
  const image = CreateVolumePermissions.map(({ Group, UserId }) => Group ?? UserId ?? '').sort();
  return { image, compliant: !image.includes('all') };
}

async function change(resource: Resource, OperationType: 'add' | 'remove', aws: Aws): Promise<void> {
  await aws
    .client(EC2Client)
    .send(new ModifySnapshotAttributeCommand({ SnapshotId: nameOf(resource), Attribute, OperationType, GroupNames: ['all'] }));
}

/** Stops sharing an EBS snapshot with everybody; accounts that it is shared with by name stay. */
export const ebsPublicSnapshot = definePlaybook<readonly string[]>({
  name: 'ebs-public-snapshot',
  controls: ['EC2.1'],
  check: look,
  plan: (image) => ({ image: image.filter((who) => who !== 'all'), changes: ['stop sharing the snapshot with everybody'] }),
  apply: (resource, _before, _after, aws) => change(resource, 'remove', aws),
  verify: look,
  undo: (resource, _before, _after, aws) => change(resource, 'add', aws),
});
