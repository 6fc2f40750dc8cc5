/** Reading the organization, its accounts and OUs. */
import type {
  DescribeAccountRequest,
  DescribeAccountResponse,
  DescribeOrganizationalUnitRequest,
  DescribeOrganizationalUnitResponse,
  DescribeOrganizationResponse,
  ListAccountsForParentRequest,
  ListAccountsForParentResponse,
  ListAccountsRequest,
  ListAccountsResponse,
  ListChildrenRequest,
  ListChildrenResponse,
  ListOrganizationalUnitsForParentRequest,
  ListOrganizationalUnitsForParentResponse,
  ListParentsRequest,
  ListParentsResponse,
  ListRootsRequest,
  ListRootsResponse,
} from '@aws-sdk/client-organizations';
import type { CallContext, OperationTable } from '../core/service.ts';
import { notFound } from './errors.ts';
import { organizationIndexes } from './indexes.ts';
import { constraint, listingPage, memberOperation, onResource, readOperation } from './operation.ts';
import { accountTable, organizationalUnitTable } from './rows.ts';
import { organization, organizationArn, parentOf, resourceArn } from './tree.ts';
import { accountView, organizationalUnitView } from './views.ts';

const constraintsOfParent = { ParentId: constraint.parentId, MaxResults: constraint.maxResults };

/** Refuses an id that is neither the root nor an OU. */
function checkParent(parentId: string | undefined, context: CallContext): string {
  const { rootId } = organization(context);
  if (parentId !== rootId && !organizationalUnitTable(context).has(parentId ?? '')) throw notFound('ParentNotFoundException');
  return parentId!;
}

const nextToken = (token: string | undefined): { NextToken?: string } => (token === undefined ? {} : { NextToken: token });

const describeOrganization = memberOperation<object, DescribeOrganizationResponse>({
  handle: (_input, context) => {
    const { id, managementAccount, policyTypes, featureSet = 'ALL' } = organization(context);
    return {
      Organization: {
        Id: id,
        Arn: organizationArn(context),
        FeatureSet: featureSet,
        MasterAccountId: managementAccount,
        MasterAccountArn: resourceArn(context, managementAccount),
        MasterAccountEmail: accountTable(context).get(managementAccount)!.email,
        AvailablePolicyTypes: policyTypes.map((Type) => ({ Type, Status: 'ENABLED' })),
      },
    };
  },
});

const listRoots = readOperation<ListRootsRequest, ListRootsResponse>({
  handle: (_input, context) => {
    const { rootId, policyTypes } = organization(context);
    const types = policyTypes.map((Type) => ({ Type, Status: 'ENABLED' as const }));
    return { Roots: [{ Id: rootId, Arn: resourceArn(context, rootId), Name: 'Root', PolicyTypes: types }] };
  },
});

const describeAccount = readOperation<DescribeAccountRequest, DescribeAccountResponse>({
  constraints: { AccountId: constraint.accountId },
  permissions: ({ AccountId }, context) => onResource('DescribeAccount', AccountId, context),
  handle: ({ AccountId }, context) => {
    const row = accountTable(context).get(AccountId!);
    if (!row) throw notFound('AccountNotFoundException');
    return { Account: accountView(context, row) };
  },
});

const describeOrganizationalUnit = readOperation<DescribeOrganizationalUnitRequest, DescribeOrganizationalUnitResponse>({
  constraints: { OrganizationalUnitId: constraint.organizationalUnitId },
  permissions: ({ OrganizationalUnitId }, context) => onResource('DescribeOrganizationalUnit', OrganizationalUnitId, context),
  handle: ({ OrganizationalUnitId }, context) => {
    const row = organizationalUnitTable(context).get(OrganizationalUnitId!);
    if (!row) throw notFound('OrganizationalUnitNotFoundException');
    return { OrganizationalUnit: organizationalUnitView(context, row) };
  },
});

