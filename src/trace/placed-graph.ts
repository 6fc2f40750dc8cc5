/** A graph whose states and edges have their places; what draws it needs no layout library. */
import type { GraphEdge } from './state-graph.ts';

export interface PlacedState {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly what: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** How deep it is nested; containers are drawn before what they hold. */
  readonly depth: number;
  readonly isContainer: boolean;
}

export interface PlacedEdge extends GraphEdge {
  readonly points: readonly { readonly x: number; readonly y: number }[];
  readonly at?: { readonly x: number; readonly y: number };
}

export interface GraphLayout {
  readonly width: number;
  readonly height: number;
  readonly states: readonly PlacedState[];
  readonly edges: readonly PlacedEdge[];
}

const longestLabel = 38;

/** Height of a state's text: with a line for its status in a trace. */
export function headHeight(withMarks: boolean): number {
  return withMarks ? 62 : 48;
}

export const isCut = (label: string): boolean => label.length > longestLabel;

/** A label as it is drawn; the whole text is in the title. */
export function shortLabel(label: string): string {
  return isCut(label) ? `${label.slice(0, longestLabel - 1)}…` : label;
}
