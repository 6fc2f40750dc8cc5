import { edgeKey, graphSvg, type StateMark, type Taken } from '../trace/graph-svg.ts';
import { layOut } from '../trace/layout.ts';
import { stateGraph, type GraphState, type StateGraph } from '../trace/state-graph.ts';
import type { Trace, Visit } from '../trace/trace.ts';
import { statusClass } from './format.ts';

/** The definition's graph with what the trace took of it. `definition` is the parsed Amazon States Language. */
export async function graphView(trace: Trace, definition: Readonly<Record<string, unknown>> | undefined): Promise<string> {
  if (definition === undefined) return '<p>The definition is not known, so there is no graph.</p>';
  const graph = stateGraph(definition);
  const layout = await layOut(graph);
  const drawing = graphSvg(layout, `State graph of ${trace.execution.stateMachine}`, takenOf(trace.visits, graph));
  return `<p class="hint">✓ succeeded, ↷ failed and was caught, ✗ failed, ■ called off; dotted: not entered; dashed lines: Catch. The timeline has the same as text.</p><div class="picture" tabindex="0" role="group" aria-label="State graph">${drawing}</div>`;
}

/** The worst status of each state's visits: one failed iteration must not hide behind a thousand good ones. */
const severity = ['succeeded', 'running', 'caught', 'aborted', 'timed-out', 'failed'];

export function takenOf(visits: readonly Visit[], graph: StateGraph): Taken {
  const states = new Map<number, GraphState>();
  const marks = new Map<string, StateMark>();
  const edges = new Set<string>();
  /* The state before, in each lane of each Map or Parallel. */
  const before = new Map<string, { readonly visit: Visit; readonly id: string }>();
  for (const visit of visits) {
    const outer = visit.parent === undefined ? undefined : states.get(visit.parent);
    const machines = visit.parent === undefined ? [graph] : (outer?.inner ?? []);
    const index = machines.findIndex((machine) => machine.states.some(({ name }) => name === visit.state));
    const machine = machines[index];
    const state = machine?.states.find(({ name }) => name === visit.state);
    if (machine === undefined || state === undefined) continue;
    states.set(visit.id, state);
    const status = statusClass(visit.status);
    const known = marks.get(state.id);
    const worse = known === undefined || severity.indexOf(status) > severity.indexOf(known.status);
    marks.set(state.id, { status: worse ? status : known.status, visits: (known?.visits ?? 0) + 1 });

    const scope = outer === undefined ? '' : `${outer.id}#${index}`;
    const lane = `${visit.parent ?? ''} ${visit.lane}`;
    const last = before.get(lane);
    const kind = last?.visit.status === 'CAUGHT' ? 'catch' : 'next';
    edges.add(edgeKey({ from: last?.id ?? `${scope}#start`, to: state.id, kind }));
    if (visit.status === 'SUCCEEDED' && machine.ends.includes(state.id)) {
      edges.add(edgeKey({ from: state.id, to: `${scope}#end`, kind: 'next' }));
    }
    before.set(lane, { visit, id: state.id });
  }
  return { marks, edges };
}
