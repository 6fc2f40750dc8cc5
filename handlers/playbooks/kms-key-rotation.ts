import { DisableKeyRotationCommand, EnableKeyRotationCommand, GetKeyRotationStatusCommand, KMSClient } from '@aws-sdk/client-kms';
import { definePlaybook, type Aws, type Resource } from './playbook.ts';

async function look({ id: KeyId }: Resource, aws: Aws) {
  const { KeyRotationEnabled = false } = await aws.client(KMSClient).send(new GetKeyRotationStatusCommand({ KeyId }));
  return { image: KeyRotationEnabled, compliant: KeyRotationEnabled };
}

/** Turns on the yearly rotation of a customer managed key. */
export const kmsKeyRotation = definePlaybook<boolean>({
  name: 'kms-key-rotation',
  controls: ['KMS.4'],
  check: look,
  plan: () => ({ image: true, changes: ['key rotation on'] }),
  async apply({ id: KeyId }, _before, _after, aws) {
    await aws.client(KMSClient).send(new EnableKeyRotationCommand({ KeyId }));
  },
  verify: look,
  async undo({ id: KeyId }, _before, _after, aws) {
    await aws.client(KMSClient).send(new DisableKeyRotationCommand({ KeyId }));
  },
});
