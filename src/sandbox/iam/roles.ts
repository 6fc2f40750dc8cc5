/** Roles (IAM API reference: CreateRole and its kind). Role names are compared without case. */
import type {
  CreateRoleRequest,
  CreateRoleResponse,
  CreateServiceLinkedRoleRequest,
  DeleteRoleRequest,
  GetRoleRequest,
  ListRolesRequest,
  ListRolesResponse,
  PutRolePermissionsBoundaryRequest,
  Role,
  TagRoleRequest,
  UntagRoleRequest,
  UpdateAssumeRolePolicyRequest,
  UpdateRoleRequest,
  ListAccountAliasesResponse,
} from '@aws-sdk/client-iam';
import { operation, type CallContext, type OperationTable, type Permission } from '../core/service.ts';
import { managedPolicy } from '../authorization/principal-policies.ts';
import { checkedPolicy, deleteConflict, entityAlreadyExists, noSuchEntity, validationError } from './errors.ts';
import { iamId, markerPage, tagPairs } from './listing.ts';
import { attachedPoliciesOf, inlinePoliciesOf, roleKey, roleTable, type RoleRow } from './rows.ts';

/** The role of that name in the caller's account. Throws NoSuchEntity. */
export function existingRole(name: string | undefined, context: CallContext): RoleRow & { readonly key: string } {
  const key = roleKey(context.account, name ?? '');
  const row =
    roleTable(context).get(key) ??
    [...roleTable(context).values()].find((role) => role.account === context.account && same(role.name, name));
  if (!row) throw noSuchEntity(`The role with name ${name} cannot be found.`);
  return { ...row, key: roleKey(row.account, row.name) };
}

function same(one: string, other: string | undefined): boolean {
  return one.toLowerCase() === other?.toLowerCase();
}

/** `iam:<action>` on the role, whose ARN holds its path when it is there. */
export function onRole(action: string) {
  return ({ RoleName }: { RoleName?: string | undefined }, context: CallContext): Permission[] => {
    const row = roleTable(context).get(roleKey(context.account, RoleName ?? ''));
    return [{ action: `iam:${action}`, resources: [row?.arn ?? `arn:aws:iam::${context.account}:role/${RoleName}`] }];
  };
}

/** The API's view; trust policies are percent-encoded as IAM sends them (RFC 3986). */
export function roleView(row: RoleRow): Role {
  return {
    Path: row.path,
    RoleName: row.name,
    RoleId: row.id,
    Arn: row.arn,
    CreateDate: new Date(row.createdAt),
    AssumeRolePolicyDocument: encodeURIComponent(row.trustPolicy),
    ...(row.description === undefined ? {} : { Description: row.description }),
    MaxSessionDuration: row.maxSessionDuration,
    ...(row.permissionsBoundary === undefined
      ? {}
      : {
          PermissionsBoundary: {
            PermissionsBoundaryType: 'PermissionsBoundaryPolicy' as const,
            PermissionsBoundaryArn: row.permissionsBoundary,
          },
        }),
    ...(row.tags.length > 0 ? { Tags: [...row.tags] } : {}),
  };
}

function createRole(input: CreateRoleRequest, context: CallContext): CreateRoleResponse {
  const { RoleName = '', Path = '/', Description, MaxSessionDuration = 3600, PermissionsBoundary } = input;
  if (!/^[\w+=,.@-]{1,64}$/.test(RoleName))
    throw validationError(
      `The specified value for roleName is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-`,
    );
  for (const role of roleTable(context).values()) {
    if (role.account === context.account && same(role.name, RoleName))
      throw entityAlreadyExists(`Role with name ${RoleName} already exists.`);
  }
  const row: RoleRow = {
    account: context.account,
    name: RoleName,
    path: Path,
    arn: `arn:aws:iam::${context.account}:role${Path}${RoleName}`,
    id: iamId('AROA', context),
    createdAt: context.now,
    trustPolicy: checkedPolicy(input.AssumeRolePolicyDocument),
    maxSessionDuration: MaxSessionDuration,
    ...(Description === undefined ? {} : { description: Description }),
    ...(PermissionsBoundary === undefined ? {} : { permissionsBoundary: PermissionsBoundary }),
    tags: tagPairs(input.Tags),
  };
  roleTable(context).put(roleKey(row.account, row.name), row);
  return { Role: roleView(row) };
}

function change(name: string | undefined, context: CallContext, update: (row: RoleRow) => Partial<RoleRow>): object {
  const { key, ...row } = existingRole(name, context);
  roleTable(context).put(key, { ...row, ...update(row) });
  return {};
}

/** Accounts of the sandbox have no alias. */
const listAccountAliases = operation<object, ListAccountAliasesResponse>({
  handle: () => ({ AccountAliases: [], IsTruncated: false }),
});

