import { DescribeDBSnapshotAttributesCommand, ModifyDBSnapshotAttributeCommand, RDSClient } from '@aws-sdk/client-rds';
import { definePlaybook, nameOf, type Aws, type Resource } from './playbook.ts';

/** With whom the snapshot is shared, in order; `all` is everybody. */
async function look(resource: Resource, aws: Aws) {
  const { DBSnapshotAttributesResult } = await aws
    .client(RDSClient)
    .send(new DescribeDBSnapshotAttributesCommand({ DBSnapshotIdentifier: nameOf(resource) }));
  const restore = DBSnapshotAttributesResult?.DBSnapshotAttributes?.find(({ AttributeName }) => AttributeName === 'restore');
  const image = [...(restore?.AttributeValues ?? [])].sort();
  return { image, compliant: !image.includes('all') };
}

async function change(
  resource: Resource,
  values: { ValuesToAdd: string[] } | { ValuesToRemove: string[] },
  aws: Aws,
): Promise<void> {
  await aws
    .client(RDSClient)
    .send(new ModifyDBSnapshotAttributeCommand({ DBSnapshotIdentifier: nameOf(resource), AttributeName: 'restore', ...values }));
}

/** Stops sharing an RDS snapshot with everybody; accounts that it is shared with by name stay. */
export const rdsPublicSnapshot = definePlaybook<readonly string[]>({
  name: 'rds-public-snapshot',
  controls: ['RDS.1'],
  check: look,
  plan: (image) => ({ image: image.filter((who) => who !== 'all'), changes: ['stop sharing the snapshot with everybody'] }),
  apply: (resource, _before, _after, aws) => change(resource, { ValuesToRemove: ['all'] }, aws),
  verify: look,
  undo: (resource, _before, _after, aws) => change(resource, { ValuesToAdd: ['all'] }, aws),
});
