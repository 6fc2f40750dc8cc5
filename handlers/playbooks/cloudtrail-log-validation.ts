import { CloudTrailClient, GetTrailCommand, UpdateTrailCommand } from '@aws-sdk/client-cloudtrail';
import { definePlaybook, type Aws, type Resource } from './playbook.ts';

async function look({ id }: Resource, aws: Aws) {
  const { Trail } = await aws.client(CloudTrailClient).send(new GetTrailCommand({ Name: id }));
  const image = Trail?.LogFileValidationEnabled ?? false;
  return { image, compliant: image };
}

async function put({ id }: Resource, EnableLogFileValidation: boolean, aws: Aws): Promise<void> {
  await aws.client(CloudTrailClient).send(new UpdateTrailCommand({ Name: id, EnableLogFileValidation }));
}

/** Turns on log file validation of a trail, by which its files can be proven unchanged. */
export const cloudtrailLogValidation = definePlaybook<boolean>({
  name: 'cloudtrail-log-validation',
  controls: ['CloudTrail.4'],
  check: look,
  plan: () => ({ image: true, changes: ['log file validation on'] }),
  apply: (resource, _before, after, aws) => put(resource, after, aws),
  verify: look,
  undo: (resource, before, _after, aws) => put(resource, before, aws),
});
