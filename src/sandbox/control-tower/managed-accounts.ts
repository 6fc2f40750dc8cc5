/** Which OUs and accounts Control Tower governs: its baseline is on them. */
import type { CallContext } from '../core/service.ts';
import type { AccountRow, OrganizationalUnitRow } from '../organizations/rows.ts';
import { organizationalUnitTable } from '../organizations/rows.ts';
import { organization } from '../organizations/tree.ts';
import type { EnabledBaselineRow } from './rows.ts';
import { enabledBaselineTable } from './rows.ts';

/** True when the OU is registered: new accounts may be provisioned into it. */
export function isRegistered(context: CallContext, organizationalUnitId: string): boolean {
  const row = enabledBaselineTable(context).get(organizationalUnitId);
  return row !== undefined && row.parentId === undefined && row.status !== 'FAILED';
}

/** True when the account is enrolled, or is being so. */
export function isManaged(context: CallContext, accountId: string): boolean {
  const row = enabledBaselineTable(context).get(accountId);
  return row !== undefined && row.status !== 'FAILED';
}

/** Puts the OU's baseline on an account, with that status. */
export function putAccountBaseline(
  context: CallContext,
  account: AccountRow,
  organizationalUnitId: string,
  status: EnabledBaselineRow['status'],
): void {
  const baselines = enabledBaselineTable(context);
  const parent = baselines.get(organizationalUnitId);
  const before = baselines.get(account.id);
  baselines.put(account.id, {
    targetId: account.id,
    id: before?.id ?? newEnabledBaselineId(context),
    version: parent?.version ?? before?.version ?? '5.0',
    status,
    parentId: organizationalUnitId,
    drifted: false,
  });
}

/** Takes the baseline off an account: it is unmanaged. */
export function removeAccountBaseline(context: CallContext, accountId: string): void {
  enabledBaselineTable(context).delete(accountId);
}

export function newEnabledBaselineId(context: CallContext): string {
  return `X${context.id(16, '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ')}`;
}

/**
 * The OU that Account Factory's ManagedOrganizationalUnit names: `Name (ou-id)`, or a bare name for an OU directly under the root. The
 * path form and the bare name of a nested OU do not work (Control Tower user guide, "Nested OUs"). Undefined for what names no OU.
 */
export function organizationalUnitNamed(context: CallContext, text: string): OrganizationalUnitRow | undefined {
  const units = organizationalUnitTable(context);
  const withId = /^(.+) \((ou-[0-9a-z]{4,32}-[a-z0-9]{8,32})\)$/.exec(text);
  if (withId) {
    const row = units.get(withId[2]!);
    return row?.name === withId[1] ? row : undefined;
  }
  const { rootId } = organization(context);
  for (const row of units.values()) if (row.parentId === rootId && row.name === text) return row;
  return undefined;
}
