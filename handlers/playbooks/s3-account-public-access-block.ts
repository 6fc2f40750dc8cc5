import {
  DeletePublicAccessBlockCommand,
  GetPublicAccessBlockCommand,
  PutPublicAccessBlockCommand,
  S3ControlClient,
} from '@aws-sdk/client-s3-control';
import { definePlaybook, unlessMissing, type Aws, type Resource } from './playbook.ts';
import { blockImage, checkBlock, planBlock, type BlockImage } from './public-access-block.ts';

async function look({ account }: Resource, aws: Aws) {
  const answer = await unlessMissing(
    aws.client(S3ControlClient).send(new GetPublicAccessBlockCommand({ AccountId: account })),
    'NoSuchPublicAccessBlockConfiguration',
  );
  return checkBlock(blockImage(answer?.PublicAccessBlockConfiguration));
}

async function put({ account: AccountId }: Resource, image: BlockImage, aws: Aws): Promise<void> {
  const control = aws.client(S3ControlClient);
  if (image === null) await control.send(new DeletePublicAccessBlockCommand({ AccountId }));
  else await control.send(new PutPublicAccessBlockCommand({ AccountId, PublicAccessBlockConfiguration: image }));
}

/** Turns on all four settings of an account's public access block. */
export const s3AccountPublicAccessBlock = definePlaybook<BlockImage>({
  name: 's3-account-public-access-block',
  controls: ['S3.1'],
  check: look,
  plan: planBlock,
  apply: (resource, _before, after, aws) => put(resource, after, aws),
  verify: look,
  undo: (resource, before, _after, aws) => put(resource, before, aws),
});
