/** The landing zone, and the baselines on registered OUs and their accounts. */
import type { CallContext } from '../core/service.ts';
import { organizationalUnits, seedIds, type Organization } from '../organization/organization.ts';
import { enabledBaselineTable, landingZoneTable } from './rows.ts';

const version = '5.0';

export function seedControlTower(organization: Organization, context: CallContext): void {
  const ids = seedIds(organization.seed);
  const baselineId = (targetId: string): string =>
    `X${ids.id(`enabled-baseline/${targetId}`, 16, '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ')}`;
  const landingZoneId = ids.id('landing-zone', 16, '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ');
  landingZoneTable(context).put(landingZoneId, {
    id: landingZoneId,
    version: organization.landingZone.version,
    status: 'ACTIVE',
    driftStatus: 'IN_SYNC',
    remediationTypes: organization.landingZone.remediationTypes,
  });
  for (const unit of organizationalUnits(organization.ous)) {
    if (!unit.registered) continue;
    const settled = { version, status: 'SUCCEEDED', drifted: false } as const;
    const drifted = unit.accounts.some(({ enrolled, status }) => !enrolled && status === 'ACTIVE');
    enabledBaselineTable(context).put(unit.id, { targetId: unit.id, id: baselineId(unit.id), ...settled, drifted });
    for (const account of unit.accounts) {
      if (!account.enrolled) continue;
      enabledBaselineTable(context).put(account.id, {
        targetId: account.id,
        id: baselineId(account.id),
        ...settled,
        parentId: unit.id,
      });
    }
  }
}
