import * as z from 'zod';
import { batchInput } from '../findings/contract.ts';

const counts = z.record(z.string(), z.int());

export const planEnrichment = {
  input: z.object({ input: batchInput, executionName: z.string() }),
  output: z.object({
    batch: z.string(),
    bucket: z.string(),
    dryRun: z.boolean(),
    /** Groups of updates, and the file that lists them. */
    groups: z.int(),
    key: z.string(),
    /** File of what each finding would get. */
    planned: z.string(),
  }),
};

/** A line of that file. */
export const plannedLine = z.object({
  id: z.string(),
  productArn: z.string(),
  outcome: z.string(),
  reason: z.string(),
  update: z.record(z.string(), z.json()).optional(),
});

export const writeEnrichmentResults = {
  input: z.object({ batch: z.string(), dryRun: z.boolean(), planned: z.string(), executionName: z.string() }),
  output: z.object({
    batch: z.string(),
    dryRun: z.boolean(),
    summary: counts,
    bucket: z.string(),
    files: z.object({ results: z.string() }),
  }),
};

/** An Organizations call as CloudTrail's event tells it, relayed from us-east-1. */
export const forgetAccount = {
  input: z.object({
    detail: z.object({
      eventName: z.string(),
      requestParameters: z.object({ accountId: z.string().optional(), resourceId: z.string().optional() }).nullish(),
    }),
  }),
  output: z.object({ forgotten: z.string().nullable() }),
};
