/** What the failover algorithm needs of the world: the five endpoints, time, and chance from a seed. */
import type { ControlState } from './contract.ts';

/** One of a cluster's five endpoints. */
export interface Endpoint {
  readonly region: string;
  readonly url: string;
}

/** A routing control and the state that it is to have: always absolute, never "the other one". */
export interface StateEntry {
  readonly arn: string;
  readonly state: ControlState;
}

/**
 * What a call to one endpoint came to. `unavailable`: no answer, or one that says "ask another"; `sent` tells that the request may have
 * taken effect all the same. `denied`: by this endpoint; another may be allowed. `conflict`: a safety rule, a wait period, or a change
 * at the same time. `invalid`: no endpoint will take it.
 */
export type Outcome<Answer> =
  | { readonly kind: 'answered'; readonly answer: Answer }
  | { readonly kind: 'unavailable'; readonly text: string; readonly sent: boolean; readonly retryAfterMs?: number }
  | { readonly kind: 'denied'; readonly text: string }
  | { readonly kind: 'conflict'; readonly text: string }
  | { readonly kind: 'invalid'; readonly text: string };

export interface FailoverPorts {
  /** States of every routing control of a control panel, by ARN: all pages. */
  readonly list: (endpoint: Endpoint, controlPanelArn: string) => Promise<Outcome<ReadonlyMap<string, ControlState>>>;
  /** Sets at most ten states in one transaction. */
  readonly update: (
    endpoint: Endpoint,
    entries: readonly StateEntry[],
    safetyRulesToOverride: readonly string[],
  ) => Promise<Outcome<null>>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** Uniform in [0, 1), from the run's seed. */
  readonly random: () => number;
}
