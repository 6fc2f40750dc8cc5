/** Questions about the organization's tree: parents, paths, ARNs. */
import type { HasTables, OrganizationRow } from './rows.ts';
import { accountTable, organizationalUnitTable, organizationTable, policyTable } from './rows.ts';

/** The organization's row. Throws when the sandbox was opened without one, a mistake of the program. */
export function organization(from: HasTables): OrganizationRow {
  const row = organizationTable(from).get('organization');
  if (!row) throw new Error('organizations/organization is empty: seed the organization before its services are called');
  return row;
}

/** Id of the root or OU that holds an account or OU; undefined for the root itself and for unknown ids. */
export function parentOf(from: HasTables, id: string): string | undefined {
  return accountTable(from).get(id)?.parentId ?? organizationalUnitTable(from).get(id)?.parentId;
}

/** Ids from the root down to `id` itself: `[r-..., ou-..., 123456789012]`. Empty for unknown ids. */
export function lineage(from: HasTables, id: string): string[] {
  const ids: string[] = [];
  for (let at: string | undefined = id; at !== undefined; at = parentOf(from, at)) ids.unshift(at);
  return ids[0] === organization(from).rootId ? ids : [];
}

/**
 * `o-.../r-.../ou-.../`: the value of aws:PrincipalOrgPaths for an account in that lineage; the account itself is not in it.
 * (IAM user guide, global condition keys.)
 */
export function organizationPath(from: HasTables, accountId: string): string {
  return [organization(from).id, ...lineage(from, accountId).slice(0, -1), ''].join('/');
}

/** ARN of the organization (service authorization reference, AWS Organizations). */
export function organizationArn(from: HasTables): string {
  const { id, managementAccount } = organization(from);
  return `arn:aws:organizations::${managementAccount}:organization/${id}`;
}

/** ARN of a root, OU, account or policy by its id. AWS's own policies belong to the account `aws`. */
export function resourceArn(from: HasTables, id: string): string {
  const { id: organizationId, managementAccount } = organization(from);
  const prefix = `arn:aws:organizations::${managementAccount}`;
  if (id.startsWith('r-')) return `${prefix}:root/${organizationId}/${id}`;
  if (id.startsWith('ou-')) return `${prefix}:ou/${organizationId}/${id}`;
  if (id.startsWith('p-')) return policyArn(from, id, `${prefix}:policy/${organizationId}`);
  return `${prefix}:account/${organizationId}/${id}`;
}

function policyArn(from: HasTables, id: string, prefix: string): string {
  const policy = policyTable(from).get(id);
  const type = (policy?.type ?? 'SERVICE_CONTROL_POLICY').toLowerCase();
  return policy?.awsManaged ? `arn:aws:organizations::aws:policy/${type}/${id}` : `${prefix}/${type}/${id}`;
}
