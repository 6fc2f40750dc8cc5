/** Groups of the identity store and who is in them. */
import type {
  CreateGroupMembershipRequest,
  CreateGroupMembershipResponse,
  CreateGroupRequest,
  CreateGroupResponse,
  DescribeGroupRequest,
  DescribeGroupResponse,
  GetGroupIdRequest,
  GetGroupIdResponse,
  Group,
  ListGroupMembershipsRequest,
  ListGroupMembershipsResponse,
  ListGroupsRequest,
  ListGroupsResponse,
} from '@aws-sdk/client-identitystore';
import type { CallContext, OperationTable } from '../core/service.ts';
import { alternateIdentifier } from './alternate-identifier.ts';
import { conflict, constraint, nextToken, notFound, onStore, storeOperation, storePage, validation } from './operation.ts';
import type { GroupRow } from './rows.ts';
import { groupMembershipTable, groupTableOf, identityStoreIndexes, userTable } from './rows.ts';

function groupView(storeId: string | undefined, row: GroupRow): Group & { GroupId: string; IdentityStoreId: string } {
  return {
    IdentityStoreId: storeId!,
    GroupId: row.id,
    DisplayName: row.displayName,
    ...(row.description === '' ? {} : { Description: row.description }),
  };
}

function requireGroup(context: CallContext, id: string | undefined): GroupRow {
  const row = groupTableOf(context).get(id!);
  if (!row) throw notFound('GROUP', 'GROUP not found.');
  return row;
}

const getGroupId = storeOperation<GetGroupIdRequest, GetGroupIdResponse>({
  constraints: { AlternateIdentifier: { required: true } },
  permissions: ({ IdentityStoreId }, context) => onStore('GetGroupId', context, IdentityStoreId, 'group/*'),
  handle: ({ IdentityStoreId, AlternateIdentifier }, context) => {
    const { path, value } = alternateIdentifier(AlternateIdentifier);
    if (path !== 'displayName') throw validation(`AttributePath ${path} is not supported.`);
    const GroupId = identityStoreIndexes(context.store).groupByName(value);
    if (GroupId === undefined) throw notFound('GROUP', 'GROUP not found.');
    return { IdentityStoreId, GroupId };
  },
});

const describeGroup = storeOperation<DescribeGroupRequest, DescribeGroupResponse>({
  constraints: { GroupId: constraint.resourceId },
  permissions: ({ IdentityStoreId, GroupId }, context) => onStore('DescribeGroup', context, IdentityStoreId, `group/${GroupId}`),
  handle: ({ IdentityStoreId, GroupId }, context) => groupView(IdentityStoreId, requireGroup(context, GroupId)),
});

const listGroups = storeOperation<ListGroupsRequest, ListGroupsResponse>({
  constraints: { MaxResults: constraint.maxResults, Filters: { max: 1 } },
  permissions: ({ IdentityStoreId }, context) => onStore('ListGroups', context, IdentityStoreId, 'group/*'),
  handle: (input, context) => {
    const [filter] = input.Filters ?? [];
    if (filter && filter.AttributePath !== 'DisplayName')
      throw validation(`AttributePath ${filter.AttributePath} is not supported.`);
    const named = filter && identityStoreIndexes(context.store).groupByName(filter.AttributeValue ?? '');
    const ids = filter ? (named === undefined ? [] : [named]) : [...groupTableOf(context).keys()];
    const page = storePage(ids, `ListGroups/${filter?.AttributeValue ?? ''}`, input);
    return {
      Groups: page.items.map((id) => groupView(input.IdentityStoreId, groupTableOf(context).get(id)!)),
      ...nextToken(page),
    };
  },
});

const createGroup = storeOperation<CreateGroupRequest, CreateGroupResponse>({
  constraints: { DisplayName: { required: true, min: 1, max: 1024 }, Description: { min: 1, max: 1024 } },
  permissions: ({ IdentityStoreId }, context) => onStore('CreateGroup', context, IdentityStoreId),
  handle: ({ IdentityStoreId, DisplayName, Description = '' }, context) => {
    if (identityStoreIndexes(context.store).groupByName(DisplayName!) !== undefined) throw conflict('Duplicate GroupDisplayName');
    const id = context.uuid();
    groupTableOf(context).put(id, { id, displayName: DisplayName!, description: Description });
    return { IdentityStoreId, GroupId: id };
  },
});

const createGroupMembership = storeOperation<CreateGroupMembershipRequest, CreateGroupMembershipResponse>({
  constraints: { GroupId: constraint.resourceId, MemberId: { required: true } },
  permissions: ({ IdentityStoreId, GroupId, MemberId }, context) =>
    onStore('CreateGroupMembership', context, IdentityStoreId, `group/${GroupId}`, `user/${MemberId?.UserId ?? '*'}`),
  handle: ({ IdentityStoreId, GroupId, MemberId }, context) => {
    const { id: groupId } = requireGroup(context, GroupId);
    const userId = MemberId?.UserId ?? '';
    if (!userTable(context).has(userId)) throw notFound('USER', 'USER not found.');
    const memberships = groupMembershipTable(context);
    const present = [...identityStoreIndexes(context.store).membershipsOf(groupId)].some(
      (id) => memberships.get(id)!.userId === userId,
    );
    if (present) throw conflict('Member and Group relationship already exists');
    const id = context.uuid();
    memberships.put(id, { id, groupId, userId });
    return { IdentityStoreId, MembershipId: id };
  },
});

const listGroupMemberships = storeOperation<ListGroupMembershipsRequest, ListGroupMembershipsResponse>({
  constraints: { GroupId: constraint.resourceId, MaxResults: constraint.maxResults },
  permissions: ({ IdentityStoreId, GroupId }, context) =>
    onStore('ListGroupMemberships', context, IdentityStoreId, `group/${GroupId}`, 'membership/*'),
  handle: (input, context) => {
    const { id } = requireGroup(context, input.GroupId);
    const page = storePage([...identityStoreIndexes(context.store).membershipsOf(id)], `ListGroupMemberships/${id}`, input);
    return {
      GroupMemberships: page.items.map((membershipId) => ({
        IdentityStoreId: input.IdentityStoreId,
        MembershipId: membershipId,
        GroupId: id,
        MemberId: { UserId: groupMembershipTable(context).get(membershipId)!.userId },
      })),
      ...nextToken(page),
    };
  },
});

export const groupOperations: OperationTable = {
  GetGroupId: getGroupId,
  DescribeGroup: describeGroup,
  ListGroups: listGroups,
  CreateGroup: createGroup,
  CreateGroupMembership: createGroupMembership,
  ListGroupMemberships: listGroupMemberships,
};
