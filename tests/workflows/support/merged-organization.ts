/** An organization of 60 accounts that Control Tower does not govern, over nested OUs, each with another combination of what is in the way. */

const regions = ['us-east-1', 'eu-west-1'] as const;

/** What is in an account's way, as the organization file says it, and the blockers that a report must name for it. */
interface Obstacle {
  readonly code: string;
  readonly existing?: (index: number) => object;
  /** The Region of the finding, where it has one. */
  readonly region?: (index: number) => string;
}

const region = (index: number): string => regions[index % regions.length]!;

export const obstacles: readonly Obstacle[] = [
  { code: 'CONFIG_RECORDER', region, existing: (index) => ({ configRecorders: [region(index)] }) },
  { code: 'DELIVERY_CHANNEL', region, existing: (index) => ({ deliveryChannels: [region(index)] }) },
  { code: 'LEFTOVER_ROLE', existing: () => ({ roles: ['aws-controltower-ConfigRecorderRole'] }) },
  {
    code: 'LEFTOVER_STACK',
    region,
    existing: (index) => ({ stacks: [{ name: `StackSet-AWSControlTowerBP-${index}`, region: region(index) }] }),
  },
  {
    code: 'LEFTOVER_TRAIL',
    region,
    existing: (index) => ({ trails: [{ name: 'aws-controltower-BaselineCloudTrail', region: region(index) }] }),
  },
  /* Nothing else of that Region can be seen while STS is off there, so it is off in the other one. */
  {
    code: 'STS_DISABLED',
    region: (index) => region(index + 1),
    existing: (index) => ({ stsDisabled: [region(index + 1)] }),
  },
];

export interface MergedAccount {
  readonly name: string;
  readonly id: string;
  /** `CODE` or `CODE Region`, sorted. */
  readonly blockers: readonly string[];
}

const targetOus = ['One', 'Two', 'Three', 'Four', 'Five', 'Six'];

/** The target OU of an account, by its place. */
export const targetOf = (index: number): string => `Governed/${targetOus[index % targetOus.length]}`;

/**
 * Sixty accounts; account n has the obstacles that are the bits of n, and every seventh an SCP of its own that denies AWS Config.
 * `roleNeeded`: none has AWSControlTowerExecution and that counts.
 */
export function mergedAccounts(roleNeeded: boolean): MergedAccount[] {
  return Array.from({ length: 60 }, (_, at) => {
    const index = at + 1;
    const blockers = obstaclesOf(index).map(({ code, region: where }) => [code, ...(where ? [where(index)] : [])].join(' '));
    if (hasPolicy(index)) blockers.push('SCP_DENIES us-east-1');
    if (roleNeeded) blockers.push('EXECUTION_ROLE');
    return { name: `merged-${index}`, id: String(300_000_000_000 + index), blockers: blockers.sort() };
  });
}

const obstaclesOf = (index: number): Obstacle[] => obstacles.filter((_, bit) => (index & (1 << bit)) !== 0);
const hasPolicy = (index: number): boolean => index % 7 === 0;

export function mergedOrganization(remediationTypes: readonly string[], inTarget = false): string {
  const accounts = Array.from({ length: 60 }, (_, at) => {
    const index = at + 1;
    const existing = Object.assign({}, ...obstaclesOf(index).map((obstacle) => obstacle.existing!(index))) as object;
    return {
      name: `merged-${index}`,
      email: `merged-${index}@example.net`,
      id: String(300_000_000_000 + index),
      enrolled: false,
      existing,
    };
  });
  const third = (at: number): object[] => accounts.filter((_, index) => index % 3 === at);
  const nested = {
    name: 'Acquired',
    accounts: third(0),
    ous: [{ name: 'Shop', accounts: third(1), ous: [{ name: 'Stores', accounts: third(2) }] }],
  };
  const policy = {
    Version: '2012-10-17',
    Statement: [
      { Sid: 'NoRecording', Effect: 'Deny', Action: 'config:Put*', Resource: '*' },
      { Sid: 'NoElsewhere', Effect: 'Deny', Action: 's3:*', Resource: '*' },
    ],
  };
  const file = {
    seed: 11,
    managementAccount: { email: 'management@example.com', id: '100000000000' },
    homeRegion: 'us-east-1',
    governedRegions: regions,
    slots: 5,
    quotas: { 'organizations/accounts': 100 },
    landingZone: { version: '4.0', remediationTypes },
    ous: [
      {
        name: 'Governed',
        registered: true,
        ous: targetOus.map((name, place) => ({
          name,
          registered: true,
          accounts: inTarget ? accounts.filter((_, index) => (index + 1) % targetOus.length === place) : [],
        })),
      },
      ...(inTarget ? [] : [nested]),
    ],
    policies: [
      {
        name: 'NoConfig',
        content: policy,
        targets: accounts.filter((_, at) => hasPolicy(at + 1)).map(({ name }) => name),
      },
    ],
  };
  return JSON.stringify(file);
}
