/** Shapes of account-closure: its input, the report, the rows. Command, schemas and documentation are made from these. */
import * as z from 'zod';
import { approvalRequest } from '../approval/contract.ts';
import { inputError, type InputError } from '../shared/input-error.ts';

const text = (longest: number): z.ZodString => z.string().trim().min(1).max(longest);

/** Accounts of a run at most: what one approval can be read for. */
export const mostAccounts = 50;

export const workflowInput = z.strictObject({
  accounts: z.array(text(64)).min(1).max(mostAccounts).describe('Ids or e-mail addresses of the accounts to close.'),
  quarantineOu: text(500)
    .default('Quarantine')
    .describe('OU that they wait in, whose SCP denies everything: id, full path, or a name that only one OU has.'),
  coolingOffDays: z.int().min(1).max(60).default(7).describe('Days in quarantine before an account is closed.'),
  people: z
    .union([z.literal(1), z.literal(2)])
    .default(2)
    .describe('People who must approve.'),
  reason: text(500).optional().describe('Why; the approvers read it.'),
  dryRun: z.boolean().default(false).describe('End after the report: nothing is changed.'),
  cancel: z.boolean().default(false).describe('Give up the closure of these accounts: they go back to where they were.'),
});
export type WorkflowInput = z.output<typeof workflowInput>;

export { inputError };
export type { InputError };

/** Something about an account that its closure meets. A blocker keeps it open. */
export const finding = z.object({
  code: z.string(),
  severity: z.enum(['blocker', 'warning']),
  message: z.string(),
  fix: z.string(),
  command: z.string().optional(),
});
export type Finding = z.output<typeof finding>;

const accountId = z.string().regex(/^\d{12}$/);

/** Input of close-account: an account that nothing blocks. */
export const planRow = z.object({
  row: z.int().min(1),
  accountId,
  accountName: z.string(),
  /** The root or unit that it is in, to which a cancelled closure puts it back. */
  sourceParentId: z.string(),
  quarantineUnitId: z.string(),
  governed: z.boolean(),
  /** Ids from the root down to where it is, and to where it waits. */
  lineages: z.array(z.array(z.string())),
  coolingOffDays: z.int(),
  /** An execution that has ended without settling the account, whose work is gone on with. */
  takesOver: z.string().optional(),
});
export type PlanRow = z.output<typeof planRow>;

export const reportRow = z.object({
  row: z.int().min(1),
  accountId,
  accountName: z.string(),
  accountEmail: z.string(),
  ou: z.string(),
  status: z.enum(['ready', 'blocked', 'done', 'in-progress']),
  findings: z.array(finding),
});
export type ReportRow = z.output<typeof reportRow>;

/** What AWS lets an organization close within 30 days, and what of it is left. */
const quota = z.object({ limit: z.int(), closedLately: z.int(), left: z.int() });
export type Quota = z.output<typeof quota>;

export const planClosure = {
  /** `input` is checked by the handler itself, so that everything wrong with it is reported at once. */
  input: z.object({ input: z.unknown() }),
  output: z.object({
    dryRun: z.boolean(),
    cancel: z.boolean(),
    refusal: z.string().optional(),
    summary: z.object({ total: z.int(), ready: z.int(), blocked: z.int(), done: z.int(), quota: quota.optional() }).optional(),
    accounts: z.array(reportRow),
    rows: z.array(planRow),
    approval: approvalRequest.optional(),
  }),
};

const failure = z.object({ Error: z.string().optional(), Cause: z.string().optional() });

export const claimClosure = {
  input: z.object({ row: planRow, executionArn: z.string() }),
  output: z.object({ closeAfter: z.string(), holder: z.string(), order: z.string(), closed: z.boolean() }),
};

export const quarantineAccount = { input: z.object({ row: planRow, executionArn: z.string() }), output: z.null() };

export const unenrollAccount = {
  input: z.object({ row: planRow, holder: z.string(), executionArn: z.string() }),
  output: z.null(),
};

export const closeAccount = { input: z.object({ row: planRow, executionArn: z.string() }), output: z.null() };

/** What became of an account. */
export const rowResult = z.object({
  row: z.int(),
  accountId: z.string(),
  accountName: z.string(),
  status: z.enum(['SUCCEEDED', 'FAILED', 'BLOCKED', 'IN_PROGRESS', 'CANCELLED']),
  errorMsg: z.string().optional(),
  nextAction: z.string().optional(),
});
export type RowResult = z.output<typeof rowResult>;

export const settleClosure = {
  input: z.object({ row: planRow, executionArn: z.string(), failure: failure.optional() }),
  output: rowResult,
};

const results = z.object({
  summary: z.object({
    total: z.int(),
    succeeded: z.int(),
    failed: z.int(),
    blocked: z.int(),
    cancelled: z.int(),
    inProgress: z.int(),
  }),
  rows: z.array(rowResult),
});
export type Results = z.output<typeof results>;

export const cancelClosures = { input: z.object({ accounts: z.array(reportRow) }), output: results };

export const reportClosures = {
  input: z.object({ accounts: z.array(reportRow), outcomes: z.array(rowResult) }),
  output: results,
};
