/** Tags of roots, OUs, accounts and policies. */
import type {
  ListTagsForResourceRequest,
  ListTagsForResourceResponse,
  Tag,
  TagResourceRequest,
  UntagResourceRequest,
} from '@aws-sdk/client-organizations';
import type { CallContext, OperationTable } from '../core/service.ts';
import { emitApiCall } from './cloudtrail-events.ts';
import { constraintViolation, invalidInput, notFound } from './errors.ts';
import { listingPage, managementOperation, onResource, readOperation } from './operation.ts';
import type { ResourceTagsRow } from './rows.ts';
import { accountTable, organizationalUnitTable, policyTable, resourceTagsTable } from './rows.ts';
import { organization, resourceArn } from './tree.ts';
import { tagsView } from './views.ts';

/** Tags of a resource (Organizations user guide, quotas). */
const maximumTags = 50;

const resourceId = {
  required: true,
  max: 130,
  pattern: 'r-[0-9a-z]{4,32}|\\d{12}|ou-[0-9a-z]{4,32}-[a-z0-9]{8,32}|p-[0-9a-zA-Z_]{8,128}',
} as const;

/** Tags as rows keep them. Throws InvalidInputException for keys and values that AWS refuses. */
export function checkedTags(tags: readonly Tag[] | undefined): ResourceTagsRow['tags'] {
  const pairs = (tags ?? []).map(({ Key = '', Value = '' }) => ({ key: Key, value: Value }));
  for (const { key, value } of pairs) {
    if (key.length < 1 || key.length > 128 || value.length > 256) {
      throw invalidInput('INVALID_LIST_MEMBER', 'You specified a tag whose key or value is too long or empty.');
    }
    if (/^aws:/i.test(key)) {
      throw invalidInput(
        'INVALID_SYSTEM_TAGS_PARAMETER',
        'You specified a tag key that is a system tag: keys cannot begin with aws:.',
      );
    }
  }
  if (new Set(pairs.map(({ key }) => key)).size < pairs.length) {
    throw invalidInput('DUPLICATE_TAG_KEY', 'Tag keys must be unique among the tags attached to the same entity.');
  }
  return pairs;
}

function requireResource(context: CallContext, id: string | undefined): string {
  const known =
    id === organization(context).rootId ||
    [accountTable(context), organizationalUnitTable(context), policyTable(context)].some((table) => table.has(id!));
  if (!known) throw notFound('TargetNotFoundException');
  return id!;
}

function withRequestTags(action: string) {
  return ({ ResourceId, Tags }: TagResourceRequest, context: CallContext) =>
    onResource(action, ResourceId, context).map((permission) => ({
      ...permission,
      conditions: {
        'aws:TagKeys': (Tags ?? []).map(({ Key }) => Key ?? ''),
        ...Object.fromEntries((Tags ?? []).map(({ Key, Value }) => [`aws:RequestTag/${Key ?? ''}`, Value ?? ''])),
      },
    }));
}

const tagResource = managementOperation<TagResourceRequest, object>({
  constraints: { ResourceId: resourceId, Tags: { required: true } },
  permissions: withRequestTags('TagResource'),
  handle: ({ ResourceId, Tags }, context) => {
    const id = requireResource(context, ResourceId);
    const added = checkedTags(Tags);
    const merged = new Map((resourceTagsTable(context).get(id)?.tags ?? []).map(({ key, value }) => [key, value]));
    for (const { key, value } of added) merged.set(key, value);
    if (merged.size > maximumTags) {
      throw constraintViolation(
        'MAX_TAG_LIMIT_EXCEEDED',
        `You have exceeded the number of tags allowed on this resource: ${maximumTags}.`,
      );
    }
    resourceTagsTable(context).put(id, { tags: [...merged].map(([key, value]) => ({ key, value })) });
    emitApiCall(context, 'TagResource', { resourceId: id, tags: added.map(({ key, value }) => ({ key, value })) }, null);
    return {};
  },
});

const untagResource = managementOperation<UntagResourceRequest, object>({
  constraints: { ResourceId: resourceId, TagKeys: { required: true } },
  permissions: ({ ResourceId, TagKeys }, context) =>
    onResource('UntagResource', ResourceId, context).map((permission) => ({
      ...permission,
      conditions: { 'aws:TagKeys': TagKeys ?? [] },
    })),
  handle: ({ ResourceId, TagKeys }, context) => {
    const id = requireResource(context, ResourceId);
    const gone = new Set(TagKeys);
    const kept = (resourceTagsTable(context).get(id)?.tags ?? []).filter(({ key }) => !gone.has(key));
    if (kept.length === 0) resourceTagsTable(context).delete(id);
    else resourceTagsTable(context).put(id, { tags: kept });
    emitApiCall(context, 'UntagResource', { resourceId: id, tagKeys: [...gone] }, null);
    return {};
  },
});

const listTagsForResource = readOperation<ListTagsForResourceRequest, ListTagsForResourceResponse>({
  constraints: { ResourceId: resourceId },
  permissions: ({ ResourceId }, context) => onResource('ListTagsForResource', ResourceId, context),
  handle: (input, context) => {
    const id = requireResource(context, input.ResourceId);
    const page = listingPage(tagsView(context, id), `ListTagsForResource/${resourceArn(context, id)}`, input, context);
    return { Tags: page.items, ...(page.nextToken === undefined ? {} : { NextToken: page.nextToken }) };
  },
});

export const tagOperations: OperationTable = {
  TagResource: tagResource,
  UntagResource: untagResource,
  ListTagsForResource: listTagsForResource,
};
