/** Rows of Application Recovery Controller: clusters, control panels, routing controls, safety rules, by ARN; DNS names by name. */
import type { Table } from '../core/store.ts';

interface HasTables {
  table<Row>(name: string): Table<Row>;
}

export type ControlState = 'On' | 'Off';

/** AWS places the five endpoints of a cluster; nobody chooses. */
export const endpointRegions = ['us-east-1', 'us-west-2', 'eu-west-1', 'ap-northeast-1', 'ap-southeast-2'] as const;

export interface ClusterRow {
  readonly arn: string;
  readonly name: string;
  readonly account: string;
  /** Ids of accounts that it is shared with. */
  readonly sharedWith: readonly string[];
  readonly endpoints: readonly { readonly region: string; readonly endpoint: string }[];
  readonly maintenance?: { readonly every: number; readonly lasting: number };
}

export interface ControlPanelRow {
  readonly arn: string;
  readonly name: string;
  readonly clusterArn: string;
  /** ARNs. */
  readonly routingControls: readonly string[];
  readonly safetyRules: readonly string[];
}

/** A state from `at` on (virtual milliseconds), set through the endpoint of a Region. */
export interface StateChange {
  readonly at: number;
  readonly state: ControlState;
  readonly region?: string;
}

export interface RoutingControlRow {
  readonly arn: string;
  readonly name: string;
  readonly controlPanelArn: string;
  /** The latest changes, oldest first; the last one is in force. */
  readonly changes: readonly StateChange[];
}

export interface SafetyRuleRow {
  readonly arn: string;
  readonly name: string;
  readonly controlPanelArn: string;
  /** ARNs of routing controls: those asserted, or those that gate and those that are gated. */
  readonly asserted?: readonly string[];
  readonly gating?: readonly string[];
  readonly target?: readonly string[];
  readonly type: 'ATLEAST' | 'AND' | 'OR';
  readonly threshold: number;
  readonly inverted: boolean;
  readonly waitPeriodMs: number;
}

export interface OutageRow {
  readonly region: string;
  readonly from: number;
  readonly until?: number;
  readonly effect: 'unreachable' | 'unavailable' | 'denied';
}

export interface DnsNameRow {
  readonly name: string;
  readonly type: 'A' | 'AAAA' | 'CNAME';
  readonly ttlMs: number;
  readonly records: readonly { readonly controlArn: string; readonly answers: readonly string[] }[];
}

export const clusterTable = (from: HasTables): Table<ClusterRow> => from.table('route53-recovery/clusters');
export const controlPanelTable = (from: HasTables): Table<ControlPanelRow> => from.table('route53-recovery/control-panels');
export const routingControlTable = (from: HasTables): Table<RoutingControlRow> => from.table('route53-recovery/routing-controls');
export const safetyRuleTable = (from: HasTables): Table<SafetyRuleRow> => from.table('route53-recovery/safety-rules');
/** Key: a number, in the order of the file. */
export const outageTable = (from: HasTables): Table<OutageRow> => from.table('route53-recovery/outages');
/** Key: `<name>/<type>`. */
export const dnsNameTable = (from: HasTables): Table<DnsNameRow> => from.table('route53-recovery/dns-names');

/** The state in force. */
export function stateOf({ changes }: RoutingControlRow): ControlState {
  return changes.at(-1)!.state;
}

/** The state that was in force at a time. */
export function stateAt({ changes }: RoutingControlRow, at: number): ControlState {
  return (changes.findLast((change) => change.at <= at) ?? changes[0]!).state;
}
