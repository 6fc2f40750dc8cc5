import { createHash } from 'node:crypto';
import { allItems, getItem, putItem } from '../ledger/table.ts';
import type { Item, Key } from '../ledger/table.ts';
import type { Value } from '../ledger/attribute-value.ts';
import { now } from '../shared/runtime.ts';
import type { Approval, ApprovalRequest, ApprovalResult, ApprovalView } from './contract.ts';
import { ApprovalRejected } from './errors.ts';
import { shownIdentity } from './function-url.ts';

/** An approval in the ledger. It is never deleted: it says who allowed what. */
export interface ApprovalEntry {
  readonly schemaVersion: 1;
  readonly approvalId: string;
  readonly request: ApprovalRequest;
  /** The execution that waits. */
  readonly executionArn: string;
  /** The execution whose starter is the requester. */
  readonly startedIn: string;
  /** ISO 8601. */
  readonly askedAt: string;
  readonly expiresAt: string;
  /** PENDING stays when nobody answers; whether it has expired is a matter of the time. */
  readonly state: 'PENDING' | 'APPROVED' | 'REJECTED';
  readonly approvals: readonly Approval[];
  /** Advances with each write: a write is made only over what was read. */
  readonly version: number;
  /** Token of the task that waits, the newest; removed when it was answered. Never shown. */
  readonly taskToken?: string;
  /** SHA-256 of the token that was answered: the same task asking once more has its answer. */
  readonly answeredToken?: string;
  /** Earlier times that the same execution asked for the same: rejected or expired, then redriven or asked again. */
  readonly earlier?: readonly AskedBefore[];
  /** When the topic was told, ISO 8601. */
  readonly notifiedAt?: string;
  /** The requester as CloudTrail names it, and the id of the event that says so. */
  readonly requester?: { readonly identity: string; readonly eventId: string };
}

/** How an earlier time ended. */
export interface AskedBefore {
  readonly askedAt: string;
  readonly expiresAt: string;
  readonly state: ApprovalView['state'];
  readonly approvals: readonly Approval[];
}

const partition = 'APPROVAL';

const key = (approvalId: string): Key => ({ pk: partition, sk: approvalId });

/** The same execution asking for the same again, in a retry, asks for the same approval. */
export function approvalId(executionArn: string, { action, allows }: ApprovalRequest): string {
  const asked = JSON.stringify([executionArn, action, [...allows].sort()]);
  return createHash('sha256').update(asked).digest('hex').slice(0, 20);
}

export async function readApproval(id: string): Promise<ApprovalEntry | undefined> {
  const item = await getItem(key(id));
  return item && toEntry(item);
}

/** Those that wait for a person now, oldest first. */
export async function pendingApprovals(): Promise<ApprovalEntry[]> {
  const items = await allItems(partition, { expression: '#state = :state', values: { state: 'PENDING' } });
  return items
    .map(toEntry)
    .filter((entry) => stateOf(entry) === 'PENDING')
    .sort((one, other) => (one.askedAt < other.askedAt ? -1 : 1));
}

/** Writes `entry` over the version that was read (0: none). False when somebody came between. */
export async function writeApproval(entry: Omit<ApprovalEntry, 'version'>, before: number): Promise<boolean> {
  return putItem(
    { ...key(entry.approvalId), ...(entry as unknown as Item), version: before + 1 },
    before === 0
      ? { expression: 'attribute_not_exists(pk)' }
      : { expression: '#version = :version', values: { version: before } },
  );
}

/** How the approval stands at this moment. */
export function stateOf({ state, expiresAt }: ApprovalEntry): ApprovalView['state'] {
  return state === 'PENDING' && now() >= Date.parse(expiresAt) ? 'EXPIRED' : state;
}

/** What the waiting task gets once it is approved. */
export function resultOf({ approvals, request }: ApprovalEntry): ApprovalResult {
  return { decision: 'APPROVED', approvals, allows: request.allows };
}

/** Why the waiting task fails once it is rejected. */
export function rejectionOf({ approvals, request }: ApprovalEntry): ApprovalRejected {
  const { identity, reason } = approvals.at(-1)!;
  return new ApprovalRejected(`${identity} rejected "${request.action}"${reason === undefined ? '' : `: ${reason}`}`);
}

/** As it is kept of a token. */
export function tokenHash(taskToken: string): string {
  return createHash('sha256').update(taskToken).digest('hex');
}

/** The approval without what nobody may see. */
export function viewOf(entry: ApprovalEntry): ApprovalView {
  const { approvalId: approval, request, executionArn, startedIn, askedAt, expiresAt, approvals, requester } = entry;
  const { workflow, action, allows, people, reason } = request;
  return {
    approval,
    ...{ workflow, action, allows, people, executionArn, startedIn, askedAt, expiresAt, approvals },
    ...(reason === undefined ? {} : { reason }),
    ...(requester === undefined ? {} : { requester: shownIdentity(requester.identity) }),
    state: stateOf(entry),
  };
}

/** Entries are written by this version of the shape only, so the cast is where its version is checked. */
function toEntry(item: Record<string, Value>): ApprovalEntry {
  if (item['schemaVersion'] !== 1) {
    throw new Error(
      `the ledger's approval ${String(item['sk'])} has schema version ${String(item['schemaVersion'])}; this function knows 1`,
    );
  }
  return item as unknown as ApprovalEntry;
}
