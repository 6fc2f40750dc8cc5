/** Making, renaming and deleting OUs. */
import type {
  CreateOrganizationalUnitRequest,
  CreateOrganizationalUnitResponse,
  DeleteOrganizationalUnitRequest,
  UpdateOrganizationalUnitRequest,
  UpdateOrganizationalUnitResponse,
} from '@aws-sdk/client-organizations';
import { AwsError } from '../core/errors.ts';
import type { CallContext, OperationTable } from '../core/service.ts';
import { fullAccessPolicy } from './changes.ts';
import { emitApiCall } from './cloudtrail-events.ts';
import { constraintViolation, notFound } from './errors.ts';
import { organizationIndexes } from './indexes.ts';
import { constraint, managementOperation, onResource } from './operation.ts';
import type { OrganizationalUnitRow } from './rows.ts';
import { attachmentKey, organizationalUnitTable, policyAttachmentTable, resourceTagsTable } from './rows.ts';
import { checkedTags } from './tags.ts';
import { lineage, organization } from './tree.ts';
import { organizationalUnitView } from './views.ts';

/** Organizations user guide, quotas: OUs of an organization, and how deep they may nest under the root. */
const maximumOrganizationalUnits = 2000;
const maximumDepth = 5;

function refuseDuplicate(context: CallContext, parentId: string, name: string): void {
  const units = organizationalUnitTable(context);
  for (const id of organizationIndexes(context.store).organizationalUnitsOf(parentId)) {
    if (units.get(id)!.name === name) {
      throw new AwsError('DuplicateOrganizationalUnitException', 'An OU with the same name already exists.');
    }
  }
}

const createOrganizationalUnit = managementOperation<CreateOrganizationalUnitRequest, CreateOrganizationalUnitResponse>({
  constraints: { ParentId: constraint.parentId, Name: { required: true, min: 1, max: 128 } },
  permissions: ({ ParentId }, context) => onResource('CreateOrganizationalUnit', ParentId, context),
  handle: ({ ParentId, Name, Tags }, context) => {
    const parentId = ParentId!;
    const name = Name!;
    const { rootId } = organization(context);
    const units = organizationalUnitTable(context);
    if (parentId !== rootId && !units.has(parentId)) throw notFound('ParentNotFoundException');
    refuseDuplicate(context, parentId, name);
    if (lineage(context, parentId).length > maximumDepth) {
      throw constraintViolation('OU_DEPTH_LIMIT_EXCEEDED', 'You have exceeded the OU depth limit.');
    }
    if (units.size >= maximumOrganizationalUnits) {
      throw constraintViolation('OU_NUMBER_LIMIT_EXCEEDED', 'You have exceeded the number of OUs allowed in the organization.');
    }
    const row: OrganizationalUnitRow = { id: `ou-${rootId.slice(2)}-${context.id(8)}`, name, parentId };
    units.put(row.id, row);
    policyAttachmentTable(context).put(attachmentKey(row.id, fullAccessPolicy), { policyId: fullAccessPolicy, targetId: row.id });
    const tags = checkedTags(Tags);
    if (tags.length > 0) resourceTagsTable(context).put(row.id, { tags });
    emitApiCall(context, 'CreateOrganizationalUnit', { parentId, name }, { organizationalUnit: { id: row.id, name } });
    return { OrganizationalUnit: organizationalUnitView(context, row) };
  },
});

function requireUnit(context: CallContext, id: string | undefined): OrganizationalUnitRow {
  const row = organizationalUnitTable(context).get(id!);
  if (!row) throw notFound('OrganizationalUnitNotFoundException');
  return row;
}

const updateOrganizationalUnit = managementOperation<UpdateOrganizationalUnitRequest, UpdateOrganizationalUnitResponse>({
  constraints: { OrganizationalUnitId: constraint.organizationalUnitId, Name: { min: 1, max: 128 } },
  permissions: ({ OrganizationalUnitId }, context) => onResource('UpdateOrganizationalUnit', OrganizationalUnitId, context),
  handle: ({ OrganizationalUnitId, Name }, context) => {
    const row = requireUnit(context, OrganizationalUnitId);
    const renamed = { ...row, name: Name ?? row.name };
    if (renamed.name !== row.name) refuseDuplicate(context, row.parentId, renamed.name);
    organizationalUnitTable(context).put(row.id, renamed);
    return { OrganizationalUnit: organizationalUnitView(context, renamed) };
  },
});

const deleteOrganizationalUnit = managementOperation<DeleteOrganizationalUnitRequest, object>({
  constraints: { OrganizationalUnitId: constraint.organizationalUnitId },
  permissions: ({ OrganizationalUnitId }, context) => onResource('DeleteOrganizationalUnit', OrganizationalUnitId, context),
  handle: ({ OrganizationalUnitId }, context) => {
    const { id } = requireUnit(context, OrganizationalUnitId);
    const indexes = organizationIndexes(context.store);
    if (indexes.accountsOf(id).size > 0 || indexes.organizationalUnitsOf(id).size > 0) {
      throw new AwsError('OrganizationalUnitNotEmptyException', 'The specified OU is not empty.');
    }
    for (const policyId of [...indexes.policiesOf(id)]) policyAttachmentTable(context).delete(attachmentKey(id, policyId));
    resourceTagsTable(context).delete(id);
    organizationalUnitTable(context).delete(id);
    return {};
  },
});

export const organizationalUnitOperations: OperationTable = {
  CreateOrganizationalUnit: createOrganizationalUnit,
  UpdateOrganizationalUnit: updateOrganizationalUnit,
  DeleteOrganizationalUnit: deleteOrganizationalUnit,
};
