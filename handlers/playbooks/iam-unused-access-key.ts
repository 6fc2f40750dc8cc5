import { GetAccessKeyLastUsedCommand, IAMClient, ListAccessKeysCommand, UpdateAccessKeyCommand } from '@aws-sdk/client-iam';
import { definePlaybook, nameOf, type Aws, type Resource } from './playbook.ts';

/** The active keys that were not used lately: what IAM.22 finds fault with. */
type Image = { readonly [accessKeyId: string]: 'Active' | 'Inactive' };

const unusedFor = 45 * 86_400_000;

/** The user's keys. A key that is new has had no time to be used: its creation counts as use. */
async function look(resource: Resource, aws: Aws) {
  const iam = aws.client(IAMClient);
  const { AccessKeyMetadata = [] } = await iam.send(new ListAccessKeysCommand({ UserName: nameOf(resource) }));
  const image: Record<string, 'Active' | 'Inactive'> = {};
  let compliant = true;
  for (const { AccessKeyId = '', Status, CreateDate } of AccessKeyMetadata) {
    if (Status !== 'Active' && Status !== 'Inactive') continue;
    const { AccessKeyLastUsed } = await iam.send(new GetAccessKeyLastUsedCommand({ AccessKeyId }));
    const lastUsed = AccessKeyLastUsed?.LastUsedDate ?? CreateDate;
    const unused = aws.now() - (lastUsed?.getTime() ?? 0) > unusedFor;
    if (!unused) continue;
    image[AccessKeyId] = Status;
    if (Status === 'Active') compliant = false;
  }
  return { image, compliant };
}

async function set(resource: Resource, from: Image, to: Image, aws: Aws): Promise<void> {
  for (const [AccessKeyId, Status] of Object.entries(to)) {
    if (from[AccessKeyId] === Status) continue;
    await aws.client(IAMClient).send(new UpdateAccessKeyCommand({ UserName: nameOf(resource), AccessKeyId, Status }));
  }
}

/** Makes a user's access keys inactive that were not used for 45 days. None is deleted. */
export const iamUnusedAccessKey = definePlaybook<Image>({
  name: 'iam-unused-access-key',
  controls: ['IAM.8', 'IAM.22'],
  check: look,
  plan(image) {
    const active = Object.keys(image).filter((key) => image[key] === 'Active');
    return {
      image: Object.fromEntries(Object.keys(image).map((key) => [key, 'Inactive' as const])),
      changes: active.map((key) => `make the access key ${key} inactive`),
    };
  },
  between: (image, before, after) =>
    Object.keys(before).length === Object.keys(image).length &&
    Object.entries(image).every(([key, status]) => status === before[key] || status === after[key]),
  apply: set,
  verify: look,
  undo: (resource, before, after, aws) => set(resource, after, before, aws),
});
