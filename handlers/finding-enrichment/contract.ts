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
    summary: counts,
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
