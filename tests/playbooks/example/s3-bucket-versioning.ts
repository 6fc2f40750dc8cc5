import { GetBucketVersioningCommand, PutBucketVersioningCommand, S3Client } from '@aws-sdk/client-s3';
import { definePlaybook, nameOf, type Aws, type Resource } from '../../../handlers/playbooks/playbook.ts';

/** A bucket that never had versioning can only be suspended again, which is as good as off. */
type Image = 'Enabled' | 'Suspended';

async function look(resource: Resource, aws: Aws) {
  const { Status } = await aws.client(S3Client).send(new GetBucketVersioningCommand({ Bucket: nameOf(resource) }));
  const image: Image = Status ?? 'Suspended';
  return { image, compliant: image === 'Enabled' };
}

async function put(resource: Resource, Status: Image, aws: Aws): Promise<void> {
  const VersioningConfiguration = { Status };
  await aws.client(S3Client).send(new PutBucketVersioningCommand({ Bucket: nameOf(resource), VersioningConfiguration }));
}

/** Turns on the versioning of a bucket. */
export const s3BucketVersioning = definePlaybook<Image>({
  name: 's3-bucket-versioning',
  controls: ['S3.14'],
  check: look,
  plan: () => ({ image: 'Enabled', changes: ['versioning on'] }),
  apply: (resource, _before, after, aws) => put(resource, after, aws),
  verify: look,
  undo: (resource, before, _after, aws) => put(resource, before, aws),
});
