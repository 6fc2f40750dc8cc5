/** The instance and its permission sets. */
import type {
  CreatePermissionSetRequest,
  CreatePermissionSetResponse,
  DeletePermissionSetRequest,
  DeletePermissionSetResponse,
  DescribePermissionSetProvisioningStatusRequest,
  DescribePermissionSetProvisioningStatusResponse,
  DescribePermissionSetRequest,
  DescribePermissionSetResponse,
  ListAccountsForProvisionedPermissionSetRequest,
  ListAccountsForProvisionedPermissionSetResponse,
  ListInstancesRequest,
  ListInstancesResponse,
  ListManagedPoliciesInPermissionSetRequest,
  ListManagedPoliciesInPermissionSetResponse,
  ListPermissionSetsProvisionedToAccountRequest,
  ListPermissionSetsProvisionedToAccountResponse,
  ListPermissionSetsRequest,
  ListPermissionSetsResponse,
  PermissionSet,
  PermissionSetProvisioningStatus,
  ProvisionPermissionSetRequest,
  ProvisionPermissionSetResponse,
} from '@aws-sdk/client-sso-admin';
import type { OperationTable } from '../core/service.ts';
import { operation } from '../core/service.ts';
import {
  accountArn,
  conflict,
  constraint,
  instanceArn,
  instanceHere,
  instanceOperation,
  nextToken,
  onArns,
  permissionSetArn,
  requirePermissionSet,
  resourceNotFound,
  ssoPage,
} from './operation.ts';
import { accept } from './requests.ts';
import type { InstanceRow, PermissionSetRow, RequestRow } from './rows.ts';
import { accountAssignmentTable, identityCenterIndexes, permissionSetTable, requestTable } from './rows.ts';

function permissionSetView(instance: InstanceRow, row: PermissionSetRow): PermissionSet {
  return {
    Name: row.name,
    PermissionSetArn: permissionSetArn(instance, row.id),
    ...(row.description === '' ? {} : { Description: row.description }),
    CreatedDate: new Date(row.createdAt),
    SessionDuration: row.sessionDuration,
  };
}

const listInstances = operation<ListInstancesRequest, ListInstancesResponse>({
  handle: (_input, context) => {
    const instance = instanceHere(context);
    if (!instance) return { Instances: [] };
    return {
      Instances: [
        {
          InstanceArn: instanceArn(instance),
          IdentityStoreId: instance.identityStoreId,
          OwnerAccountId: context.settings.managementAccount,
          Name: instance.name,
          CreatedDate: new Date(instance.createdAt),
          Status: 'ACTIVE',
        },
      ],
    };
  },
});

const listPermissionSets = instanceOperation<ListPermissionSetsRequest, ListPermissionSetsResponse>({
  constraints: { MaxResults: constraint.maxResults },
  permissions: ({ InstanceArn }) => onArns('ListPermissionSets', InstanceArn),
  handle: (input, context, instance) => {
    const page = ssoPage([...permissionSetTable(context).keys()], 'ListPermissionSets', input);
    return { PermissionSets: page.items.map((id) => permissionSetArn(instance, id)), ...nextToken(page) };
  },
});

const describePermissionSet = instanceOperation<DescribePermissionSetRequest, DescribePermissionSetResponse>({
  constraints: { PermissionSetArn: constraint.permissionSetArn },
  permissions: ({ InstanceArn, PermissionSetArn }) => onArns('DescribePermissionSet', InstanceArn, PermissionSetArn),
  handle: ({ PermissionSetArn }, context, instance) => ({
    PermissionSet: permissionSetView(instance, requirePermissionSet(context, instance, PermissionSetArn)),
  }),
});

const createPermissionSet = instanceOperation<CreatePermissionSetRequest, CreatePermissionSetResponse>({
  constraints: {
    Name: { required: true, min: 1, max: 32, pattern: '[\\w+=,.@-]+' },
    Description: { min: 1, max: 700 },
    SessionDuration: { pattern: 'PT(\\d+H)?(\\d+M)?' },
  },
  permissions: ({ InstanceArn }) => onArns('CreatePermissionSet', InstanceArn),
  handle: ({ Name, Description = '', SessionDuration = 'PT1H' }, context, instance) => {
    if (identityCenterIndexes(context.store).permissionSetByName(Name!) !== undefined) {
      throw conflict(`PermissionSet with name ${Name} already exists.`);
    }
    const id = `ps-${context.id(16, '0123456789abcdef')}`;
    const row: PermissionSetRow = {
      id,
      name: Name!,
      description: Description,
      sessionDuration: SessionDuration,
      createdAt: context.now,
      managedPolicies: [],
    };
    permissionSetTable(context).put(id, row);
    return { PermissionSet: permissionSetView(instance, row) };
  },
});

const deletePermissionSet = instanceOperation<DeletePermissionSetRequest, DeletePermissionSetResponse>({
  constraints: { PermissionSetArn: constraint.permissionSetArn },
  permissions: ({ InstanceArn, PermissionSetArn }) => onArns('DeletePermissionSet', InstanceArn, PermissionSetArn),
  handle: ({ PermissionSetArn }, context, instance) => {
    const { id } = requirePermissionSet(context, instance, PermissionSetArn);
    if (identityCenterIndexes(context.store).assignmentsOfPermissionSet(id).size > 0) {
      throw conflict('Could not delete because PermissionSet has ApplicationProfile associated with it');
    }
    permissionSetTable(context).delete(id);
    return {};
  },
});

const listManagedPolicies = instanceOperation<
  ListManagedPoliciesInPermissionSetRequest,
  ListManagedPoliciesInPermissionSetResponse
