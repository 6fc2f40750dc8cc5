import * as z from 'zod';
import { modes } from './fault-policy.ts';

/** Longest window of a drill's deny, in minutes. A longer one is not a drill. */
export const longestWindowMinutes = 240;
/** Most accounts that one drill may touch. */
export const mostAccounts = 50;

const regionName = z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'a Region such as eu-west-1');
const accountReference = z.string().regex(/^(\d{12}|[\w .-]{1,50})$/, 'an account id or an account name');
const isoTime = z.iso.datetime();

/** Something that is well as long as it holds: an alarm that is OK, or a call that AWS answers. */
export const steadyCheck = z
  .strictObject({
    /** Account by id or name; the management account where none is given. */
    account: accountReference.optional(),
    region: regionName,
    /** Name of a CloudWatch alarm, which must be OK. */
    alarm: z.string().min(1).max(255).optional(),
    /** One of the calls that drills probe with, e.g. `dynamodb:ListTables`; the probe role makes it. */
    call: z.string().min(1).max(100).optional(),
  })
  .refine(({ alarm, call }) => (alarm === undefined) !== (call === undefined), 'give either alarm or call')
  .refine(({ account, call }) => call === undefined || account !== undefined, 'a call needs the account that makes it');
export type SteadyCheck = z.output<typeof steadyCheck>;

const alarm = z.strictObject({
  account: accountReference.optional(),
  region: regionName,
  alarm: z.string().min(1).max(255),
});

/** The failover that is rehearsed under the deny: a state machine of an account inside the unit, in the standby Region. */
const failover = z.strictObject({
  account: accountReference,
  region: regionName,
  /** Name of the state machine there. */
  machine: z
    .string()
    .regex(/^[\w-]{1,80}$/)
    .default('groundcrew-prod-arc-failover'),
  /** Its input, as it is. */
  input: z.record(z.string(), z.json()),
});

/** Input of dr-drill: what is denied to whom, for how long, and how it is told that the system lives. */
export const drillInput = z.strictObject({
  /** Short name; drills of one name are compared with each other. */
  name: z
    .string()
    .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'small letters, digits and hyphens')
    .max(60),
  mode: z.enum(modes),
  /** The Region that is lost; in the modes of a global service the Region of its control plane follows from the mode. */
  region: regionName.optional(),
  /** For the mode services: prefixes of IAM actions, e.g. dynamodb. */
  services: z
    .array(z.string().regex(/^[a-z0-9-]{2,40}$/))
    .min(1)
    .max(20)
    .optional(),
  /** Path of an organizational unit (Workloads/Drill) or its id. */
  organizationalUnit: z.string().min(1).max(500),
  /** The Region that takes over; the same calls must be allowed there. */
  standbyRegion: regionName,
  /** How long the deny lasts at most. */
  minutes: z.int().min(2).max(longestWindowMinutes),
  /** Time from the first second of the deny within which the system must be steady. */
  rtoMinutes: z.number().positive().max(longestWindowMinutes),
  /** Seconds between arming and the first second of the deny: the policy is attached in them and spreads while it denies nothing. */
  leadSeconds: z.int().min(180).max(3600).default(300),
  reason: z.string().min(1).max(300),
  steadyState: z.array(steadyCheck).min(1).max(20),
  /** Alarms that end the drill at once when they go off, and do not let it begin. */
  guardAlarms: z.array(alarm).max(20).default([]),
  /** Days on which no drill may run (UTC). */
  blockedDates: z.array(z.iso.date()).max(400).default([]),
  /** Times in which no drill may run. */
  blockedWindows: z
    .array(z.strictObject({ from: isoTime, to: isoTime }))
    .max(100)
    .default([]),
  failover: failover.optional(),
  approval: z
    .strictObject({
      people: z.union([z.literal(1), z.literal(2)]).default(1),
      expiresInMinutes: z.int().min(1).max(10_080).default(60),
    })
    .prefault({}),
  /** The drill proves that the window of time ends the deny by itself, in one canary account: groundcrew drill self-test. */
  selfTest: z.boolean().default(false),
  dryRun: z.boolean().default(false),
});
export type DrillInput = z.output<typeof drillInput>;

const account = z.object({ id: z.string(), name: z.string() });
export type DrillAccount = z.output<typeof account>;

/** One thing that stands against a drill. */
export interface Blocker {
  /** Stable, for scripts: PROTECTED_ACCOUNT. */
  readonly code: string;
  readonly message: string;
}

/** What the policy does to one call of one account, found before it is attached. */
const matrixRow = z.object({
  account: z.string(),
  call: z.string(),
  region: z.string(),
  /** Who calls: the probe role, the control role that is exempt, or a principal of the management account. */
  principal: z.enum(['probe', 'control', 'management']),
  /** Before the window, in it, after it. */
  before: z.enum(['allowed', 'denied']),
  during: z.enum(['allowed', 'denied']),
  after: z.enum(['allowed', 'denied']),
  /** Whether IAM's policy simulator says the same; absent where it was not asked. */
  simulator: z.enum(['agrees', 'differs']).optional(),
});
export type MatrixRow = z.output<typeof matrixRow>;

