/** Shapes of account-enrollment: its input, the report, the plan, the rows. Command, schemas and documentation are made from these. */
import * as z from 'zod';
import { accessPair } from '../access/contract.ts';
import { inputError, type InputError } from '../shared/input-error.ts';

/** The ways to enroll an account; `auto` takes the one that the landing zone allows. */
export const enrollmentPaths = ['service-catalog', 'move-account', 'reset-baseline'] as const;
export const enrollmentPath = z.enum(enrollmentPaths);
export type EnrollmentPath = z.output<typeof enrollmentPath>;

/** What may be put right on the way; each only where it is listed. */
export const fixNames = [
  'create-execution-role',
  'delete-config-recorder',
  'delete-delivery-channel',
  'delete-leftover-roles',
  'delete-leftover-stacks',
  'delete-leftover-trails',
  'terminate-failed-products',
] as const;
export const fixName = z.enum(fixNames);
export type FixName = z.output<typeof fixName>;

const text = (longest: number): z.ZodString => z.string().trim().min(1).max(longest);

const target = z.strictObject({
  account: text(64).describe('Id or e-mail address of the account.'),
  targetOu: text(500).optional().describe('Where this account goes, if not to the targetOu of all.'),
  access: text(2000).optional().describe('Groups and permission sets, as group:permission-set; group:permission-set.'),
});

/** Input of the workflow: a CSV file, accounts, a source OU, or several of them. */
export const workflowInput = z.strictObject({
  key: z.string().min(1).max(1024).optional().describe('Key of a CSV file of accounts, under inputs/.'),
  accounts: z.array(target).min(1).max(500).optional().describe('Accounts to enroll.'),
  sourceOu: text(500).optional().describe('Enroll every account of this OU: id, full path, or a name that only one OU has.'),
  nested: z.boolean().default(false).describe('With sourceOu: the accounts of the OUs below it too.'),
  targetOu: text(500)
    .optional()
    .describe('Registered OU that the accounts go to: id, full path, or a name that only one OU has.'),
  allowRoot: z.boolean().default(false).describe('Enroll accounts that are directly under the root.'),
  path: z
    .enum(['auto', ...enrollmentPaths])
    .default('auto')
    .describe('How to enroll; auto asks the landing zone what it allows.'),
  fix: z.array(fixName).max(fixNames.length).default([]).describe('What may be put right on the way.'),
  enableControls: z
    .array(z.string().regex(/^arn:aws[a-z-]*:control(tower|catalog):[^ ]{1,400}$/))
    .max(50)
    .default([])
    .describe('ARNs of controls to enable on the target OUs when the accounts are enrolled.'),
  ssoUserEmail: z
    .email()
    .max(64)
    .optional()
    .describe("Identity Center user of Account Factory; the account's address when left out."),
  dryRun: z.boolean().default(false).describe('End after the report: nothing is changed.'),
  allOrNothing: z.boolean().default(false).describe('Enroll nothing while an account is blocked; fail when one fails.'),
  retryOf: z
    .string()
    .startsWith('arn:')
    .max(2048)
    .optional()
    .describe('Set by the workflow itself: the execution whose failed accounts are tried once more.'),
});
export type WorkflowInput = z.output<typeof workflowInput>;

/** The input itself, or the part of governance-drift's output that is one. */
export function inputOf(given: unknown): unknown {
  const { workflow, enrollment } = (given ?? {}) as { workflow?: unknown; enrollment?: unknown };
  return workflow === 'governance-drift' ? (enrollment ?? {}) : given;
}

export { inputError };
export type { InputError };

/** Something about an account that its enrollment meets. A blocker keeps it from being enrolled. */
export const finding = z.object({
  code: z.string(),
  severity: z.enum(['blocker', 'warning']),
  message: z.string(),
  /** What a person does about it, and the command that does it where there is one. */
  fix: z.string(),
  command: z.string().optional(),
  /** The entry of `fix` that puts it right on the way. */
  fixName: fixName.optional(),
  region: z.string().optional(),
  /** What the fix acts on: a recorder, role, stack, trail or provisioned product. */
  subject: z.string().optional(),
});
export type Finding = z.output<typeof finding>;

/** A unit of the organization. `managed` is what Account Factory takes: `Name (ou-id)`. */
const unit = z.object({ id: z.string(), arn: z.string(), name: z.string(), path: z.string(), managed: z.string() });

/** One line of the plan, and the input of enroll-account: an account that nothing blocks. */
export const planRow = z.object({
  row: z.int().min(0),
  accountId: z.string().regex(/^\d{12}$/),
  accountName: z.string(),
  accountEmail: z.string(),
  accountArn: z.string(),
  /** The root or unit that it is in, to which it goes back when it cannot be enrolled. */
  sourceParentId: z.string(),
  target: unit,
  /** Ids from the root down to where it is, and to where it goes. */
  lineages: z.array(z.array(z.string())),
  /** ARN of the target's enabled baseline. */
  targetBaseline: z.string(),
  path: enrollmentPath,
  ssoUserEmail: z.string(),
  access: z.array(accessPair),
  identityCenter: z.object({ instanceArn: z.string() }),
  product: z.object({ productId: z.string(), provisioningArtifactId: z.string() }),
  asked: z.string(),
  generation: z.int().min(1),
  attempt: z.int().min(1),
  executionName: z.string().max(80),
});
export type PlanRow = z.output<typeof planRow>;

