/** Shapes of governance-drift. Its output is valid input of account-enrollment. */
import * as z from 'zod';
import { workflowInput as enrollmentInput } from '../account-enrollment/contract.ts';

export const workflowInput = z.strictObject({
  exceptOus: z
    .array(z.string().min(1).max(500))
    .max(100)
    .default([])
    .describe('OUs, with all below them, that are not looked at.'),
  exceptAccounts: z
    .array(z.string().regex(/^\d{12}$/))
    .max(500)
    .default([])
    .describe('Ids of accounts that are not looked at.'),
});

export const driftFinding = z.object({
  code: z.string(),
  message: z.string(),
  fix: z.string(),
  command: z.string().optional(),
  accountId: z.string().optional(),
  ou: z.string().optional(),
});
export type DriftFinding = z.output<typeof driftFinding>;

export const scanGovernance = {
  /** `input` is the execution's; the schedule gives none. */
  input: z.object({ input: workflowInput.nullish(), executionName: z.string().min(1).max(80) }),
  output: z.object({
    workflow: z.literal('governance-drift'),
    summary: z.object({
      accounts: z.int(),
      governed: z.int(),
      /** Closed accounts and those that were excepted: looked at no further. */
      skipped: z.int(),
      findings: z.int(),
    }),
    /** The first hundred; all are in the file. */
    findings: z.array(driftFinding),
    /** Key of the file in the batch bucket. */
    file: z.string(),
    /** What account-enrollment does about the accounts that it can enroll; absent where there is none. */
    enrollment: enrollmentInput.optional(),
  }),
};
