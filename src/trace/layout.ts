/** Where the states of a graph stand: layered from top to bottom by elkjs, containers for Map and Parallel, edges at right angles. */
import ELK, { type ElkExtendedEdge, type ElkNode } from 'elkjs/lib/elk.bundled.js';
import { headHeight, shortLabel, type GraphLayout, type PlacedEdge, type PlacedState } from './placed-graph.ts';
import type { GraphEdge, GraphState, StateGraph } from './state-graph.ts';

/** Pixels: of a letter of the label's size, of the smaller second line, of what surrounds them. */
const letter = 8.1;
const smallLetter = 6.6;
const padding = 58;
const narrowest = 168;
const terminal = { width: 56, height: 26 };

export interface LayoutOptions {
  /** Leaves room for a line with each state's status. */
  readonly withMarks?: boolean;
  /** Draws Map and Parallel as one box each, without what is in them. */
  readonly folded?: boolean;
}

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
export async function layOut(graph: StateGraph, wanted: LayoutOptions = {}): Promise<GraphLayout> {
  const edges = new Map<string, GraphEdge>();
  const states = new Map<string, GraphState>();
  const root: ElkNode = await new ELK().layout({
    id: 'root',
    layoutOptions: { ...options, 'elk.padding': '[top=12,left=12,bottom=12,right=12]' },
    ...children(graph, '', states, edges, wanted),
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
          isContainer: state.inner.length > 0 && wanted.folded !== true,
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
  wanted: LayoutOptions,
): { children: ElkNode[]; edges: ElkExtendedEdge[] } {
  const [start, end] = [`${scope}#start`, `${scope}#end`];
  const all: GraphEdge[] = [
    { from: start, to: graph.startAt, kind: 'next', label: '' },
    ...graph.edges,
    ...graph.ends.map((from) => ({ from, to: end, kind: 'next' as const, label: '' })),
  ];
  const nodes = graph.states.map((state): ElkNode => {
    states.set(state.id, state);
    const second = [state.type, state.what].filter(Boolean).join(' · ');
    const width = Math.max(
      narrowest,
      padding + Math.max(letter * shortLabel(state.name).length, smallLetter * shortLabel(second).length),
    );
    const height = headHeight(wanted.withMarks ?? false);
    if (state.inner.length === 0 || wanted.folded) return { id: state.id, width, height };
    return {
      id: state.id,
      width,
      layoutOptions: {
        ...options,
        'elk.padding': `[top=${height},left=16,bottom=16,right=16]`,
        'elk.nodeSize.constraints': 'MINIMUM_SIZE',
        'elk.nodeSize.minimum': `(${width},${height})`,
      },
      children: state.inner.map((inner, index) => {
        const id = `${state.id}#${index}`;
        return {
          id,
          layoutOptions: { ...options, 'elk.padding': '[top=4,left=4,bottom=4,right=4]' },
          ...children(inner, id, states, edges, wanted),
        };
      }),
    };
  });
  const dot = (id: string): ElkNode => ({ id, ...terminal });
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
