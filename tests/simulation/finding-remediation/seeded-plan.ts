/** What a seed decides before a simulation of finding-remediation begins, and the organization that it makes. */
import { randomStream, type RandomStream } from '../../../src/sandbox/core/random.ts';

/** What somebody does while batches run. */
export interface SeededAction {
  /** `re-emit`: the provider imports the findings again; `choose`: a person chooses them in the console; `restart`: the batch is started again. */
  readonly kind: 'stop-batch' | 'stop-child' | 're-emit' | 'choose' | 'restart' | 'change-resource' | 'edit-rules';
  readonly atSecond: number;
  readonly index: number;
}

export interface SeededFinding {
  readonly account: string;
  readonly control: string;
  readonly resource: string;
  readonly note?: string;
}

export interface SeededPlan {
  readonly seed: number;
  /** Findings come as events, or as a file. */
  readonly intake: 'events' | 'file';
  readonly findings: readonly SeededFinding[];
  readonly limits: {
    readonly attempts: number;
    readonly cooldownSeconds: number;
    readonly changesPerAccountAndHour: number;
    readonly canaryAbove: number;
  };
  readonly partialFailures: number;
  readonly requireApproval: boolean;
  /** finding-enrichment works on the same findings meanwhile. */
  readonly enriched: boolean;
  readonly faults: readonly object[];
  readonly actions: readonly SeededAction[];
  /** Indexes of findings whose resource somebody changes before the undoing. */
  readonly changedSince: readonly number[];
  readonly undo: boolean;
}

export const beginsAt = '2026-01-05T09:00:00Z';
/** Not before everything is deployed. */
const troubleFrom = '2026-01-05T09:01:00Z';

const remediable = ['S3.8', 'S3.5', 'KMS.4', 'RDS.1', 'EC2.19'] as const;
const told = ['Lambda.1', 'ECS.2'] as const;
const accounts = ['web', 'data'] as const;

/** Calls of the workflow's functions and machines that a fault may strike. */
const calls: readonly (readonly [service: string, operation: string])[] = [
  ['dynamodb', 'GetItem'],
  ['dynamodb', 'PutItem'],
  ['dynamodb', 'PutItem'],
  ['dynamodb', 'UpdateItem'],
  ['dynamodb', 'UpdateItem'],
  ['dynamodb', 'Query'],
  ['lambda', 'Invoke'],
  ['lambda', 'Invoke'],
  ['lambda', 'Invoke'],
  ['securityhub', 'BatchUpdateFindings'],
  ['securityhub', 'BatchUpdateFindings'],
  ['securityhub', 'BatchUpdateFindings'],
  ['securityhub', 'GetFindings'],
  ['s3', 'PutObject'],
  ['s3', 'GetObject'],
  ['s3', 'PutPublicAccessBlock'],
  ['s3', 'PutBucketPolicy'],
  ['kms', 'EnableKeyRotation'],
  ['kms', 'GetKeyRotationStatus'],
  ['rds', 'ModifyDBSnapshotAttribute'],
  ['ec2', 'RevokeSecurityGroupIngress'],
  ['ec2', 'AuthorizeSecurityGroupIngress'],
  ['ec2', 'DescribeSecurityGroups'],
  ['sts', 'AssumeRole'],
  ['states', 'StartExecution'],
  ['sqs', 'SendMessage'],
  ['sns', 'Publish'],
];

/** A crash before the effect, one after it, AWS asking to slow down, a slow answer. */
const effects = ['error', 'applied-but-reply-lost', 'throttle', 'latency'] as const;