>({
  constraints: { PermissionSetArn: constraint.permissionSetArn, MaxResults: constraint.maxResults },
  permissions: ({ InstanceArn, PermissionSetArn }) => onArns('ListManagedPoliciesInPermissionSet', InstanceArn, PermissionSetArn),
  handle: (input, context, instance) => {
    const { id, managedPolicies } = requirePermissionSet(context, instance, input.PermissionSetArn);
    const page = ssoPage(managedPolicies, `ListManagedPoliciesInPermissionSet/${id}`, input);
    const policies = page.items.map((arn) => ({ Name: arn.slice(arn.lastIndexOf('/') + 1), Arn: arn }));
    return { AttachedManagedPolicies: policies, ...nextToken(page) };
  },
});

const listProvisionedToAccount = instanceOperation<
  ListPermissionSetsProvisionedToAccountRequest,
  ListPermissionSetsProvisionedToAccountResponse
>({
  constraints: { AccountId: constraint.accountId, MaxResults: constraint.maxResults },
  permissions: ({ InstanceArn, AccountId }) =>
    onArns('ListPermissionSetsProvisionedToAccount', InstanceArn, AccountId === undefined ? undefined : accountArn(AccountId)),
  handle: (input, context, instance) => {
    const keys = identityCenterIndexes(context.store).assignmentsOfAccount(input.AccountId!);
    const sets = [...new Set([...keys].map((key) => accountAssignmentTable(context).get(key)!.permissionSetId))];
    const page = ssoPage(sets, `ListPermissionSetsProvisionedToAccount/${input.AccountId}`, input);
    return { PermissionSets: page.items.map((id) => permissionSetArn(instance, id)), ...nextToken(page) };
  },
});

const listAccountsForSet = instanceOperation<
  ListAccountsForProvisionedPermissionSetRequest,
  ListAccountsForProvisionedPermissionSetResponse
>({
  constraints: { PermissionSetArn: constraint.permissionSetArn, MaxResults: constraint.maxResults },
  permissions: ({ InstanceArn, PermissionSetArn }) =>
    onArns('ListAccountsForProvisionedPermissionSet', InstanceArn, PermissionSetArn),
  handle: (input, context, instance) => {
    const { id } = requirePermissionSet(context, instance, input.PermissionSetArn);
    const keys = identityCenterIndexes(context.store).assignmentsOfPermissionSet(id);
    const accounts = [...new Set([...keys].map((key) => accountAssignmentTable(context).get(key)!.accountId))];
    const page = ssoPage(accounts, `ListAccountsForProvisionedPermissionSet/${id}`, input);
    return { AccountIds: page.items, ...nextToken(page) };
  },
});

function provisioningView(instance: InstanceRow, row: RequestRow): PermissionSetProvisioningStatus {
  return {
    Status: row.status,
    RequestId: row.id,
    ...(row.accountId === undefined ? {} : { AccountId: row.accountId }),
    PermissionSetArn: permissionSetArn(instance, row.permissionSetId),
    ...(row.failureReason === undefined ? {} : { FailureReason: row.failureReason }),
    CreatedDate: new Date(row.createdAt),
  };
}

const provisionPermissionSet = instanceOperation<ProvisionPermissionSetRequest, ProvisionPermissionSetResponse>({
  constraints: {
    PermissionSetArn: constraint.permissionSetArn,
    TargetId: { pattern: '\\d{12}' },
    TargetType: { required: true, oneOf: ['AWS_ACCOUNT', 'ALL_PROVISIONED_ACCOUNTS'] },
  },
  permissions: ({ InstanceArn, PermissionSetArn, TargetId }) =>
    onArns('ProvisionPermissionSet', InstanceArn, PermissionSetArn, TargetId === undefined ? undefined : accountArn(TargetId)),
  handle: ({ PermissionSetArn, TargetId, TargetType }, context, instance) => {
    const { id } = requirePermissionSet(context, instance, PermissionSetArn);
    const target = TargetType === 'AWS_ACCOUNT' && TargetId !== undefined ? { accountId: TargetId } : {};
    const request = accept(context, { kind: 'provision-permission-set', permissionSetId: id, ...target });
    return { PermissionSetProvisioningStatus: provisioningView(instance, request) };
  },
});

const describeProvisioningStatus = instanceOperation<
  DescribePermissionSetProvisioningStatusRequest,
  DescribePermissionSetProvisioningStatusResponse
>({
  constraints: { ProvisionPermissionSetRequestId: constraint.requestId },
  permissions: ({ InstanceArn }) => onArns('DescribePermissionSetProvisioningStatus', InstanceArn),
  handle: ({ ProvisionPermissionSetRequestId: id }, context, instance) => {
    const row = requestTable(context).get(id!);
    if (row?.kind !== 'provision-permission-set') throw resourceNotFound(`Could not find request with id ${id}`);
    return { PermissionSetProvisioningStatus: provisioningView(instance, row) };
  },
});

export const permissionSetOperations: OperationTable = {
  ListInstances: listInstances,
  ListPermissionSets: listPermissionSets,
  DescribePermissionSet: describePermissionSet,
  CreatePermissionSet: createPermissionSet,
  DeletePermissionSet: deletePermissionSet,
  ListManagedPoliciesInPermissionSet: listManagedPolicies,
  ListPermissionSetsProvisionedToAccount: listProvisionedToAccount,
  ListAccountsForProvisionedPermissionSet: listAccountsForSet,
  ProvisionPermissionSet: provisionPermissionSet,
  DescribePermissionSetProvisioningStatus: describeProvisioningStatus,
};
