/**
 * How a new organization gets its first rows: each function fills the tables of its service from the organization file. The order matters:
 * accounts and OUs are there before what refers to them.
 */
import { seedStacks } from './cloudformation/seed.ts';
import { seedTrails } from './cloudtrail/trails.ts';
import { seedConfig } from './config/seed.ts';
import { seedControlTower } from './control-tower/seed.ts';
import type { CallContext } from './core/service.ts';
import { seedIam } from './iam/seed.ts';
import { seedIdentityStore } from './identity-store/seed.ts';
import type { Organization } from './organization/organization.ts';
import { seedOrganizations } from './organizations/seed.ts';
import { seedRecovery } from './route53-recovery-cluster/seed.ts';
import { seedSecurityHub } from './securityhub/seed.ts';
import { seedServiceCatalog } from './service-catalog/seed.ts';
import { seedIdentityCenter } from './sso-admin/seed.ts';
import { seedDeactivatedRegions } from './sts/activation.ts';

/** Runs in one transaction with the caller `groundcrew`, in the management account and home Region. */
export type SeedService = (organization: Organization, context: CallContext) => void;

export const seeds: readonly SeedService[] = [
  seedOrganizations,
  seedIam,
  seedIdentityStore,
  seedIdentityCenter,
  seedControlTower,
  seedServiceCatalog,
  seedConfig,
  seedTrails,
  seedStacks,
  seedDeactivatedRegions,
  seedRecovery,
  seedSecurityHub,
];