/** The plan of a seed: the same seed gives the same plan. */
export function seededPlan(seed: number): SeededPlan {
  const random = randomStream(seed, 'simulation/finding-remediation');
  const findings = Array.from({ length: 2 + whole(random, 5) }, (_, index): SeededFinding => ({
    account: pick(random, accounts),
    control: whole(random, 4) === 0 ? pick(random, told) : pick(random, remediable),
    resource: `r-${index}`,
    ...(whole(random, 6) === 0 ? { note: 'looked at by an analyst' } : {}),
  }));
  return {
    seed,
    intake: pick(random, ['events', 'file']),
    findings,
    limits: {
      attempts: 1 + whole(random, 4),
      cooldownSeconds: pick(random, [0, 60, 3600]),
      changesPerAccountAndHour: pick(random, [1, 2, 20, 20]),
      canaryAbove: pick(random, [1, 2, 10, 10]),
    },
    partialFailures: pick(random, [0, 0, 0.3]),
    requireApproval: whole(random, 5) === 0,
    enriched: whole(random, 4) === 0,
    faults: [
      ...Array.from({ length: 2 + whole(random, 6) }, () => callFault(random)),
      ...(whole(random, 3) === 0 ? [eventFault(random)] : []),
    ],
    actions: Array.from({ length: whole(random, 4) }, (): SeededAction => ({
      kind: pick(random, [
        'stop-batch',
        'stop-child',
        'stop-child',
        're-emit',
        'choose',
        'restart',
        'change-resource',
        'edit-rules',
      ]),
      atSecond: whole(random, 90),
      index: whole(random, findings.length),
    })),
    changedSince: findings.flatMap((_finding, index) => (whole(random, 4) === 0 ? [index] : [])),
    undo: whole(random, 3) > 0,
  };
}

export function describePlan(plan: SeededPlan): string[] {
  const { intake, findings, limits, partialFailures, requireApproval, enriched, faults, actions, changedSince, undo } = plan;
  return [
    `${findings.length} findings as ${intake}, ${JSON.stringify(limits)}, ${partialFailures} partial failures${requireApproval ? ', with approval' : ''}${enriched ? ', enriched too' : ''}`,
    ...findings.map(
      ({ account, control, resource, note }) => `${resource}: ${control} in ${account}${note ? ', with a note' : ''}`,
    ),
    ...faults.map((fault) => JSON.stringify(fault)),
    ...actions.map(({ kind, atSecond, index }) => `second ${atSecond}: ${kind} ${index}`),
    undo ? `then undone; changed by somebody before: ${changedSince.join() || 'none'}` : 'not undone',
  ];
}

export function rulesOf({ limits, requireApproval }: SeededPlan, edited = false): string {
  const repair = {
    name: 'repair',
    when: { control: [...remediable], ouPath: 'Workloads*' },
    action: 'remediate',
    requireApproval,
  };
  return JSON.stringify({
    version: 1,
    limits,
    rules: [
      ...(edited ? [{ name: 'accepted', when: { control: ['S3.*'] }, action: 'suppress' }] : []),
      repair,
      { name: 'tell', when: { control: ['Lambda.*'] }, action: 'notify' },
      { name: 'suppress', when: { control: ['ECS.*'] }, action: 'suppress' },
    ],
  });
}

/** Changes the example organization into that of the plan. */
export function changeOrganization(file: Record<string, unknown>, { seed, findings, partialFailures, faults }: SeededPlan): void {
  const account = (name: string) => ({ name, email: `aws+${name}@example.com` });
  Object.assign(file, {
    seed,
    now: beginsAt,
    governedRegions: ['us-east-1'],
    ous: [
      { name: 'Security', registered: true, accounts: [account('audit')] },
      { name: 'Workloads', registered: true, accounts: accounts.map(account) },
    ],
    securityHub: { administrator: 'audit', partialFailures, findings },
    durations: {},
    faults,
  });
}

function callFault(random: RandomStream): object {
  const [service, operation] = pick(random, calls);
  const effect = pick(random, effects);
  return {
    service,
    operation,
    from: troubleFrom,
    nth: [...new Set([1 + whole(random, 30), 1 + whole(random, 30)])].sort((one, other) => one - other),
    effect,
    ...(effect === 'error' ? { error: { code: 'InternalFailure', message: 'simulated', statusCode: 500 } } : {}),
    ...(effect === 'latency' ? { delay: `${1 + whole(random, 30)}s` } : {}),
  };
}

function eventFault(random: RandomStream): object {
  return {
    service: 'aws.securityhub',
    operation: 'Security Hub Findings - Imported',
    from: troubleFrom,
    nth: [1 + whole(random, 6), 7 + whole(random, 6)],
    effect: pick(random, ['event-duplicated', 'event-late']),
    delay: `${1 + whole(random, 300)}s`,
  };
}

export const whole = (random: RandomStream, below: number): number => Math.floor(random() * below);

function pick<const Value>(random: RandomStream, values: readonly Value[]): Value {
  return values[whole(random, values.length)]!;
}
