/** The four settings of S3's public access block, which buckets and accounts have alike. */
import type { PublicAccessBlockConfiguration } from '@aws-sdk/client-s3';
import type { Check, Plan } from './playbook.ts';

export type PublicAccessBlock = { readonly [Setting in (typeof settings)[number]]: boolean };
/** null: none is set, which is not the same as all four off. */
export type BlockImage = PublicAccessBlock | null;

const settings = ['BlockPublicAcls', 'IgnorePublicAcls', 'BlockPublicPolicy', 'RestrictPublicBuckets'] as const;
const all: PublicAccessBlock = {
  BlockPublicAcls: true,
  IgnorePublicAcls: true,
  BlockPublicPolicy: true,
  RestrictPublicBuckets: true,
};

export function blockImage(configuration: PublicAccessBlockConfiguration | undefined): BlockImage {
  if (!configuration) return null;
  const {
    BlockPublicAcls = false,
    IgnorePublicAcls = false,
    BlockPublicPolicy = false,
    RestrictPublicBuckets = false,
  } = configuration;
  return { BlockPublicAcls, IgnorePublicAcls, BlockPublicPolicy, RestrictPublicBuckets };
}

export function checkBlock(image: BlockImage): Check<BlockImage> {
  return { image, compliant: image !== null && settings.every((setting) => image[setting]) };
}

export function planBlock(image: BlockImage): Plan<BlockImage> {
  const off = settings.filter((setting) => !image?.[setting]);
  return { image: all, changes: off.map((setting) => `${setting} on`) };
}
