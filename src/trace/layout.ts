/** Where the states of a graph stand: layered from top to bottom by elkjs, containers for Map and Parallel, edges at right angles. */
import ELK, { type ElkExtendedEdge, type ElkNode } from 'elkjs/lib/elk.bundled.js';
import type { GraphEdge, GraphState, StateGraph } from './state-graph.ts';

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

/** Pixels: of a letter of the label's size, of the smaller second line, of what surrounds them. */
const letter = 7.4;
const smallLetter = 5.8;
const padding = 44;
const stateHeight = 46;
const terminal = 36;
const longestLabel = 34;

const options: Readonly<Record<string, string>> = {
  'elk.algorithm': 'layered',
  'elk.direction': 'DOWN',
  'elk.edgeRouting': 'ORTHOGONAL',
  'elk.spacing.nodeNode': '36',
  'elk.layered.spacing.nodeNodeBetweenLayers': '42',
  'elk.spacing.edgeNode': '18',
  'elk.spacing.edgeEdge': '12',
  'elk.layered.nodePlacement.strategy': 'BRANDES_KOEPF',
  'elk.layered.nodePlacement.bk.fixedAlignment': 'BALANCED',
  'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
};

/** Places a graph; the same graph is placed the same. */
export async function layOut(graph: StateGraph): Promise<GraphLayout> {
  const edges = new Map<string, GraphEdge>();
  const states = new Map<string, GraphState>();
  const root: ElkNode = await new ELK().layout({
    id: 'root',
    layoutOptions: { ...options, 'elk.padding': '[top=12,left=12,bottom=12,right=12]' },
    ...children(graph, '', states, edges),
  });
  const placed: PlacedState[] = [];
  const drawn: PlacedEdge[] = [];
  const visit = (node: ElkNode, left: number, top: number, depth: number): void => {
    for (const child of node.children ?? []) {
      const x = left + (child.x ?? 0);
      const y = top + (child.y ?? 0);
      const state = states.get(child.id);
      const box = { x, y, width: child.width ?? 0, height: child.height ?? 0, depth };
      if (state)
        placed.push({
          id: state.id,
          name: state.name,
          type: state.type,
          what: state.what,
          ...box,
          isContainer: state.inner.length > 0,
        });
      else if (/#(start|end)$/.test(child.id)) {
        placed.push({
          id: child.id,
          name: child.id.endsWith('#start') ? 'Start' : 'End',
          type: 'Terminal',
          what: '',
          ...box,
          isContainer: false,
        });
      }
      visit(child, x, y, depth + 1);
    }
    for (const edge of node.edges ?? []) drawn.push(place(edge, edges.get(edge.id)!, left, top));
  };
  visit(root, 0, 0, 0);
  return {
    width: root.width ?? 0,
    height: root.height ?? 0,
    states: placed.sort((one, other) => one.depth - other.depth),
    edges: drawn,
  };
}

function children(
  graph: StateGraph,
  scope: string,
  states: Map<string, GraphState>,
  edges: Map<string, GraphEdge>,
): { children: ElkNode[]; edges: ElkExtendedEdge[] } {
  const [start, end] = [`${scope}#start`, `${scope}#end`];
  const all: GraphEdge[] = [
    { from: start, to: graph.startAt, kind: 'next', label: '' },
    ...graph.edges,
    ...graph.ends.map((from) => ({ from, to: end, kind: 'next' as const, label: '' })),
  ];
  const nodes = graph.states.map((state): ElkNode => {
    states.set(state.id, state);
    const width = Math.max(
      140,
      padding + Math.max(letter * state.name.length, smallLetter * `${state.type} ${state.what}`.length),
    );
    if (state.inner.length === 0) return { id: state.id, width, height: stateHeight };
    return {
      id: state.id,
      width,
      layoutOptions: {
        ...options,
        'elk.padding': '[top=46,left=16,bottom=16,right=16]',
        'elk.nodeSize.constraints': 'MINIMUM_SIZE',
        'elk.nodeSize.minimum': `(${width},${stateHeight})`,
      },
      children: state.inner.map((inner, index) => {
        const id = `${state.id}#${index}`;
        return {
          id,
          layoutOptions: { ...options, 'elk.padding': '[top=4,left=4,bottom=4,right=4]' },
          ...children(inner, id, states, edges),
        };
      }),
    };
  });
  const dot = (id: string): ElkNode => ({ id, width: terminal, height: terminal });
  const ends = graph.ends.length > 0 ? [dot(end)] : [];
  return {
    children: [dot(start), ...nodes, ...ends],
    edges: all.map((edge, index) => {
      const id = `${scope}#edge${index}`;
      edges.set(id, edge);
      const label = shortLabel(edge.label);
      return {
        id,
        sources: [edge.from],
        targets: [edge.to],
        ...(label ? { labels: [{ id: `${id}#label`, text: label, width: smallLetter * label.length + 8, height: 16 }] } : {}),
      };
    }),
  };
}

/** A label as it is drawn; the whole text is in the edge's title. */
export function shortLabel(label: string): string {
  return label.length > longestLabel ? `${label.slice(0, longestLabel - 1)}…` : label;
}

function place(edge: ElkExtendedEdge, known: GraphEdge, left: number, top: number): PlacedEdge {
  const [section] = edge.sections ?? [];
  const points = section ? [section.startPoint, ...(section.bendPoints ?? []), section.endPoint] : [];
  const [label] = edge.labels ?? [];
  return {
    ...known,
    points: points.map(({ x, y }) => ({ x: x + left, y: y + top })),
    ...(label ? { at: { x: left + (label.x ?? 0), y: top + (label.y ?? 0) } } : {}),
  };
}
