/**
 * Service limits that shape an execution. Defaults are AWS's; benchmarks and tests may lift them.
 * https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
 */
export interface Limits {
  /** Bytes of UTF-8 JSON of a state's, task's or execution's input or output. */
  readonly maxDataBytes: number;
  /** Events in the history of a STANDARD execution. */
  readonly maxHistoryEvents: number;
  /** Events of an EXPRESS execution. AWS bounds those by five minutes of real time; a number keeps a virtual clock's loop finite (not AWS's). */
  readonly maxExpressHistoryEvents: number;
  /** Milliseconds that a STANDARD execution may run. */
  readonly maxExecutionMs: number;
  /** Milliseconds that an EXPRESS execution may run. */
  readonly maxExpressExecutionMs: number;
  /** Milliseconds after which the name of a closed execution is free again. */
  readonly nameRetentionMs: number;
  /** Milliseconds after its end in which an execution can be redriven. */
  readonly redriveWindowMs: number;
  /** Child executions of one Map Run at a time when MaxConcurrency is 0. */
  readonly maxMapRunConcurrency: number;
  /** Iterations of an inline Map at a time when MaxConcurrency is 0. */
  readonly maxInlineConcurrency: number;
}

const day = 86_400_000;

/** AWS's limits. */
export const awsLimits: Limits = {
  maxDataBytes: 262_144,
  maxHistoryEvents: 25_000,
  maxExpressHistoryEvents: 1_000_000,
  maxExecutionMs: 365 * day,
  maxExpressExecutionMs: 300_000,
  nameRetentionMs: 90 * day,
  redriveWindowMs: 14 * day,
  maxMapRunConcurrency: 10_000,
  maxInlineConcurrency: 40,
};
