import type { Json } from '../json.ts';
import { ApiError, constraint } from './api-error.ts';
import { parseArn } from './arn.ts';

/** Gives the tags of a resource; undefined when there is no such resource. */
export type TagsOf = (arn: string) => Map<string, string> | undefined;

function find(tagsOf: TagsOf, arn: string): Map<string, string> {
  parseArn(arn, 'stateMachine', 'activity');
  const tags = tagsOf(arn);
  if (tags === undefined) throw new ApiError('ResourceNotFound', `Resource not found: '${arn}'`);
  return tags;
}

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_TagResource.html */
export function tagResource(
  tagsOf: TagsOf,
  input: { resourceArn: string; tags: readonly { key: string; value: string }[] },
): { [key: string]: Json } {
  const tags = find(tagsOf, input.resourceArn);
  if (!Array.isArray(input.tags)) throw constraint('null', 'tags', 'Member must not be null');
  input.tags.forEach(({ key, value }: { key?: string; value?: string }, index: number) => {
    if (key == null) throw constraint('null', `tags.${index + 1}.member.key`, 'Member must not be null');
    if (key === '') throw constraint('', `tags.${index + 1}.member.key`, 'Member must have length greater than or equal to 1');
    for (const [name, text, most] of [
      ['key', key, 128],
      ['value', value ?? '', 256],
    ] as const) {
      if (text.length > most)
        throw constraint(text, `tags.${index + 1}.member.${name}`, `Member must have length less than or equal to ${most}`);
    }
    if (value === null) throw constraint('null', `tags.${index + 1}.member.value`, 'Member must not be null');
  });
  const merged = new Map([...tags, ...input.tags.map(({ key, value }): [string, string] => [key, value ?? ''])]);
  if (merged.size > 50)
    throw new ApiError('TooManyTags', `The maximum number of tags for a resource is 50: '${input.resourceArn}'`);
  for (const [key, value] of merged) tags.set(key, value);
  return {};
}

export function untagResource(
  tagsOf: TagsOf,
  input: { resourceArn: string; tagKeys: readonly string[] },
): { [key: string]: Json } {
  const tags = find(tagsOf, input.resourceArn);
  for (const key of input.tagKeys) tags.delete(key);
  return {};
}

export function listTags(tagsOf: TagsOf, input: { resourceArn: string }): { [key: string]: Json } {
  return { tags: [...find(tagsOf, input.resourceArn)].map(([key, value]) => ({ key, value })) };
}