/** An account of the report: `ready` to be enrolled, `blocked`, or `done` before. */
export const reportRow = z.object({
  row: z.int().min(0),
  accountId: z.string(),
  accountName: z.string(),
  accountEmail: z.string(),
  /** Path of the OU that it is in; `Root` directly under the root. */
  sourceOu: z.string(),
  sourceParentId: z.string(),
  targetOu: z.string(),
  targetArn: z.string(),
  /** As it was asked for, so that a failed account can be input again. */
  access: z.string(),
  status: z.enum(['ready', 'blocked', 'done']),
  path: enrollmentPath,
  /** Why this path. */
  why: z.string(),
  findings: z.array(finding),
});
export type ReportRow = z.output<typeof reportRow>;

/** Keys of a run's files, all under results/<execution>/. */
export const runFiles = z.object({
  report: z.string(),
  plan: z.string(),
  mapResults: z.string(),
  errors: z.string(),
  result: z.string(),
  failed: z.string(),
  rows: z.string(),
  settled: z.string(),
});
export type RunFiles = z.output<typeof runFiles>;

export const planEnrollment = {
  /** `input` is checked by the handler itself, so that what is wrong with it is reported like what is wrong with the file. */
  input: z.object({
    input: z.unknown(),
    executionName: z.string().min(1).max(80),
    /** `again` after the fixes were made: what is left then is final. */
    phase: z.enum(['first', 'again']),
  }),
  output: z.object({
    bucket: z.string(),
    dryRun: z.boolean(),
    allOrNothing: z.boolean(),
    enableControls: z.array(z.string()),
    files: runFiles,
    summary: z
      .object({
        total: z.int(),
        ready: z.int(),
        blocked: z.int(),
        done: z.int(),
        /** Accounts that listed fixes are made in. */
        fixable: z.int(),
        slots: z.int(),
        /** Minutes that Control Tower takes by its usual times (not AWS's promise). */
        expectedMinutes: z.int(),
        paths: z.record(z.string(), z.int()),
      })
      .optional(),
    /** Failed products that are to be terminated, which a person must approve. */
    approve: z.array(z.string()),
    refusal: z.string().optional(),
  }),
};

export const prepareAccounts = {
  input: z.object({
    bucket: z.string(),
    files: runFiles,
    executionName: z.string(),
    fix: z.array(fixName),
    /** Whether a person has approved the termination of failed products. */
    approved: z.boolean(),
  }),
  output: z.object({
    fixed: z.int(),
    /** `<account> <fix>: <AWS's text>` of what could not be put right. */
    failed: z.array(z.string()),
  }),
};

const failure = z.object({ Error: z.string().optional(), Cause: z.string().optional() });

export const claimEnrollment = {
  input: z.object({ row: planRow, executionArn: z.string() }),
  output: z.object({
    next: z.enum(['enroll', 'assign-access', 'report']),
    generation: z.int(),
    holder: z.string(),
    order: z.string(),
    /** One operation at a time on the target OU is asked for, and none beside it. */
    oneMove: z.boolean(),
    exclusive: z.boolean(),
  }),
};

export const startEnrollment = {
  input: z.object({ row: planRow, holder: z.string(), executionArn: z.string(), taskToken: z.string() }),
  output: z.null(),
};

export const moveToTarget = { input: z.object({ row: planRow, executionArn: z.string() }), output: z.null() };

const left = z.enum(['nothing', 'enrolled', 'working']);

export const leaveEnrollment = {
  input: z.object({
    row: planRow,
    holder: z.string(),
    order: z.string(),
    executionArn: z.string(),
    failure: failure.optional(),
  }),
  /** What the failed execution leaves: nothing, an account that is enrolled all the same, or an operation that still runs. */
  output: z.object({ left: left }),
};

export const rowStatus = z.enum(['SUCCEEDED', 'FAILED', 'BLOCKED', 'IN_PROGRESS']);

/** A failed product that was terminated, and what it said: AWS's words go with the product. */
export const settledProduct = z.object({ accountId: z.string(), productId: z.string(), message: z.string() });
export type SettledProduct = z.output<typeof settledProduct>;

/** What became of an account. */
export const rowResult = z.object({
  row: z.int(),
  accountId: z.string(),
  accountName: z.string(),
  status: rowStatus,
  errorMsg: z.string().optional(),
  nextAction: z.string().optional(),
  /** Failed products that were terminated so that the account could be tried again, each with AWS's words. */
  settled: z.string().optional(),
});
export type RowResult = z.output<typeof rowResult>;

export const settleEnrollment = {
  input: z.object({ row: planRow, executionArn: z.string(), failure: failure.optional(), left: left.optional() }),
  output: rowResult,
};

export const readEnrollment = { input: planRow, output: rowResult };

/** Started by a schedule; the input is the schedule's and says nothing. */
export const reconcileEnrollments = {
  input: z.looseObject({}),
  output: z.object({ settled: z.array(z.string()), running: z.array(z.string()) }),
};

/** A control that is on a unit at the end, or why it is not. */
const control = z.object({ ou: z.string(), control: z.string(), status: z.string() });

export const enableControls = {
  input: z.object({ bucket: z.string(), files: runFiles, enableControls: z.array(z.string()) }),
  output: z.object({ controls: z.array(control) }),
};

export const resultSummary = z.object({
  total: z.int(),
  succeeded: z.int(),
  failed: z.int(),
  blocked: z.int(),
  inProgress: z.int(),
});

export const writeResults = {
  input: z.object({
    bucket: z.string(),
    files: runFiles,
    mapResults: z.string(),
    controls: z.array(control),
    preparation: prepareAccounts.output.nullish(),
    /** Key of the rows of the execution that has tried the failed accounts once more. */
    retried: z.string().nullish(),
  }),
  output: z.object({
    bucket: z.string(),
    summary: resultSummary,
    files: runFiles,
    controls: z.array(control),
    preparation: prepareAccounts.output.optional(),
  }),
};
