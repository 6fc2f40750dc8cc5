/** Shapes of account-vending: its input, the plan, the rows. The command, the schemas and the documentation are made from these. */
import * as z from 'zod';
import { accessPair } from '../access/contract.ts';
import { inputError, type InputError } from '../shared/input-error.ts';

/** Input of the workflow: a batch file in the batch bucket. */
export const workflowInput = z.strictObject({
  bucket: z.string().min(3).max(63).optional().describe("Bucket of the batch file; the workflow's own bucket when left out."),
  key: z.string().min(1).max(1024).describe('Key of the CSV file, under batches/ or inputs/.'),
  versionId: z.string().min(1).max(1024).optional().describe('Version of the file; the newest when left out.'),
  dryRun: z.boolean().default(false).describe('End after the plan: nothing is launched.'),
  maxTerminations: z
    .int()
    .min(0)
    .max(500)
    .default(50)
    .describe('How many failed products of earlier runs the batch may ask to terminate; more refuse it.'),
  approvalHours: z.int().min(1).max(720).default(24).describe('Hours that a person has to approve their termination.'),
  allOrNothing: z.boolean().default(false).describe('Fail the execution when a row fails. Accounts that were made stay.'),
});
export type WorkflowInput = z.output<typeof workflowInput>;

export { inputError };
export type { InputError };

const contact = z.object({ name: z.string(), title: z.string(), email: z.string(), phone: z.string() });
export const contacts = z.object({ billing: contact.optional(), operations: contact.optional(), security: contact.optional() });
export type Contacts = z.output<typeof contacts>;

/** A service quota that the account is to have in a Region. */
export const quotaAsked = z.object({ service: z.string(), quota: z.string(), region: z.string(), value: z.number().positive() });
export type QuotaAsked = z.output<typeof quotaAsked>;

/** Something that an account must be on its first day, with the value that proves it. */
export const accountCheck = z.object({ check: z.string(), outcome: z.enum(['OK', 'PENDING', 'WRONG']), found: z.string() });
export type AccountCheck = z.output<typeof accountCheck>;

/** A provisioned product that a failed launch has left. */
export const failedProduct = z.object({
  productId: z.string(),
  productName: z.string(),
  status: z.enum(['TAINTED', 'ERROR']),
  /** AWS's own text. */
  reason: z.string(),
  /** The account that it has made; it stays in the organization. */
  accountId: z.string().optional(),
});
export type FailedProduct = z.output<typeof failedProduct>;

/** What a person is asked to approve before the rows that it blocks are launched anew. */
export const settlement = z.object({
  products: z.array(failedProduct),
  approval: z.looseObject({ workflow: z.string(), action: z.string(), allows: z.array(z.string()) }),
});

/** One line of the plan, and the input of vend-account: a checked row with every name resolved. */
export const planRow = z.object({
  row: z.int().min(2),
  accountName: z.string(),
  accountEmail: z.string(),
  ssoUserEmail: z.string(),
  ssoUserFirstName: z.string(),
  ssoUserLastName: z.string(),
  /** `orgUnit` is what the file said; `managed` what Account Factory takes: `Name (ou-id)`. */
  organizationalUnit: z.object({ id: z.string(), name: z.string(), path: z.string(), managed: z.string(), orgUnit: z.string() }),
  access: z.array(accessPair),
  tags: z.record(z.string(), z.string()),
  contacts,
  /** Regions that the account is opted into, and quotas that it is to have. */
  regions: z.array(z.string()).optional(),
  quotas: z.array(quotaAsked).optional(),
  identityCenter: z.object({ instanceArn: z.string() }),
  product: z.object({ productId: z.string(), provisioningArtifactId: z.string() }),
  /** Hash of all that is asked for; with generation and attempt it names the execution. */
  asked: z.string(),
  generation: z.int().min(1),
  attempt: z.int().min(1),
  executionName: z.string().max(80),
  /** Names of failed products of earlier launches, which must be gone before this one. */
  blockedBy: z.array(z.string()).optional(),
});
export type PlanRow = z.output<typeof planRow>;

export const rowStatus = z.enum(['SUCCEEDED', 'FAILED', 'IN_PROGRESS']);

