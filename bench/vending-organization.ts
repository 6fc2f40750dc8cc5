/** An organization and a batch file of any size, for the benchmark of account-vending. */
import { stringify } from 'csv-stringify/sync';
import { stringify as yaml } from 'yaml';

/** Accounts that Control Tower lets an OU hold. https://docs.aws.amazon.com/controltower/latest/userguide/limits.html */
const accountsPerOu = 300;

const header =
  'AccountName,SSOUserEmail,AccountEmail,SSOUserFirstName,SSOUserLastName,OrgUnit,Status,AccountId,ErrorMsg,Access'.split(',');

/** The organization file: no faults, room for the batch, as many registered OUs as it needs. */
export function organizationOf(rows: number, slots: number): string {
  return yaml({
    seed: 7,
    managementAccount: { name: 'AnyCompany', email: 'aws@anycompany.example.com' },
    homeRegion: 'us-east-1',
    governedRegions: ['us-east-1', 'us-west-2'],
    slots,
    quotas: { 'organizations/accounts': rows + 10 },
    ous: [
      {
        name: 'Security',
        registered: true,
        accounts: [
          { name: 'Log Archive', email: 'aws+log-archive@anycompany.example.com' },
          { name: 'Audit', email: 'aws+audit@anycompany.example.com' },
        ],
      },
      ...Array.from({ length: Math.ceil(rows / accountsPerOu) }, (_, index) => ({ name: unitName(index), registered: true })),
    ],
    identityCenter: {
      users: [{ userName: 'ana.silva@example.com', givenName: 'Ana', familyName: 'Silva', email: 'ana.silva@example.com' }],
      groups: [{ name: 'Developers', members: ['ana.silva@example.com'] }],
      permissionSets: [{ name: 'DeveloperAccess', managedPolicies: ['arn:aws:iam::aws:policy/PowerUserAccess'] }],
    },
    durations: { 'controltower/create-account': { median: '20m', minimum: '9m', maximum: '55m' } },
  });
}

/** The batch file: each account with one access pair. */
export function batchOf(rows: number): string {
  return stringify([
    header,
    ...Array.from({ length: rows }, (_, index) => {
      const name = `team-${String(index + 1).padStart(4, '0')}`;
      const unit = unitName(Math.floor(index / accountsPerOu));
      return [
        name,
        'ana.silva@example.com',
        `aws+${name}@anycompany.example.com`,
        'Ana',
        'Silva',
        unit,
        '',
        '',
        '',
        'Developers:DeveloperAccess',
      ];
    }),
  ]);
}

const unitName = (index: number): string => `Teams ${index + 1}`;
