import * as z from 'zod';

/** What a workflow asks a person to allow. */
export const approvalRequest = z.object({
  /** Name of the workflow: `account-vending`. */
  workflow: z.string().min(1).max(80),
  /** Short verb phrase: `terminate failed products`. */
  action: z.string().min(1).max(200),
  /** Each thing that the approval allows, by name: product ids, rule ARNs, OU ids. */
  allows: z.array(z.string().min(1).max(2048)).min(1).max(500),
  /** How many different people must approve. Who asked counts as one of them only where the deployment's RequesterMayApprove says so. */
  people: z.union([z.literal(1), z.literal(2)]),
  /** One minute to 30 days. */
  expiresInSeconds: z.int().min(60).max(2_592_000),
  /** Why it is asked for, in words for the person. */
  reason: z.string().min(1).max(1000).optional(),
});
export type ApprovalRequest = z.output<typeof approvalRequest>;

export const requestApproval = {
  input: z.object({
    request: approvalRequest,
    executionArn: z.string().startsWith('arn:').max(2048),
    /** The execution that a person started, where `executionArn` is a child of it: its starter is the requester. */
    startedIn: z.string().startsWith('arn:').max(2048).optional(),
    taskToken: z.string().min(1),
  }),
  output: z.null(),
};

/** One person's answer. */
export interface Approval {
  /** On AWS the ARN of the caller; in a simulated organization the name that was given. */
  readonly identity: string;
  /** `aws`: AWS authenticated the caller. `declared`: somebody said so on this machine. `simulated`: answered by the rehearsal itself. */
  readonly source: 'aws' | 'declared' | 'simulated';
  /** ISO 8601. */
  readonly at: string;
  readonly reason?: string;
}

/** Output of the task that asked. A rejection fails the task with ApprovalRejected; one that nobody answers times out (States.Timeout). */
export interface ApprovalResult {
  readonly decision: 'APPROVED';
  readonly approvals: readonly Approval[];
  readonly allows: readonly string[];
}

/** Body of a POST to the function URL. */
export const decision = z.object({
  approval: z.string().regex(/^[0-9a-f]{20}$/, 'an approval id is 20 hexadecimal digits'),
  decision: z.enum(['APPROVED', 'REJECTED']),
  reason: z.string().min(1).max(1000).optional(),
  /** Only in a simulated organization: the rehearsal answers, no person does. */
  simulated: z.literal(true).optional(),
});
export type Decision = z.output<typeof decision>;

/** An approval as the function URL shows it. It has no task token. */
export interface ApprovalView {
  readonly approval: string;
  readonly workflow: string;
  readonly action: string;
  readonly allows: readonly string[];
  readonly people: 1 | 2;
  readonly reason?: string;
  readonly executionArn: string;
  /** The execution that a person started: `executionArn` itself, or the one that it belongs to. */
  readonly startedIn: string;
  /** Who started that, as CloudTrail says; missing while CloudTrail does not say yet. */
  readonly requester?: string;
  /** ISO 8601. */
  readonly askedAt: string;
  readonly expiresAt: string;
  readonly state: 'PENDING' | 'APPROVED' | 'REJECTED' | 'EXPIRED';
  readonly approvals: readonly Approval[];
}
