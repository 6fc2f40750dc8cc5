/** What an organization file says of Security Hub. */
import * as z from 'zod';

/** A finding that is there from the start, with the resource that it is about (flawed-resources.ts) where the control is known there. */
const seededFinding = z.strictObject({
  /** Name of the account. */
  account: z.string().min(1),
  region: z
    .string()
    .regex(/^[a-z]{2}(-[a-z]+)+-\d$/)
    .optional(),
  /** Security control, e.g. `S3.8`. */
  control: z.string().regex(/^[A-Za-z0-9]+\.\d+$/, 'must be a security control such as S3.8'),
  /** Name of the resource, e.g. of the bucket; controls about the account as a whole need none. */
  resource: z
    .string()
    .regex(/^[a-z0-9][a-z0-9.-]*$/)
    .default('resource'),
  severity: z.enum(['INFORMATIONAL', 'LOW', 'MEDIUM', 'HIGH', 'CRITICAL']).default('HIGH'),
  workflow: z.enum(['NEW', 'NOTIFIED', 'RESOLVED', 'SUPPRESSED']).default('NEW'),
  /** An analyst's note. */
  note: z.string().min(1).max(512).optional(),
});

export const securityHubSchema = z.strictObject({
  /** Name of the account that Security Hub is delegated to; it also administers Account Management's contacts. */
  administrator: z.string().min(1),
  /** Where the findings of all Regions come together; the home Region by default. */
  aggregationRegion: z
    .string()
    .regex(/^[a-z]{2}(-[a-z]+)+-\d$/)
    .optional(),
  /** Share of the findings of an update that fail although the call answers 200. */
  partialFailures: z.number().min(0).max(1).default(0),
  findings: z.array(seededFinding).default([]),
});

export type SeededFinding = z.output<typeof seededFinding>;
