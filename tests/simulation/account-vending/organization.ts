/** The organization and the batch file of a seed. */
import { stringify } from 'yaml';
import { batch, row } from '../../workflows/support/batch.ts';
import type { SeededPlan } from './seeded-plan.ts';

/** Names of the batch's accounts, in the order of the rows. */
export function accountNames({ sentinels }: SeededPlan): string[] {
  return sentinels.map((_, index) => `account-${index + 1}`);
}

export function batchFile(plan: SeededPlan): Uint8Array {
  return batch(
    ...accountNames(plan).map((name, index) => {
      const sentinel = plan.sentinels[index] || 'vended';
      return row(name, { email: `aws${index + 1}+${sentinel}@example.com` });
    }),
  );
}

/** YAML of the organization, with the seed's faults. */
export function organizationFile({ seed, slots, faults }: SeededPlan): string {
  return stringify({
    seed,
    managementAccount: { name: 'Management', email: 'aws@example.com' },
    homeRegion: 'us-east-1',
    governedRegions: ['us-east-1'],
    slots,
    quotas: { 'organizations/accounts': 100 },
    ous: [
      {
        name: 'Security',
        registered: true,
        accounts: [
          { name: 'Log Archive', email: 'aws+log-archive@example.com' },
          { name: 'Audit', email: 'aws+audit@example.com' },
        ],
      },
      { name: 'Sandbox', registered: true },
    ],
    identityCenter: {
      users: [{ userName: 'ana.silva@example.com', givenName: 'Ana', familyName: 'Silva', email: 'ana.silva@example.com' }],
    },
    faults,
  });
}
