import * as z from 'zod';

/** A group that gets a permission set in an account. */
export const accessPair = z.object({
  group: z.string(),
  groupId: z.string(),
  permissionSet: z.string(),
  permissionSetArn: z.string(),
  /** Last day of the access, `2026-12-31`; for ever when left out. */
  until: z.iso.date().optional(),
});
export type AccessPair = z.output<typeof accessPair>;

/** An assignment under way. */
const assignment = z.object({ requestId: z.string(), group: z.string(), permissionSet: z.string() });

const accountId = z.string().regex(/^\d{12}$/);

export const assignAccess = {
  input: z.object({ accountId, instanceArn: z.string(), access: z.array(accessPair) }),
  output: z.object({ assignments: z.array(assignment) }),
};

export const awaitAccess = {
  input: z.object({ instanceArn: z.string(), assignments: z.array(assignment) }),
  output: z.null(),
};

/** Started by the schedule that assign-access has made. */
export const removeAccess = {
  input: z.object({ accountId, instanceArn: z.string(), groupId: z.string(), permissionSetArn: z.string() }),
  output: z.object({ requestId: z.string() }),
};
