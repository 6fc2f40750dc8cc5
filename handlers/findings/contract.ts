import * as z from 'zod';

/** A batch's update group, by its file. */
const groupReference = z.object({ group: z.string(), key: z.string() });

export const paceUpdates = {
  input: groupReference,
  /** When the call may be made: ISO 8601, for a Wait state. */
  output: groupReference.extend({ at: z.string() }),
};

export const sendUpdates = {
  /** `retry`: the state machine's count of retries. The first attempt has the call that was reserved for it. */
  input: groupReference.extend({ retry: z.int().default(0) }),
  output: z.object({ group: z.string(), processed: z.int(), failed: z.int() }),
};

export const giveUpUpdates = {
  input: groupReference.extend({ error: z.string(), cause: z.string().default('') }),
  output: sendUpdates.output,
};

/** What SQS hands a function (Lambda developer guide, "Using Lambda with Amazon SQS"). */
export const gatherFindings = {
  input: z.object({ Records: z.array(z.object({ messageId: z.string(), body: z.string() })).min(1) }),
  output: z.object({ batchItemFailures: z.array(z.object({ itemIdentifier: z.string() })) }),
};

/** EventBridge's "Step Functions Execution Status Change". */
export const resumeBatch = {
  input: z.object({
    detail: z.object({
      executionArn: z.string(),
      stateMachineArn: z.string(),
      name: z.string(),
      status: z.enum(['FAILED', 'TIMED_OUT', 'ABORTED']),
    }),
  }),
  output: z.object({ resumed: z.string().nullable() }),
};

/** Input of both machines that work on findings: a file of them, one JSON document a line. */
export const batchInput = z.object({
  /** Names the batch: the same batch again resumes. */
  batch: z.string().regex(/^[A-Za-z0-9_-]{1,80}$/),
  /** Key of the findings in the bucket. */
  key: z.string().min(1).max(1024),
  /** A person chose these findings in the console. */
  asked: z.boolean().default(false),
  dryRun: z.boolean().default(false),
});
