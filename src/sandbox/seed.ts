/**
 * How a new organization gets its first rows: each function fills the tables of its service from the organization file. The order matters:
 * accounts and OUs are there before what refers to them.
 */
import type { CallContext } from './core/service.ts';
import { seedIam } from './iam/seed.ts';
import type { Organization } from './organization/organization.ts';

/** Runs in one transaction with the caller `groundcrew`, in the management account and home Region. */
export type SeedService = (organization: Organization, context: CallContext) => void;

export const seeds: readonly SeedService[] = [seedIam];