const listAccounts = readOperation<ListAccountsRequest, ListAccountsResponse>({
  constraints: { MaxResults: constraint.maxResults },
  handle: (input, context) => {
    const ids = organizationIndexes(context.store).accounts();
    const page = listingPage(ids, 'ListAccounts', input, context, true);
    const accounts = accountTable(context);
    return { Accounts: page.items.map((id) => accountView(context, accounts.get(id)!)), ...nextToken(page.nextToken) };
  },
});

const listAccountsForParent = readOperation<ListAccountsForParentRequest, ListAccountsForParentResponse>({
  constraints: constraintsOfParent,
  permissions: ({ ParentId }, context) => onResource('ListAccountsForParent', ParentId, context),
  handle: (input, context) => {
    const parentId = checkParent(input.ParentId, context);
    const ids = [...organizationIndexes(context.store).accountsOf(parentId)];
    const page = listingPage(ids, `ListAccountsForParent/${parentId}`, input, context, true);
    const accounts = accountTable(context);
    return { Accounts: page.items.map((id) => accountView(context, accounts.get(id)!)), ...nextToken(page.nextToken) };
  },
});

const listOrganizationalUnitsForParent = readOperation<
  ListOrganizationalUnitsForParentRequest,
  ListOrganizationalUnitsForParentResponse
>({
  constraints: constraintsOfParent,
  permissions: ({ ParentId }, context) => onResource('ListOrganizationalUnitsForParent', ParentId, context),
  handle: (input, context) => {
    const parentId = checkParent(input.ParentId, context);
    const ids = [...organizationIndexes(context.store).organizationalUnitsOf(parentId)];
    const page = listingPage(ids, `ListOrganizationalUnitsForParent/${parentId}`, input, context, true);
    const units = organizationalUnitTable(context);
    return {
      OrganizationalUnits: page.items.map((id) => organizationalUnitView(context, units.get(id)!)),
      ...nextToken(page.nextToken),
    };
  },
});

const listChildren = readOperation<ListChildrenRequest, ListChildrenResponse>({
  constraints: { ...constraintsOfParent, ChildType: { required: true, oneOf: ['ACCOUNT', 'ORGANIZATIONAL_UNIT'] } },
  permissions: ({ ParentId }, context) => onResource('ListChildren', ParentId, context),
  handle: (input, context) => {
    const parentId = checkParent(input.ParentId, context);
    const indexes = organizationIndexes(context.store);
    const ids = input.ChildType === 'ACCOUNT' ? indexes.accountsOf(parentId) : indexes.organizationalUnitsOf(parentId);
    const page = listingPage([...ids], `ListChildren/${input.ChildType}/${parentId}`, input, context, true);
    return { Children: page.items.map((Id) => ({ Id, Type: input.ChildType })), ...nextToken(page.nextToken) };
  },
});

const listParents = readOperation<ListParentsRequest, ListParentsResponse>({
  constraints: { ChildId: constraint.childId, MaxResults: constraint.maxResults },
  permissions: ({ ChildId }, context) => onResource('ListParents', ChildId, context),
  handle: ({ ChildId }, context) => {
    const parentId = parentOf(context, ChildId!);
    if (parentId === undefined) throw notFound('ChildNotFoundException');
    return { Parents: [{ Id: parentId, Type: parentId.startsWith('r-') ? 'ROOT' : 'ORGANIZATIONAL_UNIT' }] };
  },
});

export const describeOperations: OperationTable = {
  DescribeOrganization: describeOrganization,
  ListRoots: listRoots,
  DescribeAccount: describeAccount,
  DescribeOrganizationalUnit: describeOrganizationalUnit,
  ListAccounts: listAccounts,
  ListAccountsForParent: listAccountsForParent,
  ListOrganizationalUnitsForParent: listOrganizationalUnitsForParent,
  ListChildren: listChildren,
  ListParents: listParents,
};
