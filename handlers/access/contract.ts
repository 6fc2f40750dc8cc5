import * as z from 'zod';

/** A group that gets a permission set in an account. */
const pair = z.object({ group: z.string(), groupId: z.string(), permissionSet: z.string(), permissionSetArn: z.string() });

/** An assignment under way. */
const assignment = z.object({ requestId: z.string(), group: z.string(), permissionSet: z.string() });

export const assignAccess = {
  input: z.object({ accountId: z.string().regex(/^\d{12}$/), instanceArn: z.string(), access: z.array(pair) }),
  output: z.object({ assignments: z.array(assignment) }),
};

export const awaitAccess = {
  input: z.object({ instanceArn: z.string(), assignments: z.array(assignment) }),
  output: z.null(),
};
