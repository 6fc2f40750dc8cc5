/** Stack instances. https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStackInstances.html */
import type {
  CreateStackInstancesInput,
  CreateStackInstancesOutput,
  DeleteStackInstancesInput,
  DeploymentTargets,
  ListStackInstancesInput,
  ListStackInstancesOutput,
  StackInstanceSummary,
} from '@aws-sdk/client-cloudformation';
import { pageOf } from '../core/paging.ts';
import { operation, type CallContext, type OperationTable } from '../core/service.ts';
import { accountTable, organizationalUnitTable } from '../organizations/rows.ts';
import { lineage, organization } from '../organizations/tree.ts';
import { validationError } from './errors.ts';
import { startOperation } from './run-operation.ts';
import { stackInstanceTable, type StackInstanceRow } from './rows.ts';
import { checkOrganizationsAccess, onStackSet, requireStackSet } from './stack-sets.ts';

/** The accounts that the targets mean, each with the named OU that holds it. The management account is never one of them. */
function targetAccounts(context: CallContext, targets: DeploymentTargets | undefined): { account: string; unit: string }[] {
  const units = targets?.OrganizationalUnitIds ?? [];
  const { rootId, managementAccount } = organization(context);
  if (units.length === 0) throw validationError('OrganizationalUnitIds are required');
  for (const unit of units) {
    if (unit !== rootId && !organizationalUnitTable(context).has(unit))
      throw validationError(`Organizational unit ${unit} does not exist`);
  }
  const filter = targets?.AccountFilterType ?? 'NONE';
  const accounts = targets?.Accounts ?? [];
  if ((filter === 'NONE') !== (accounts.length === 0))
    throw validationError('Accounts and AccountFilterType must be specified together');
  return [...accountTable(context).values()].flatMap(({ id }) => {
    if (id === managementAccount) return [];
    const above = lineage(context, id);
    const unit = units.find((candidate) => above.includes(candidate));
    const named = accounts.includes(id);
    const wanted = {
      NONE: unit !== undefined,
      INTERSECTION: unit !== undefined && named,
      DIFFERENCE: unit !== undefined && !named,
      UNION: unit !== undefined || named,
    }[filter];
    return wanted ? [{ account: id, unit: unit ?? above.at(-2)! }] : [];
  });
}

function regionsOf(regions: readonly string[] | undefined): readonly string[] {
  if (!regions?.length) throw validationError('Regions are required');
  return regions;
}

function view(row: StackInstanceRow, stackSetId: string): StackInstanceSummary {
  return {
    StackSetId: stackSetId,
    Account: row.account,
    Region: row.region,
    OrganizationalUnitId: row.organizationalUnitId,
    ...(row.stackId === undefined ? {} : { StackId: row.stackId }),
    Status: row.status,
    ...(row.statusReason === undefined ? {} : { StatusReason: row.statusReason }),
    StackInstanceStatus: { DetailedStatus: row.detailedStatus },
    LastOperationId: row.lastOperationId,
  };
}

export const stackInstanceOperations: OperationTable = {
  CreateStackInstances: operation<CreateStackInstancesInput, CreateStackInstancesOutput>({
    permissions: onStackSet('CreateStackInstances'),
    handle: (input, context) => {
      const stackSet = requireStackSet(context, input.StackSetName);
      checkOrganizationsAccess(context);
      if (input.Accounts?.length) throw validationError('Accounts can not be specified for a SERVICE_MANAGED stack set');
      const targets = targetAccounts(context, input.DeploymentTargets);
      const OperationId = startOperation(context, stackSet, {
        action: 'CREATE',
        id: input.OperationId,
        preferences: input.OperationPreferences,
        targets,
        regions: regionsOf(input.Regions),
        retainStacks: false,
      });
      return { OperationId };
    },
  }),
  DeleteStackInstances: operation<DeleteStackInstancesInput, CreateStackInstancesOutput>({
    permissions: onStackSet('DeleteStackInstances'),
    handle: (input, context) => {
      const stackSet = requireStackSet(context, input.StackSetName);
      checkOrganizationsAccess(context);
      const regions = regionsOf(input.Regions);
      const held = targetAccounts(context, input.DeploymentTargets).filter(({ account }) =>
        regions.some((region) => stackInstanceTable(context).has(`${stackSet.name}/${account}/${region}`)),
      );
      const OperationId = startOperation(context, stackSet, {
        action: 'DELETE',
        id: input.OperationId,
        preferences: input.OperationPreferences,
        targets: held,
        regions,
        retainStacks: input.RetainStacks ?? false,
      });
      return { OperationId };
    },
  }),
  ListStackInstances: operation<ListStackInstancesInput, ListStackInstancesOutput>({
    permissions: onStackSet('ListStackInstances'),
    handle: (input, context) => {
      const stackSet = requireStackSet(context, input.StackSetName);
      const { StackInstanceAccount, StackInstanceRegion, MaxResults = 100 } = input;
      const rows = [...stackInstanceTable(context).values()].filter(
        (row) =>
          row.stackSet === stackSet.name &&
          (StackInstanceAccount === undefined || row.account === StackInstanceAccount) &&
          (StackInstanceRegion === undefined || row.region === StackInstanceRegion),
      );
      const listing = JSON.stringify(['ListStackInstances', stackSet.name, StackInstanceAccount, StackInstanceRegion]);
      const page = pageOf(rows, MaxResults, listing, input.NextToken);
      if (!page) throw validationError('The NextToken is not valid.');
      return {
        Summaries: page.items.map((row) => view(row, stackSet.id)),
        ...(page.nextToken === undefined ? {} : { NextToken: page.nextToken }),
      };
    },
  }),
};
