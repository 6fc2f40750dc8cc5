import * as z from 'zod';
import { drillInput, isoTime } from './drill-input.ts';

export { drillInput, longestWindowMinutes, mostAccounts, steadyCheck } from './drill-input.ts';
export type { DrillInput, SteadyCheck } from './drill-input.ts';

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

export { blockedBy, calendarFile, drillLasts, gameDay, gameDayPrefix } from './calendar.ts';
export type { CalendarFile, GameDay } from './calendar.ts';
export { drillIdOf, drillName } from './drill-id.ts';
export const sweepFromSecondRegion = {
  input: z.looseObject({}),
  output: z.object({ policiesDetached: z.array(z.string()), residue: z.int() }),
};

export { callsDenied, deniedRegionOf, faultProblems, modes, statementOf } from './fault-policy.ts';
export type { FaultAsked, FaultMode } from './fault-policy.ts';
