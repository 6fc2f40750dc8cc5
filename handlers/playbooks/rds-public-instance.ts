import { DescribeDBInstancesCommand, ModifyDBInstanceCommand, RDSClient } from '@aws-sdk/client-rds';
import { CannotRemediate, definePlaybook, nameOf, type Aws, type Resource } from './playbook.ts';

/** Whether the instance has a public address. AWS changes that in some minutes. */
async function look(resource: Resource, aws: Aws) {
  const { DBInstances = [] } = await aws
    .client(RDSClient)
    .send(new DescribeDBInstancesCommand({ DBInstanceIdentifier: nameOf(resource) }));
  const [instance] = DBInstances;
  if (!instance) throw new CannotRemediate(`the instance ${nameOf(resource)} is not there`);
  const image = instance.PubliclyAccessible ?? false;
  return { image, compliant: !image, ready: instance.DBInstanceStatus === 'available' };
}

async function change(resource: Resource, PubliclyAccessible: boolean, aws: Aws): Promise<void> {
  await aws
    .client(RDSClient)
    .send(new ModifyDBInstanceCommand({ DBInstanceIdentifier: nameOf(resource), PubliclyAccessible, ApplyImmediately: true }));
}

/** Takes the public address from an RDS instance. */
export const rdsPublicInstance = definePlaybook<boolean>({
  name: 'rds-public-instance',
  controls: ['RDS.2'],
  check: look,
  plan: () => ({ image: false, changes: ['PubliclyAccessible off'] }),
  apply: (resource, _before, after, aws) => change(resource, after, aws),
  verify: look,
  undo: (resource, before, _after, aws) => change(resource, before, aws),
});