/** What a drill will do, settled before anybody is asked. */
export const drillPlan = z.object({
  drillId: z.string(),
  input: drillInput,
  organizationId: z.string(),
  managementAccount: z.string(),
  target: z.object({ id: z.string(), path: z.string() }),
  accounts: z.array(account),
  /** Regions or global control planes in which the deny is felt. */
  deniedRegion: z.string(),
  matrix: z.array(matrixRow),
  warnings: z.array(z.string()),
  /** What ends the deny, and whether this organization may count on it. */
  undoLayers: z.array(z.object({ layer: z.string(), counted: z.boolean(), why: z.string() })).default([]),
  /** The question put to the person who approves. */
  approval: z.object({
    workflow: z.string(),
    action: z.string(),
    allows: z.array(z.string()),
    people: z.union([z.literal(1), z.literal(2)]),
    expiresInSeconds: z.int(),
    reason: z.string(),
  }),
});
export type DrillPlan = z.output<typeof drillPlan>;

export const checkDrill = {
  input: z.object({ input: drillInput, executionArn: z.string() }),
  output: z.object({
    dryRun: z.boolean(),
    plan: drillPlan.optional(),
    /** JSON of every blocker; absent when nothing stands against the drill. */
    refusal: z.string().optional(),
  }),
};

const ofDrill = z.object({ drillId: z.string() });
/** Milliseconds are rounded to seconds: policies and schedules know no finer times. */
const times = z.object({ drillId: z.string(), t0: isoTime, t1: isoTime });

const approvals = z.array(z.looseObject({ identity: z.string(), source: z.string(), at: z.string() }));

export const armDrill = {
  input: z.object({ plan: drillPlan, executionArn: z.string(), approvals }),
  output: times,
};
export const attachPolicy = { input: ofDrill, output: z.object({ policyId: z.string() }) };
export const proveFault = { input: ofDrill, output: z.object({ proven: z.boolean(), reason: z.string().optional() }) };
export const startFailover = { input: ofDrill, output: z.object({ executionArn: z.string().nullable() }) };
export const awaitFailover = { input: ofDrill, output: z.object({ status: z.string() }) };
export const awaitSteadyState = { input: ofDrill, output: z.object({ steady: z.boolean(), reason: z.string().optional() }) };
export const watchGuards = { input: ofDrill, output: z.object({ ended: z.literal(true) }) };

/** The janitor is told a drill, or the execution that ran it, by whoever calls it. */
export const drillReference = z.union([
  z.object({ drillId: z.string(), cause: z.string().max(300).optional() }),
  z.object({ executionArn: z.string().startsWith('arn:'), cause: z.string().max(300).optional() }),
]);
export const detachPolicy = {
  input: drillReference,
  /** `left`: something of the drill may be there still, or its report is missing. */
  output: z.object({ drillId: z.string(), left: z.boolean(), detached: z.int() }),
};
export const proveCleared = { input: ofDrill, output: z.object({ cleared: z.boolean(), reason: z.string().optional() }) };
export const disarmDrill = { input: ofDrill, output: z.object({ drillId: z.string() }) };

export const verdicts = ['PASSED', 'FAILED_RTO', 'FAILED_HYPOTHESIS', 'ABORTED_GUARD', 'INCONCLUSIVE', 'UNSAFE'] as const;

export const reportDrill = {
  input: z.object({
    drillId: z.string(),
    /** What stopped the armed part, in Step Functions' words. */
    failure: z.object({ Error: z.string().optional(), Cause: z.string().optional() }).optional(),
  }),
  output: z.object({
    drillId: z.string(),
    verdict: z.enum(verdicts),
    reason: z.string(),
    /** Absent when the drill was never armed: then nothing was done that a report could tell. */
    bucket: z.string().optional(),
    files: z.object({ json: z.string(), markdown: z.string(), html: z.string() }).optional(),
    summary: z.record(z.string(), z.json()),
  }),
};

export const sweepDrills = {
  input: z.looseObject({}),
  output: z.object({
    policiesRemoved: z.array(z.string()),
    janitorsStarted: z.array(z.string()),
    schedulesRemoved: z.array(z.string()),
    residue: z.int(),
  }),
};

export { drillIdOf, drillName } from './drill-id.ts';
export const sweepFromSecondRegion = {
  input: z.looseObject({}),
  output: z.object({ policiesDetached: z.array(z.string()), residue: z.int() }),
};

export { callsDenied, deniedRegionOf, faultProblems, modes, statementOf } from './fault-policy.ts';
export type { FaultAsked, FaultMode } from './fault-policy.ts';
