/** Shapes of arc-failover: its input, what each task takes and gives, the report. */
import * as z from 'zod';
import { failoverPlan, safetyRuleArn } from './failover-plan.ts';

const cell = z.string().min(1).max(64);

/** Input of the workflow, and of the offline kit. */
export const workflowInput = z.strictObject({
  plan: failoverPlan,
  to: cell.describe('The cell that traffic is to go to.'),
  expect: cell
    .optional()
    .describe(
      'The cell that traffic is in now. A run that finds it elsewhere changes nothing. The primary when left out; for a failback any other.',
    ),
  reason: z.string().min(1).max(1000).optional().describe('Why, for the report and the approvers.'),
  dryRun: z.boolean().default(false).describe('Read states and readiness, say what would change, change nothing.'),
  force: z.boolean().default(false).describe('Go although a gate says that the cell is not ready. Recorded.'),
  overrideSafetyRules: z.array(safetyRuleArn).max(20).default([]).describe('Safety rules that an approval is asked to override.'),
});
export type WorkflowInput = z.output<typeof workflowInput>;

export const controlState = z.enum(['On', 'Off']);
export type ControlState = z.output<typeof controlState>;

/**
 * How a run ended. SUCCEEDED: changed and read back from another endpoint. ALREADY_THERE: nothing had to change. PLANNED: a dry run.
 * Nothing was changed: REFUSED (not approved), NOT_READY, UNEXPECTED_STATE (traffic was elsewhere), BLOCKED (a safety rule refused),
 * DENIED (by every endpoint), INVALID (ARC knows no such control), UNREACHABLE. What was changed is in `observed`: OVERTAKEN (another run
 * changed it meanwhile; nothing was flipped back), PARTIAL (some batches), UNKNOWN (changes were sent and could not be read back).
 */
export const verdict = z.enum([
  'SUCCEEDED',
  'ALREADY_THERE',
  'PLANNED',
  'REFUSED',
  'NOT_READY',
  'UNEXPECTED_STATE',
  'BLOCKED',
  'DENIED',
  'INVALID',
  'UNREACHABLE',
  'OVERTAKEN',
  'PARTIAL',
  'UNKNOWN',
]);
export type Verdict = z.output<typeof verdict>;

/** One routing control as it was seen; its ARN is in the plan. */
export const observedState = z.object({ application: z.string(), cell, state: controlState });

/** A routing control that a run sets. */
export const stateChange = z.object({ application: z.string(), cell, from: controlState, to: controlState });

/** One entry of the log of a run; `hash` is SHA-256 over the entry before it and this one. */
export const logEntry = z.object({
  sequence: z.int().min(1),
  /** ISO 8601. */
  at: z.string(),
  what: z.string(),
  details: z.record(z.string(), z.json()),
  hash: z.string(),
});
export type LogEntry = z.output<typeof logEntry>;

/** What one endpoint did in a run. */
export const endpointHealth = z.object({
  region: z.string(),
  calls: z.int(),
  answered: z.int(),
  /** The last thing that kept it from answering, in AWS's words. */
  failure: z.string().optional(),
  /** Of its slowest answer. */
  slowestMs: z.int().optional(),
});

const approval = z.object({
  decision: z.enum(['APPROVED', 'REJECTED', 'EXPIRED']),
  allows: z.array(z.string()),
  approvals: z.array(z.looseObject({ identity: z.string() })),
  /** ISO 8601: until when it may be used. */
  validUntil: z.string(),
});
export type Approval = z.output<typeof approval>;

export const gateResult = z.object({ gate: z.string(), ready: z.boolean(), reason: z.string() });
export type GateResult = z.output<typeof gateResult>;

export const checkPlan = {
  /** `input` is checked by the handler itself, so that everything wrong with it is reported. */
  input: z.object({ input: z.unknown(), executionArn: z.string() }),
  output: z.object({
    /** Present when the input is refused: JSON of everything wrong with it. */
    refusal: z.string().optional(),
    request: workflowInput.optional(),
    failback: z.boolean(),
    /** Present when people are asked before anything changes. */
    approval: z
      .object({ allows: z.array(z.string()), people: z.int(), expiresInSeconds: z.int(), action: z.string(), reason: z.string() })
      .optional(),
    gates: z.array(z.object({ name: z.string(), functionArn: z.string(), alarms: z.array(z.string()).optional() })),
  }),
};