export const roleOperations: OperationTable = {
  ListAccountAliases: listAccountAliases,
  CreateRole: operation<CreateRoleRequest, CreateRoleResponse>({
    permissions: ({ RoleName, Path = '/' }, { account }) => [
      { action: 'iam:CreateRole', resources: [`arn:aws:iam::${account}:role${Path}${RoleName}`] },
    ],
    handle: createRole,
  }),
  GetRole: operation<GetRoleRequest, object>({
    permissions: onRole('GetRole'),
    handle: ({ RoleName }, context) => ({ Role: roleView(existingRole(RoleName, context)) }),
  }),
  ListRoles: operation<ListRolesRequest, ListRolesResponse>({
    permissions: (_input, { account }) => [{ action: 'iam:ListRoles', resources: [`arn:aws:iam::${account}:role/`] }],
    handle: (input, context) => {
      const rows = [...roleTable(context).values()].filter(
        ({ account, path }) => account === context.account && path.startsWith(input.PathPrefix ?? '/'),
      );
      const { items, ...page } = markerPage(rows, 'ListRoles', input);
      return { Roles: items.map(roleView), ...page };
    },
  }),
  UpdateRole: operation<UpdateRoleRequest, object>({
    permissions: onRole('UpdateRole'),
    handle: ({ RoleName, Description, MaxSessionDuration }, context) =>
      change(RoleName, context, () => ({
        ...(Description === undefined ? {} : { description: Description }),
        ...(MaxSessionDuration === undefined ? {} : { maxSessionDuration: MaxSessionDuration }),
      })),
  }),
  UpdateAssumeRolePolicy: operation<UpdateAssumeRolePolicyRequest, object>({
    permissions: onRole('UpdateAssumeRolePolicy'),
    handle: ({ RoleName, PolicyDocument }, context) =>
      change(RoleName, context, () => ({ trustPolicy: checkedPolicy(PolicyDocument) })),
  }),
  PutRolePermissionsBoundary: operation<PutRolePermissionsBoundaryRequest, object>({
    permissions: onRole('PutRolePermissionsBoundary'),
    handle: ({ RoleName, PermissionsBoundary = '' }, context) => {
      if (!managedPolicy(context.store, PermissionsBoundary))
        throw noSuchEntity(`Policy ${PermissionsBoundary} does not exist or is not attachable.`);
      return change(RoleName, context, () => ({ permissionsBoundary: PermissionsBoundary }));
    },
  }),
  DeleteRolePermissionsBoundary: operation<GetRoleRequest, object>({
    permissions: onRole('DeleteRolePermissionsBoundary'),
    handle: ({ RoleName }, context) => {
      const { key, permissionsBoundary: _gone, ...row } = existingRole(RoleName, context);
      roleTable(context).put(key, row);
      return {};
    },
  }),
  DeleteRole: operation<DeleteRoleRequest, object>({
    permissions: onRole('DeleteRole'),
    handle: ({ RoleName }, context) => {
      const { key } = existingRole(RoleName, context);
      if (attachedPoliciesOf(context.store, key).length > 0)
        throw deleteConflict('Cannot delete entity, must detach all policies first.');
      if (inlinePoliciesOf(context.store, key).length > 0)
        throw deleteConflict('Cannot delete entity, must delete policies first.');
      roleTable(context).delete(key);
      return {};
    },
  }),
  TagRole: operation<TagRoleRequest, object>({
    permissions: onRole('TagRole'),
    handle: ({ RoleName, Tags = [] }, context) =>
      change(RoleName, context, ({ tags }) => ({
        tags: [...tags.filter(({ Key }) => !Tags.some((tag) => tag.Key === Key)), ...tagPairs(Tags)],
      })),
  }),
  UntagRole: operation<UntagRoleRequest, object>({
    permissions: onRole('UntagRole'),
    handle: ({ RoleName, TagKeys = [] }, context) =>
      change(RoleName, context, ({ tags }) => ({ tags: tags.filter(({ Key }) => !TagKeys.includes(Key)) })),
  }),
  ListRoleTags: operation<GetRoleRequest, object>({
    permissions: onRole('ListRoleTags'),
    handle: ({ RoleName }, context) => ({ Tags: [...existingRole(RoleName, context).tags], IsTruncated: false }),
  }),
  CreateServiceLinkedRole: operation<CreateServiceLinkedRoleRequest, CreateRoleResponse>({
    permissions: ({ AWSServiceName = '' }, { account }) => [
      {
        action: 'iam:CreateServiceLinkedRole',
        resources: [`arn:aws:iam::${account}:role/aws-service-role/${AWSServiceName}/*`],
        conditions: { 'iam:AWSServiceName': AWSServiceName },
      },
    ],
    handle: ({ AWSServiceName = '', Description }, context) =>
      createRole(
        {
          RoleName: `AWSServiceRoleFor${serviceLinkedName(AWSServiceName)}`,
          Path: `/aws-service-role/${AWSServiceName}/`,
          Description,
          AssumeRolePolicyDocument: JSON.stringify({
            Version: '2012-10-17',
            Statement: [{ Effect: 'Allow', Principal: { Service: AWSServiceName }, Action: 'sts:AssumeRole' }],
          }),
        },
        context,
      ),
  }),
};

/** AWS gives each service's role a name of its own; the sandbox derives one from the principal. */
function serviceLinkedName(principal: string): string {
  const [name = ''] = principal.split('.');
  return name.replace(/(^|-)([a-z])/g, (_whole, _dash, letter: string) => letter.toUpperCase());
}
