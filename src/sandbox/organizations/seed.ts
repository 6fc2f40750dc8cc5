/** The organization's tree, policies and trusted services as the organization file states them. */
import type { CallContext } from '../core/service.ts';
import { accountsWithParents, organizationalUnits, seedIds, type Organization } from '../organization/organization.ts';
import { fullAccessPolicy } from './changes.ts';
import { armRevertingTool } from './reverting-tool.ts';
import {
  accountTable,
  attachmentKey,
  organizationalUnitTable,
  organizationTable,
  policyAttachmentTable,
  policyTable,
  resourceTagsTable,
  serviceAccessTable,
} from './rows.ts';

/** Services that a landing zone has trusted access for (Organizations user guide, services that work with Organizations). */
const trustedServices = [
  'account.amazonaws.com',
  'cloudtrail.amazonaws.com',
  'config.amazonaws.com',
  'controltower.amazonaws.com',
  'member.org.stacksets.cloudformation.amazonaws.com',
  'sso.amazonaws.com',
];
/** How long before `now` the accounts of the file joined: longer than any wait that AWS imposes on new ones. */
const accountAge = 90 * 24 * 60 * 60_000;

export function seedOrganizations(organization: Organization, context: CallContext): void {
  organizationTable(context).put('organization', {
    id: organization.id,
    managementAccount: organization.managementAccount.id,
    rootId: organization.rootId,
    policyTypes: ['SERVICE_CONTROL_POLICY', 'RESOURCE_CONTROL_POLICY', 'TAG_POLICY'],
  });
  policyTable(context).put(fullAccessPolicy, {
    id: fullAccessPolicy,
    name: 'FullAWSAccess',
    description: 'Allows access to every operation',
    type: 'SERVICE_CONTROL_POLICY',
    awsManaged: true,
    content: JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] }, null, 2),
  });
  attach(context, fullAccessPolicy, organization.rootId);
  seedTree(organization, context);
  seedPolicies(organization, context);
  armRevertingTool(context);
  const trusted = [...trustedServices, ...organization.trustedServices.filter((name) => !name.startsWith('-'))];
  for (const servicePrincipal of trusted.filter((name) => !organization.trustedServices.includes(`-${name}`))) {
    serviceAccessTable(context).put(servicePrincipal, { servicePrincipal, enabledAt: organization.now - accountAge });
  }
}

function seedTree(organization: Organization, context: CallContext): void {
  const units = organizationalUnits(organization.ous);
  const idOfPath = new Map(units.map(({ path, id }) => [path, id]));
  for (const { id, name, path, tags } of units) {
    const parentPath = path.slice(0, -name.length - 1);
    organizationalUnitTable(context).put(id, { id, name, parentId: idOfPath.get(parentPath) ?? organization.rootId });
    attach(context, fullAccessPolicy, id);
    seedTags(context, id, tags);
  }
  for (const { account, parentId } of accountsWithParents(organization)) {
    accountTable(context).put(account.id, {
      id: account.id,
      name: account.name,
      email: account.email,
      state: account.status,
      joinedMethod: account.id === organization.managementAccount.id ? 'INVITED' : 'CREATED',
      joinedAt: organization.now - accountAge,
      parentId,
    });
    attach(context, fullAccessPolicy, account.id);
    seedTags(context, account.id, account.tags);
  }
}

function seedPolicies(organization: Organization, context: CallContext): void {
  const ids = seedIds(organization.seed);
  const targets = new Map<string, string>([
    ['Root', organization.rootId],
    ...organizationalUnits(organization.ous).map(({ path, id }) => [path, id] as const),
    ...accountsWithParents(organization).map(({ account }) => [account.name, account.id] as const),
  ]);
  for (const { name, description, type, content, targets: names } of organization.policies) {
    const id = `p-${ids.id(`policy/${name}`, 8)}`;
    policyTable(context).put(id, { id, name, description, type, awsManaged: false, content: JSON.stringify(content) });
    for (const target of names) attach(context, id, targets.get(target)!);
  }
}

function attach(context: CallContext, policyId: string, targetId: string): void {
  policyAttachmentTable(context).put(attachmentKey(targetId, policyId), { policyId, targetId });
}

function seedTags(context: CallContext, id: string, tags: Readonly<Record<string, string>>): void {
  const pairs = Object.entries(tags).map(([key, value]) => ({ key, value }));
  if (pairs.length > 0) resourceTagsTable(context).put(id, { tags: pairs });
}
