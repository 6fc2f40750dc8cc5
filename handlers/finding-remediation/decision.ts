/** What was decided about each finding of a batch: a line of its decisions file. */
import * as z from 'zod';
import { identifier } from '../findings/finding.ts';

export const decisionLine = z.object({
  finding: identifier,
  account: z.string(),
  region: z.string(),
  control: z.string(),
  resource: z.string(),
  noted: z.boolean(),
  /** The rule that decided; null where none did. */
  rule: z.string().nullable(),
  action: z.enum(['skip', 'suppress', 'notify', 'enrich', 'remediate', 'refuse', 'undo']),
  reason: z.string(),
  /** Attempts on the finding, this one included; 0 where it is not claimed. */
  attempt: z.int(),
  /** Of `enrich`. */
  userDefinedFields: z.record(z.string(), z.string()).optional(),
});
export type DecisionLine = z.output<typeof decisionLine>;
