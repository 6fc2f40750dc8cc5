import * as z from 'zod';

/** EventBridge's "Step Functions Execution Status Change", as far as it matters here. */
export const captureExecution = {
  input: z.object({
    detail: z.object({
      executionArn: z.string().startsWith('arn:').max(2048),
    }),
  }),
  output: z.object({
    executionArn: z.string(),
    /** CAPTURED now, KEPT before, or RUNNING still: a redrive may be faster than its event. */
    outcome: z.enum(['CAPTURED', 'KEPT', 'RUNNING']),
    /** Key of the bundle. */
    key: z.string().optional(),
  }),
};

export const sweepExecutions = {
  input: z.looseObject({}),
  output: z.object({
    captured: z.array(z.string()),
    /** Executions that are left for the next sweep, because this one's time was over or another captured just then. */
    left: z.int().min(0),
    /** Those of them that ended over 60 days ago: AWS deletes their histories at 90. */
    pressing: z.int().min(0),
    /** Keys of links for days on which nothing ran. */
    nothingRan: z.array(z.string()),
  }),
};
