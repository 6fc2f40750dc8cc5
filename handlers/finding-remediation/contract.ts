import * as z from 'zod';
import { batchInput } from '../findings/contract.ts';
import { identifier } from '../findings/finding.ts';
import { outcomes } from '../findings/finding-entry.ts';

export { rules } from './rules.ts';

/** Input of the machine: findings to work through, or an earlier batch to undo. */
export const remediationInput = z.union([
  batchInput.extend({ rulesKey: z.string().min(1).max(1024).default('rules/remediation-rules.yml') }),
  z.object({
    batch: z.string().regex(/^[A-Za-z0-9_-]{1,80}$/),
    /** The batch whose remediations are undone. */
    undo: z.string().regex(/^[A-Za-z0-9_-]{1,80}$/),
    dryRun: z.boolean().default(false),
  }),
]);

/** A line of the file that the map of remediations reads. */
export const remediationItem = z.object({
  finding: identifier,
  findingHash: z.string(),
  /** Attempts on the finding, this one included; 0 in a dry run. */
  attempt: z.int(),
  account: z.string(),
  region: z.string(),
  resource: z.string(),
  control: z.string(),
  /** Absent: no playbook repairs this control. */
  playbook: z.string().optional(),
  rule: z.string(),
  requireApproval: z.boolean(),
  settings: z.record(z.string(), z.string()),
  /** An analyst's note is on the finding: ours is not written over it. */
  noted: z.boolean(),
  capPerHour: z.int(),
});
export type RemediationItem = z.output<typeof remediationItem>;

const counts = z.record(z.string(), z.int());

export const takeInFindings = {
  input: z.object({ input: remediationInput, executionName: z.string() }),
  output: z.object({
    batch: z.string(),
    /** Partition of the ledger that holds what becomes of each remediation. */
    ledger: z.string(),
    dryRun: z.boolean(),
    undo: z.boolean(),
    bucket: z.string(),
    summary: z.object({ findings: z.int(), decisions: counts }),
    files: z.object({ decisions: z.string(), canaries: z.string(), remediations: z.string() }),
    canaries: z.int(),
    remediations: z.int(),
    /** What an approval would allow; empty when none is needed. */
    approvals: z.array(z.string()),
  }),
};

export const fixStep = z.enum(['PREPARE', 'APPLY', 'VERIFY', 'FAIL']);

export const runPlaybook = {
  input: z.object({
    step: fixStep,
    item: remediationItem,
    batch: z.string(),
    ledger: z.string(),
    dryRun: z.boolean(),
    undo: z.boolean(),
    approved: z.boolean(),
    /** Playbooks whose canary did not work. */
    held: z.array(z.string()).default([]),
    error: z.string().optional(),
    cause: z.string().optional(),
  }),
  /** `done`: the outcome is recorded and nothing follows. */
  output: z.object({ done: z.boolean(), outcome: z.union([z.enum(outcomes), z.literal('PLANNED')]).nullable() }),
};

export const judgeCanaries = {
  input: z.object({ ledger: z.string(), canaries: z.string() }),
  output: z.object({ held: z.array(z.string()) }),
};

export const planUpdates = {
  input: z.object({
    batch: z.string(),
    ledger: z.string(),
    undo: z.boolean(),
    files: z.object({ decisions: z.string(), remediations: z.string(), canaries: z.string() }),
  }),
  output: z.object({ groups: z.int(), key: z.string() }),
};

/** How one finding ended, a line of the result file. */
export const findingResult = z.object({
  id: z.string(),
  productArn: z.string(),
  account: z.string(),
  region: z.string(),
  control: z.string(),
  resource: z.string(),
  rule: z.string().nullable(),
  action: z.string(),
  outcome: z.string(),
  reason: z.string(),
  /** Of a remediation: what was, or would be, changed. */
  changes: z.array(z.string()).optional(),
});
export type FindingResult = z.output<typeof findingResult>;

export const writeResults = {
  input: planUpdates.input.extend({ executionName: z.string(), dryRun: z.boolean() }),
  output: z.object({
    batch: z.string(),
    dryRun: z.boolean(),
    summary: counts,
    bucket: z.string(),
    files: z.object({ results: z.string() }),
    /** Findings that people must look at. */
    failed: z.int(),
  }),
};
