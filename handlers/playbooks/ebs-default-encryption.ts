import {
  DisableEbsEncryptionByDefaultCommand,
  EC2Client,
  EnableEbsEncryptionByDefaultCommand,
  GetEbsEncryptionByDefaultCommand,
} from '@aws-sdk/client-ec2';
import { definePlaybook, type Aws, type Resource } from './playbook.ts';

async function look(_resource: Resource, aws: Aws) {
  const { EbsEncryptionByDefault = false } = await aws.client(EC2Client).send(new GetEbsEncryptionByDefaultCommand({}));
  return { image: EbsEncryptionByDefault, compliant: EbsEncryptionByDefault };
}

/** Encrypts new EBS volumes of the account in the finding's Region. Volumes that are there stay as they are. */
export const ebsDefaultEncryption = definePlaybook<boolean>({
  name: 'ebs-default-encryption',
  controls: ['EC2.7'],
  check: look,
  plan: () => ({ image: true, changes: ['EBS encryption by default on'] }),
  async apply(_resource, _before, _after, aws) {
    await aws.client(EC2Client).send(new EnableEbsEncryptionByDefaultCommand({}));
  },
  verify: look,
  async undo(_resource, _before, _after, aws) {
    await aws.client(EC2Client).send(new DisableEbsEncryptionByDefaultCommand({}));
  },
});
