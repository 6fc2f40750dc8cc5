import {
  DeletePublicAccessBlockCommand,
  GetPublicAccessBlockCommand,
  PutPublicAccessBlockCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { definePlaybook, nameOf, unlessMissing, type Aws, type Resource } from './playbook.ts';
import { blockImage, checkBlock, planBlock, type BlockImage } from './public-access-block.ts';

async function look(resource: Resource, aws: Aws) {
  const answer = await unlessMissing(
    aws.client(S3Client).send(new GetPublicAccessBlockCommand({ Bucket: nameOf(resource) })),
    'NoSuchPublicAccessBlockConfiguration',
  );
  return checkBlock(blockImage(answer?.PublicAccessBlockConfiguration));
}

async function put(resource: Resource, image: BlockImage, aws: Aws): Promise<void> {
  const Bucket = nameOf(resource);
  const s3 = aws.client(S3Client);
  if (image === null) await s3.send(new DeletePublicAccessBlockCommand({ Bucket }));
  else await s3.send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration: image }));
}

/** Turns on all four settings of a bucket's public access block. */
export const s3BucketPublicAccessBlock = definePlaybook<BlockImage>({
  name: 's3-bucket-public-access-block',
  controls: ['S3.2', 'S3.3', 'S3.8'],
  check: look,
  plan: planBlock,
  apply: (resource, _before, after, aws) => put(resource, after, aws),
  verify: look,
  undo: (resource, before, _after, aws) => put(resource, before, aws),
});
