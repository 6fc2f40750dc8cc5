/**
 * All that a trace page knows. It is JSON: `trace` writes it into the file, a server may give a newer one to an open page by dispatching
 * `new CustomEvent('groundcrew:data', { detail: pageData })` on its document.
 */
import type { Act } from '../trace/accountability.ts';
import type { ApprovalRecord } from '../trace/evidence/approvals.ts';
import type { ExecutionManifest } from '../trace/evidence/manifest.ts';
import type { RedactedValue } from '../trace/evidence/redacted-value.ts';
import type { GraphLayout } from '../trace/placed-graph.ts';
import type { Gap, TraceEvent, TraceSource } from '../trace/trace.ts';

export interface PageData {
  /** Raised when an older page's script could not read the data any more. */
  readonly pageVersion: 1;
  /** Name and version of what made the page. */
  readonly madeBy: string;
  readonly subject: ExecutionData;
  /** The execution to compare with: it is the first of the two, `subject` the second. */
  readonly other?: ExecutionData;
  /** Executions that the subject started, as far as they were fetched, and theirs. */
  readonly children: readonly ExecutionData[];
  /** Acts that are known from elsewhere than the history: CloudTrail, an evidence bundle's manifest. */
  readonly acts?: readonly Act[];
  /** Of an evidence bundle. */
  readonly bundle?: BundleData;
  /** Changes that a bundle recorded; without them the page lists the calls that succeeded. */
  readonly changes?: readonly { readonly what: string; readonly at: number; readonly eventId?: number }[];
  /** Recovery objectives, in seconds. */
  readonly objectives?: { readonly rtoSeconds?: number; readonly measuredSeconds?: number };
}

/** One execution: the page builds its trace from the events by itself. */
export interface ExecutionData {
  readonly source: TraceSource;
  readonly executionArn: string;
  /** Events as GetExecutionHistory gives them, times as ISO 8601. */
  readonly history: readonly TraceEvent[];
  /** When it started, ISO 8601: part of the chain's header. */
  readonly startDate: string;
  /** Head of the event chain (src/trace/evidence/event-chain.ts) when the page was made. */
  readonly chainHead: string;
  readonly definition?: Readonly<Record<string, unknown>>;
  /** Where the definition's states stand: all of them, and with Map and Parallel as one box each. */
  readonly layouts?: { readonly whole: GraphLayout; readonly folded: GraphLayout };
  /** Gaps that the history does not show by itself. */
  readonly gaps?: readonly Gap[];
  /** ARN of the Map Run that a child belongs to. */
  readonly mapRunArn?: string;
  /** When a history was read of an execution that was still running, milliseconds since the epoch. */
  readonly readAt?: number;
}

/** What an evidence bundle says of itself. */
export interface BundleData {
  /**
   * Its manifest. In the bundle's own trace.html it lists the files that were there before the page; made from a bundle by
   * `groundcrew trace` it is whole, and its hash is given.
   */
  readonly manifest: ExecutionManifest;
  /** SHA-256 of manifest.json. */
  readonly manifestSha256?: string;
  /** What people were asked, in all of its executions. */
  readonly approvals: readonly ApprovalRecord[];
  readonly redactions: readonly RedactedValue[];
}
