/** Trusted services and delegated administrators. */
import type {
  DelegatedAdministrator,
  DeregisterDelegatedAdministratorRequest,
  DisableAWSServiceAccessRequest,
  EnableAWSServiceAccessRequest,
  ListAWSServiceAccessForOrganizationRequest,
  ListAWSServiceAccessForOrganizationResponse,
  ListDelegatedAdministratorsRequest,
  ListDelegatedAdministratorsResponse,
  ListDelegatedServicesForAccountRequest,
  ListDelegatedServicesForAccountResponse,
  RegisterDelegatedAdministratorRequest,
} from '@aws-sdk/client-organizations';
import { AwsError } from '../core/errors.ts';
import type { CallContext, OperationTable, Permission } from '../core/service.ts';
import { constraintViolation, notFound } from './errors.ts';
import { constraint, listingPage, managementOperation, onResource, readOperation } from './operation.ts';
import type { DelegatedAdministratorRow } from './rows.ts';
import { accountTable, delegatedAdministratorTable, delegationKey, serviceAccessTable } from './rows.ts';
import { organization, resourceArn } from './tree.ts';
import { accountView } from './views.ts';

const servicePrincipal = { ServicePrincipal: constraint.servicePrincipal };

function forPrincipal(action: string, resources: readonly string[], principal: string | undefined): readonly Permission[] {
  const conditions = principal === undefined ? {} : { conditions: { 'organizations:ServicePrincipal': principal } };
  return [{ action: `organizations:${action}`, resources, ...conditions }];
}

const enableServiceAccess = managementOperation<EnableAWSServiceAccessRequest, object>({
  constraints: servicePrincipal,
  permissions: ({ ServicePrincipal }) => forPrincipal('EnableAWSServiceAccess', ['*'], ServicePrincipal),
  handle: ({ ServicePrincipal }, context) => {
    const table = serviceAccessTable(context);
    if (!table.has(ServicePrincipal!))
      table.put(ServicePrincipal!, { servicePrincipal: ServicePrincipal!, enabledAt: context.now });
    return {};
  },
});

const disableServiceAccess = managementOperation<DisableAWSServiceAccessRequest, object>({
  constraints: servicePrincipal,
  permissions: ({ ServicePrincipal }) => forPrincipal('DisableAWSServiceAccess', ['*'], ServicePrincipal),
  handle: ({ ServicePrincipal }, context) => {
    serviceAccessTable(context).delete(ServicePrincipal!);
    return {};
  },
});

const listServiceAccess = readOperation<ListAWSServiceAccessForOrganizationRequest, ListAWSServiceAccessForOrganizationResponse>({
  constraints: { MaxResults: constraint.maxResults },
  handle: (input, context) => {
    const page = listingPage([...serviceAccessTable(context).values()], 'ListAWSServiceAccessForOrganization', input, context);
    return {
      EnabledServicePrincipals: page.items.map((row) => ({
        ServicePrincipal: row.servicePrincipal,
        DateEnabled: new Date(row.enabledAt),
      })),
      ...(page.nextToken === undefined ? {} : { NextToken: page.nextToken }),
    };
  },
});

const delegationConstraints = { AccountId: constraint.accountId, ServicePrincipal: constraint.servicePrincipal };

function onDelegation(action: string, input: RegisterDelegatedAdministratorRequest, context: CallContext): readonly Permission[] {
  return forPrincipal(action, [input.AccountId ? resourceArn(context, input.AccountId) : '*'], input.ServicePrincipal);
}

const registerDelegatedAdministrator = managementOperation<RegisterDelegatedAdministratorRequest, object>({
  constraints: delegationConstraints,
  permissions: (input, context) => onDelegation('RegisterDelegatedAdministrator', input, context),
  handle: ({ AccountId, ServicePrincipal }, context) => {
    const account = accountTable(context).get(AccountId!);
    if (!account) throw notFound('AccountNotFoundException');
    if (account.id === organization(context).managementAccount) {
      throw constraintViolation(
        'CANNOT_REGISTER_MASTER_AS_DELEGATED_ADMINISTRATOR',
        'You cannot register a management account as a delegated administrator.',
      );
    }
    if (!serviceAccessTable(context).has(ServicePrincipal!)) {
      throw constraintViolation(
        'SERVICE_ACCESS_NOT_ENABLED',
        'You must enable service access before registering a delegated administrator.',
      );
    }
    const table = delegatedAdministratorTable(context);
    const key = delegationKey(account.id, ServicePrincipal!);
    if (table.has(key)) {
      throw new AwsError(
        'AccountAlreadyRegisteredException',
        'The provided account is already a delegated administrator for your organization.',
      );
    }
    table.put(key, { accountId: account.id, servicePrincipal: ServicePrincipal!, enabledAt: context.now });
    return {};
  },
});

