/** The landing zone, which is there from the start. */
import type { CallContext, OperationTable } from '../core/service.ts';
import { accountTable } from '../organizations/rows.ts';
import { landingZoneArn } from './arns.ts';
import { controlTowerOperation, notFound, onResource } from './operation.ts';
import { landingZoneTable } from './rows.ts';
import type { LandingZoneOutput, PagedInput } from './types.ts';

const listLandingZones = controlTowerOperation<PagedInput, { landingZones: readonly { arn: string }[] }>({
  constraints: { maxResults: { min: 1, max: 1 } },
  handle: (_input, context) => ({
    landingZones: [...landingZoneTable(context).keys()].map((id) => ({ arn: landingZoneArn(context, id) })),
  }),
});

/** The landing zone's own accounts: those that have Control Tower's names for them. */
function sharedAccounts(context: CallContext): {
  centralizedLogging?: { accountId: string };
  securityRoles?: { accountId: string };
} {
  const named = (name: string): string | undefined => [...accountTable(context).values()].find((row) => row.name === name)?.id;
  const [logArchive, audit] = [named('Log Archive'), named('Audit')];
  return {
    ...(logArchive === undefined ? {} : { centralizedLogging: { accountId: logArchive } }),
    ...(audit === undefined ? {} : { securityRoles: { accountId: audit } }),
  };
}

const getLandingZone = controlTowerOperation<{ landingZoneIdentifier?: string }, LandingZoneOutput>({
  constraints: { landingZoneIdentifier: { required: true } },
  permissions: ({ landingZoneIdentifier }) => onResource('GetLandingZone', landingZoneIdentifier),
  handle: ({ landingZoneIdentifier }, context) => {
    const row = [...landingZoneTable(context).values()].find(({ id }) => landingZoneArn(context, id) === landingZoneIdentifier);
    if (!row) throw notFound(`AWS Control Tower could not find the landing zone ${landingZoneIdentifier}.`);
    return {
      landingZone: {
        arn: landingZoneArn(context, row.id),
        version: row.version,
        latestAvailableVersion: row.version,
        status: row.status,
        driftStatus: { status: row.driftStatus },
        remediationTypes: row.remediationTypes,
        manifest: { governedRegions: context.settings.governedRegions, ...sharedAccounts(context) },
      },
    };
  },
});

export const landingZoneOperations: OperationTable = { ListLandingZones: listLandingZones, GetLandingZone: getLandingZone };
