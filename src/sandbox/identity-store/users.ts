/** Users of the identity store. */
import type {
  CreateUserRequest,
  CreateUserResponse,
  DeleteUserRequest,
  DeleteUserResponse,
  DescribeUserRequest,
  DescribeUserResponse,
  GetUserIdRequest,
  GetUserIdResponse,
  ListUsersRequest,
  ListUsersResponse,
  User,
} from '@aws-sdk/client-identitystore';
import type { CallContext, OperationTable } from '../core/service.ts';
import { alternateIdentifier } from './alternate-identifier.ts';
import { conflict, constraint, nextToken, notFound, onStore, storeOperation, storePage, validation } from './operation.ts';
import type { UserRow } from './rows.ts';
import { groupMembershipTable, identityStoreIndexes, userTable } from './rows.ts';

function userView(storeId: string | undefined, row: UserRow): User & { UserId: string; IdentityStoreId: string } {
  return {
    IdentityStoreId: storeId!,
    UserId: row.id,
    UserName: row.userName,
    Name: { GivenName: row.givenName, FamilyName: row.familyName },
    DisplayName: row.displayName,
    Emails: [{ Value: row.email, Type: 'work', Primary: true }],
  };
}

function requireUser(context: CallContext, id: string | undefined): UserRow {
  const row = userTable(context).get(id!);
  if (!row) throw notFound('USER', 'USER not found.');
  return row;
}

const getUserId = storeOperation<GetUserIdRequest, GetUserIdResponse>({
  constraints: { AlternateIdentifier: { required: true } },
  permissions: ({ IdentityStoreId }, context) => onStore('GetUserId', context, IdentityStoreId, 'user/*'),
  handle: ({ IdentityStoreId, AlternateIdentifier }, context) => {
    const { path, value } = alternateIdentifier(AlternateIdentifier);
    const indexes = identityStoreIndexes(context.store);
    if (path !== 'userName' && path !== 'emails.value') throw validation(`AttributePath ${path} is not supported.`);
    const UserId = path === 'userName' ? indexes.userByName(value) : indexes.userByEmail(value);
    if (UserId === undefined) throw notFound('USER', 'USER not found.');
    return { IdentityStoreId, UserId };
  },
});

const describeUser = storeOperation<DescribeUserRequest, DescribeUserResponse>({
  constraints: { UserId: constraint.resourceId },
  permissions: ({ IdentityStoreId, UserId }, context) => onStore('DescribeUser', context, IdentityStoreId, `user/${UserId}`),
  handle: ({ IdentityStoreId, UserId }, context) => userView(IdentityStoreId, requireUser(context, UserId)),
});

const listUsers = storeOperation<ListUsersRequest, ListUsersResponse>({
  constraints: { MaxResults: constraint.maxResults, Filters: { max: 1 } },
  permissions: ({ IdentityStoreId }, context) => onStore('ListUsers', context, IdentityStoreId, 'user/*'),
  handle: (input, context) => {
    const [filter] = input.Filters ?? [];
    if (filter && filter.AttributePath !== 'UserName')
      throw validation(`AttributePath ${filter.AttributePath} is not supported.`);
    const named = filter && identityStoreIndexes(context.store).userByName(filter.AttributeValue ?? '');
    const ids = filter ? (named === undefined ? [] : [named]) : [...userTable(context).keys()];
    const page = storePage(ids, `ListUsers/${filter?.AttributeValue ?? ''}`, input);
    return { Users: page.items.map((id) => userView(input.IdentityStoreId, userTable(context).get(id)!)), ...nextToken(page) };
  },
});

const createUser = storeOperation<CreateUserRequest, CreateUserResponse>({
  constraints: {
    UserName: { required: true, min: 1, max: 128 },
    Name: { required: true },
    DisplayName: { required: true, min: 1, max: 1024 },
  },
  permissions: ({ IdentityStoreId }, context) => onStore('CreateUser', context, IdentityStoreId),
  handle: ({ IdentityStoreId, UserName, Name, DisplayName, Emails }, context) => {
    const indexes = identityStoreIndexes(context.store);
    const email = Emails?.[0]?.Value ?? '';
    if (indexes.userByName(UserName!) !== undefined) throw conflict('Duplicate UserName');
    if (email !== '' && indexes.userByEmail(email) !== undefined) throw conflict('Duplicate Email');
    const row: UserRow = {
      id: context.uuid(),
      userName: UserName!,
      givenName: Name?.GivenName ?? '',
      familyName: Name?.FamilyName ?? '',
      displayName: DisplayName!,
      email,
    };
    userTable(context).put(row.id, row);
    return { IdentityStoreId, UserId: row.id };
  },
});

const deleteUser = storeOperation<DeleteUserRequest, DeleteUserResponse>({
  constraints: { UserId: constraint.resourceId },
  permissions: ({ IdentityStoreId, UserId }, context) => onStore('DeleteUser', context, IdentityStoreId, `user/${UserId}`),
  handle: ({ UserId }, context) => {
    const { id } = requireUser(context, UserId);
    for (const membership of [...identityStoreIndexes(context.store).membershipsOfUser(id)])
      groupMembershipTable(context).delete(membership);
    userTable(context).delete(id);
    return {};
  },
});

export const userOperations: OperationTable = {
  GetUserId: getUserId,
  DescribeUser: describeUser,
  ListUsers: listUsers,
  CreateUser: createUser,
  DeleteUser: deleteUser,
};