/** What became of a row. */
export const rowResult = z.object({
  row: z.int(),
  accountName: z.string(),
  status: rowStatus,
  accountId: z.string().optional(),
  errorMsg: z.string().optional(),
  nextAction: z.string().optional(),
  /** What was read back from the account. */
  checks: z.array(accountCheck).optional(),
  /** State transitions of this run that Step Functions bills, the map item included. */
  transitions: z.int().optional(),
});
export type RowResult = z.output<typeof rowResult>;

/** Keys of a run's files in the batch bucket, all under results/<execution>/. */
export const runFiles = z.object({
  plan: z.string(),
  mapResults: z.string(),
  errors: z.string(),
  result: z.string(),
  failed: z.string(),
  rows: z.string(),
});
export type RunFiles = z.output<typeof runFiles>;

export const validateBatch = {
  /** `input` is checked by the handler itself, so that what is wrong with it is reported like what is wrong with the file. */
  input: z.object({ input: z.unknown(), executionArn: z.string().startsWith('arn:'), executionName: z.string().min(1).max(80) }),
  output: z.object({
    bucket: z.string(),
    dryRun: z.boolean(),
    allOrNothing: z.boolean(),
    files: runFiles,
    summary: z
      .object({
        total: z.int(),
        /** Rows that launch an account, rows that resume one, rows that are done already. */
        launch: z.int(),
        resume: z.int(),
        done: z.int(),
        /** Of Control Tower's slots, those that nobody uses at this moment, this batch not yet counted. */
        slots: z.int(),
        slotsFree: z.int(),
        /** Minutes that Control Tower takes for the launches at these slots, by its usual 20 minutes an account (not AWS's promise). */
        expectedMinutes: z.int(),
        /** State transitions when nothing fails, and their price in USD. */
        transitions: z.int(),
        transitionsUsd: z.number(),
        /** What AWS charges besides for each account that is made. */
        charges: z.array(z.object({ service: z.string(), what: z.string(), price: z.string() })),
      })
      .optional(),
    /** Present when failed products of earlier runs are to be terminated first. */
    settlement: settlement.optional(),
    /** Present when the batch is refused: JSON of the errors, at most 30,000 characters; all of them are in files.errors. */
    refusal: z.string().optional(),
  }),
};

const failure = z.object({ Error: z.string().optional(), Cause: z.string().optional() });
const account = z.object({ accountId: z.string() });

export const claimAccount = {
  input: z.object({ row: planRow, executionArn: z.string() }),
  output: z.object({
    next: z.enum(['acquire-slot', 'assign-access', 'report']),
    generation: z.int(),
    holder: z.string(),
    order: z.string(),
    account: account.nullable(),
  }),
};

export const terminateProduct = {
  input: z.object({ product: failedProduct, holder: z.string() }),
  output: failedProduct.extend({ outcome: z.literal('TERMINATED') }),
};

export const launchAccount = {
  input: z.object({ row: planRow, generation: z.int(), holder: z.string(), executionArn: z.string(), taskToken: z.string() }),
  output: z.null(),
};

export const completeAccount = {
  input: z.object({ accountId: z.string(), row: planRow }),
  output: z.object({ checks: z.array(accountCheck) }),
};

export const settleAccount = {
  input: z.object({
    row: planRow,
    executionArn: z.string(),
    account: account.nullish(),
    checks: z.array(accountCheck).nullish(),
    failure: failure.optional(),
  }),
  output: rowResult,
};

/** Started by a schedule; the input is the schedule's and says nothing. */
export const reconcileLaunches = {
  input: z.looseObject({}),
  /** Names of the accounts whose launch has ended without an execution, and of those whose launch goes on without one. */
  output: z.object({ ended: z.array(z.string()), launching: z.array(z.string()) }),
};

export const readOutcome = { input: planRow, output: rowResult };

export const resultSummary = z.object({
  total: z.int(),
  succeeded: z.int(),
  failed: z.int(),
  inProgress: z.int(),
  /** What it took: minutes since the start, and billed state transitions with their price in USD. */
  minutes: z.int(),
  transitions: z.int(),
  transitionsUsd: z.number(),
});

export const writeResults = {
  input: z.object({
    bucket: z.string(),
    files: runFiles,
    mapResults: z.string(),
    executionArn: z.string(),
    startedAt: z.string(),
  }),
  output: z.object({ bucket: z.string(), summary: resultSummary, files: runFiles }),
};