/** What a gate function is given and answers; the contract of plug-ins. */
export const checkGate = {
  input: z.looseObject({ plan: z.string(), to: z.string(), gate: z.string(), alarms: z.array(z.string()).optional() }),
  output: z.object({ ready: z.boolean(), reason: z.string() }),
};

export const changeStates = {
  input: z.object({
    request: workflowInput,
    executionArn: z.string().min(1),
    gates: z.array(gateResult).default([]),
    approval: approval.optional(),
  }),
  output: z.object({
    verdict,
    /** One sentence for a person at 3 am, and what to do next. */
    message: z.string(),
    nextAction: z.string(),
    observed: z.array(observedState),
    /** Controls that this run set, or, in a dry run, would set. */
    changes: z.array(stateChange),
    /** Milliseconds since the epoch. */
    timings: z.object({
      startedAt: z.int(),
      /** ARC accepted the last batch. */
      acceptedAt: z.int().optional(),
      /** Every control was read back from another endpoint. */
      readBackAt: z.int().optional(),
      endedAt: z.int(),
    }),
    overridden: z.array(z.string()),
    forcedGates: z.array(z.string()),
    endpoints: z.array(endpointHealth),
    log: z.array(logEntry),
  }),
};
export type ChangeReport = z.output<typeof changeStates.output>;

export const dnsObservation = z.object({
  observed: z.boolean(),
  /** `DNS not observed: <why>` where it was not. */
  statement: z.string(),
  /** Milliseconds since the epoch at which every resolver had answered with the new cell. */
  dnsAt: z.int().optional(),
  resolvers: z.array(
    z.object({ resolver: z.string(), application: z.string(), answer: z.array(z.string()), asExpected: z.boolean() }),
  ),
});
export type DnsObservation = z.output<typeof dnsObservation>;

export const observeDns = {
  input: z.object({ request: workflowInput, readBackAt: z.int() }),
  output: dnsObservation,
};

/** Output of the workflow. */
export const failoverReport = z.object({
  verdict,
  message: z.string(),
  nextAction: z.string(),
  plan: z.string(),
  to: cell,
  failback: z.boolean(),
  reason: z.string().optional(),
  observedStates: z.array(observedState),
  changes: changeStates.output.shape.changes,
  timings: z.object({
    startedAt: z.int().optional(),
    acceptedAt: z.int().optional(),
    readBackAt: z.int().optional(),
    dnsAt: z.int().optional(),
  }),
  dns: dnsObservation,
  overridden: z.array(z.string()),
  forcedGates: z.array(z.string()),
  gates: z.array(gateResult),
  endpoints: z.array(endpointHealth),
  approvals: z.array(z.looseObject({ identity: z.string() })),
  /** The last hash of the log: whoever keeps it can prove that the log was not changed. */
  logHead: z.string(),
  log: z.array(logEntry),
  /** Where the report was written; absent when it could not be, which `notStored` then explains. */
  notStored: z.string().optional(),
  file: z.object({ bucket: z.string(), json: z.string(), markdown: z.string(), sha256: z.string() }).optional(),
});
export type FailoverReport = z.output<typeof failoverReport>;

export const writeReport = {
  input: z.object({
    request: workflowInput,
    failback: z.boolean(),
    executionArn: z.string(),
    executionName: z.string(),
    change: changeStates.output.optional(),
    dns: dnsObservation.optional(),
    gates: z.array(gateResult).default([]),
    approval: approval.optional(),
    /** What ended the run before it could report for itself. */
    failure: z.object({ Error: z.string().optional(), Cause: z.string().optional() }).optional(),
  }),
  output: failoverReport.extend({ succeeded: z.boolean() }),
};

/** Started by a schedule; the input is the schedule's and says nothing. */
export const verifyPlans = {
  input: z.looseObject({}),
  output: z.object({
    verifiedAt: z.string(),
    plans: z.array(
      z.object({
        file: z.string(),
        /** One sentence for each difference between the plan and the cluster. */
        drift: z.array(z.string()),
        warnings: z.array(z.string()),
        endpoints: z.array(z.object({ region: z.string(), milliseconds: z.int(), failure: z.string().optional() })),
      }),
    ),
    /** Plans that differ; the most endpoints of one cluster that did not answer. */
    drifted: z.int(),
    silent: z.int(),
  }),
};
