/** Stack sets. https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStackSet.html */
import type {
  CreateStackSetInput,
  CreateStackSetOutput,
  DeleteStackSetInput,
  DescribeStackSetInput,
  DescribeStackSetOutput,
  ListStackSetsInput,
  ListStackSetsOutput,
  StackSet,
} from '@aws-sdk/client-cloudformation';
import { AwsError } from '../core/errors.ts';
import { pageOf } from '../core/paging.ts';
import { operation, type CallContext, type OperationTable, type Permission } from '../core/service.ts';
import { serviceAccessTable } from '../organizations/rows.ts';
import { stackSetNotFound, validationError } from './errors.ts';
import { stackInstanceTable, stackSetTable, type StackSetRow } from './rows.ts';
import { readTemplate } from './template.ts';

/** Trusted access that service-managed stack sets need (CloudFormation user guide). */
const trustedService = 'member.org.stacksets.cloudformation.amazonaws.com';

const arnOf = (context: CallContext, { id, region }: Pick<StackSetRow, 'id' | 'region'>): string =>
  `arn:aws:cloudformation:${region}:${context.settings.managementAccount}:stackset/${id}`;

/** `cloudformation:<action>` on the stack set, by its ARN with any id where it is not there yet. */
export function onStackSet(action: string) {
  return ({ StackSetName }: { StackSetName?: string | undefined }, context: CallContext): Permission[] => {
    const row = stackSetTable(context).get(StackSetName ?? '');
    const resource = row
      ? arnOf(context, row)
      : `arn:aws:cloudformation:${context.region}:${context.account}:stackset/${StackSetName}:*`;
    return [{ action: `cloudformation:${action}`, resources: [resource] }];
  };
}

/** The stack set of that name or id. Throws StackSetNotFoundException. */
export function requireStackSet(context: CallContext, nameOrId: string | undefined): StackSetRow {
  const row = stackSetTable(context).get((nameOrId ?? '').split(':')[0]!);
  if (!row || row.region !== context.region || context.account !== context.settings.managementAccount)
    throw stackSetNotFound(nameOrId);
  return row;
}

/** Refuses what needs trusted access while the organization does not give it. */
export function checkOrganizationsAccess(context: CallContext): void {
  if (context.account !== context.settings.managementAccount)
    throw validationError(
      'You must be the management account or delegated admin account of an organization before operating a SERVICE_MANAGED stack set',
    );
  if (!serviceAccessTable(context).has(trustedService))
    throw validationError('You must enable organizations access to operate a service managed stack set');
}

function view(context: CallContext, row: StackSetRow): StackSet {
  return {
    StackSetName: row.name,
    StackSetId: row.id,
    StackSetARN: arnOf(context, row),
    Status: 'ACTIVE',
    ...(row.description === undefined ? {} : { Description: row.description }),
    TemplateBody: row.templateBody,
    Parameters: Object.entries(row.parameters).map(([ParameterKey, ParameterValue]) => ({ ParameterKey, ParameterValue })),
    Capabilities: [...row.capabilities] as StackSet['Capabilities'],
    PermissionModel: 'SERVICE_MANAGED',
    AutoDeployment: { Enabled: row.autoDeployment.enabled, RetainStacksOnAccountRemoval: row.autoDeployment.retainStacks },
  };
}

export const stackSetOperations: OperationTable = {
  CreateStackSet: operation<CreateStackSetInput, CreateStackSetOutput>({
    permissions: onStackSet('CreateStackSet'),
    handle: (input, context) => {
      const name = input.StackSetName ?? '';
      if (!/^[a-zA-Z][a-zA-Z0-9-]{0,127}$/.test(name)) throw validationError(`Stack set name ${name} is not valid`);
      if (input.PermissionModel !== 'SERVICE_MANAGED')
        throw validationError('The sandbox simulates stack sets with the permission model SERVICE_MANAGED only.');
      if (!input.AutoDeployment) throw validationError('AutoDeployment must be specified for a SERVICE_MANAGED stack set');
      checkOrganizationsAccess(context);
      if (!input.TemplateBody) throw validationError('Either Template URL or Template Body must be specified.');
      const parameters = Object.fromEntries(
        (input.Parameters ?? []).map(({ ParameterKey = '', ParameterValue = '' }) => [ParameterKey, ParameterValue]),
      );
      const { roles } = readTemplate(input.TemplateBody, parameters);
      const capabilities = input.Capabilities ?? [];
      if (roles.length > 0 && !capabilities.includes('CAPABILITY_NAMED_IAM')) {
        throw new AwsError('InsufficientCapabilitiesException', 'Requires capabilities : [CAPABILITY_NAMED_IAM]');
      }
      const before = stackSetTable(context).get(name);
      if (before) throw new AwsError('NameAlreadyExistsException', `StackSet ${name} already exists`, { statusCode: 409 });
      const row: StackSetRow = {
        name,
        id: `${name}:${context.uuid()}`,
        region: context.region,
        ...(input.Description === undefined ? {} : { description: input.Description }),
        templateBody: input.TemplateBody,
        parameters,
        capabilities,
        autoDeployment: {
          enabled: input.AutoDeployment.Enabled ?? false,
          retainStacks: input.AutoDeployment.RetainStacksOnAccountRemoval ?? false,
        },
      };
      stackSetTable(context).put(name, row);
      return { StackSetId: row.id };
    },
  }),
  DescribeStackSet: operation<DescribeStackSetInput, DescribeStackSetOutput>({
    permissions: onStackSet('DescribeStackSet'),
    handle: ({ StackSetName }, context) => ({ StackSet: view(context, requireStackSet(context, StackSetName)) }),
  }),
  ListStackSets: operation<ListStackSetsInput, ListStackSetsOutput>({
    handle: ({ MaxResults = 100, NextToken }, context) => {
      const rows = [...stackSetTable(context).values()].filter(({ region }) => region === context.region);
      const page = pageOf(
        context.account === context.settings.managementAccount ? rows : [],
        MaxResults,
        'ListStackSets',
        NextToken,
      );
      if (!page) throw validationError('The NextToken is not valid.');
      return {
        Summaries: page.items.map(({ name, id }) => ({
          StackSetName: name,
          StackSetId: id,
          Status: 'ACTIVE' as const,
          PermissionModel: 'SERVICE_MANAGED' as const,
        })),
        ...(page.nextToken === undefined ? {} : { NextToken: page.nextToken }),
      };
    },
  }),
  DeleteStackSet: operation<DeleteStackSetInput, object>({
    permissions: onStackSet('DeleteStackSet'),
    handle: ({ StackSetName }, context) => {
      const { name } = requireStackSet(context, StackSetName);
      for (const instance of stackInstanceTable(context).values()) {
        if (instance.stackSet === name)
          throw new AwsError('StackSetNotEmptyException', 'StackSet is not empty', { statusCode: 409 });
      }
      stackSetTable(context).delete(name);
      return {};
    },
  }),
};
