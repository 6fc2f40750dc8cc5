/** A finding as the AWS Security Finding Format has it: what is read of it here. Everything else is passed by. */
import { createHash } from 'node:crypto';
import * as z from 'zod';

const text = z.string().min(1);

/** Required members of the format, and those that decide what happens to a finding. */
export const finding = z.object({
  SchemaVersion: z.literal('2018-10-08'),
  Id: text.max(2048),
  ProductArn: text.max(2048),
  GeneratorId: text,
  AwsAccountId: z.string().regex(/^\d{12}$/),
  CreatedAt: text,
  UpdatedAt: text,
  Title: text,
  Description: text,
  Region: z
    .string()
    .regex(/^[a-z]{2}(-[a-z]+)+-\d$/)
    .optional(),
  Severity: z.object({ Label: z.enum(['INFORMATIONAL', 'LOW', 'MEDIUM', 'HIGH', 'CRITICAL']).optional() }).optional(),
  Resources: z.array(z.object({ Type: text, Id: text.max(2048), Region: z.string().optional() })).min(1),
  Compliance: z.object({ Status: z.string().optional(), SecurityControlId: z.string().optional() }).optional(),
  Workflow: z.object({ Status: z.string().optional() }).optional(),
  RecordState: z.string().optional(),
  Note: z.object({ Text: z.string(), UpdatedBy: z.string() }).optional(),
  UserDefinedFields: z.record(z.string(), z.string()).optional(),
});
export type Finding = z.output<typeof finding>;

/** What names a finding; states and queues carry this, never the finding. */
export const identifier = z.object({ Id: z.string(), ProductArn: z.string() });
export type Identifier = z.output<typeof identifier>;

/** Key of a finding in the ledger: Ids are too long and too free for one. */
export function findingHash({ Id, ProductArn }: Identifier): string {
  return createHash('sha256').update(`${ProductArn}\n${Id}`).digest('hex').slice(0, 32);
}

/** `S3.8`: the control's id, or the part of the generator's id that says it (`security-control/S3.8`). */
export function controlOf({ Compliance, GeneratorId }: Finding): string {
  return Compliance?.SecurityControlId ?? /([A-Za-z0-9]+\.\d+)$/.exec(GeneratorId)?.[1] ?? GeneratorId;
}

/** Region that a finding is about: its resource's, else its own, else its product's. */
export function regionOf({ Region, Resources, ProductArn }: Finding): string {
  return Resources[0]?.Region ?? Region ?? ProductArn.split(':')[3] ?? '';
}

/** Who writes our notes; a note by anybody else is an analyst's, and stays. */
export const noteAuthor = 'groundcrew';

export function hasAnalystNote({ Note }: Pick<Finding, 'Note'>): boolean {
  return Note !== undefined && Note.UpdatedBy !== noteAuthor;
}

/** Marks a finding that has been enriched. */
export const enrichedField = 'groundcrew:enriched';