const deregisterDelegatedAdministrator = managementOperation<DeregisterDelegatedAdministratorRequest, object>({
  constraints: delegationConstraints,
  permissions: (input, context) => onDelegation('DeregisterDelegatedAdministrator', input, context),
  handle: ({ AccountId, ServicePrincipal }, context) => {
    const table = delegatedAdministratorTable(context);
    const key = delegationKey(AccountId!, ServicePrincipal!);
    if (!table.has(key)) {
      throw new AwsError(
        'AccountNotRegisteredException',
        'The provided account is not a registered delegated administrator for your organization.',
      );
    }
    table.delete(key);
    return {};
  },
});

function administratorView(context: CallContext, { accountId, enabledAt }: DelegatedAdministratorRow): DelegatedAdministrator {
  const { Paths: _notInThisShape, ...view } = accountView(context, accountTable(context).get(accountId)!);
  return { ...view, DelegationEnabledDate: new Date(enabledAt) };
}

const listDelegatedAdministrators = readOperation<ListDelegatedAdministratorsRequest, ListDelegatedAdministratorsResponse>({
  constraints: { ServicePrincipal: { min: 1, max: 128 }, MaxResults: constraint.maxResults },
  permissions: ({ ServicePrincipal }) => forPrincipal('ListDelegatedAdministrators', ['*'], ServicePrincipal),
  handle: (input, context) => {
    const wanted = input.ServicePrincipal;
    const rows = [...delegatedAdministratorTable(context).values()].filter(
      (row) => wanted === undefined || row.servicePrincipal === wanted,
    );
    const unique = [...new Map(rows.map((row) => [row.accountId, row])).values()];
    const page = listingPage(unique, `ListDelegatedAdministrators/${wanted ?? ''}`, input, context);
    return {
      DelegatedAdministrators: page.items.map((row) => administratorView(context, row)),
      ...(page.nextToken === undefined ? {} : { NextToken: page.nextToken }),
    };
  },
});

const listDelegatedServices = readOperation<ListDelegatedServicesForAccountRequest, ListDelegatedServicesForAccountResponse>({
  constraints: { AccountId: constraint.accountId, MaxResults: constraint.maxResults },
  permissions: ({ AccountId }, context) => onResource('ListDelegatedServicesForAccount', AccountId, context),
  handle: (input, context) => {
    const rows = [...delegatedAdministratorTable(context).values()].filter(({ accountId }) => accountId === input.AccountId);
    if (rows.length === 0) {
      throw new AwsError(
        'AccountNotRegisteredException',
        'The provided account is not a registered delegated administrator for your organization.',
      );
    }
    const page = listingPage(rows, `ListDelegatedServicesForAccount/${input.AccountId}`, input, context);
    return {
      DelegatedServices: page.items.map((row) => ({
        ServicePrincipal: row.servicePrincipal,
        DelegationEnabledDate: new Date(row.enabledAt),
      })),
      ...(page.nextToken === undefined ? {} : { NextToken: page.nextToken }),
    };
  },
});

export const serviceAccessOperations: OperationTable = {
  EnableAWSServiceAccess: enableServiceAccess,
  DisableAWSServiceAccess: disableServiceAccess,
  ListAWSServiceAccessForOrganization: listServiceAccess,
  RegisterDelegatedAdministrator: registerDelegatedAdministrator,
  DeregisterDelegatedAdministrator: deregisterDelegatedAdministrator,
  ListDelegatedAdministrators: listDelegatedAdministrators,
  ListDelegatedServicesForAccount: listDelegatedServices,
};
