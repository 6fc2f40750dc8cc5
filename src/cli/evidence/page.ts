/** trace.html of a bundle. */
import { eventsOf, withDescendants, type CollectedExecution } from '../../trace/evidence/collected.ts';
import { parseJson } from '../../trace/evidence/json.ts';
import type { Act } from '../../trace/accountability.ts';
import type { Actor } from '../../trace/evidence/actors.ts';
import type { ExecutionBundle } from '../../trace/evidence/make-bundle.ts';
import type { TraceEvent, TraceSource } from '../../trace/trace.ts';
import type { PageData } from '../../viewer/page-data.ts';
import { executionData, pageAssets, tracePage, type ExecutionParts } from '../../viewer/trace-page.ts';
import { projectRoot } from '../project-root.ts';

/** Makes the page of what a bundle shows: redacted where the bundle is, with its children and who acted. */
export function pageOf(source: TraceSource, actors: readonly Actor[], version: string): NonNullable<ExecutionBundle['page']> {
  return async (shown, bundle) => {
    const [, ...children] = withDescendants(shown);
    const data: PageData = {
      pageVersion: 1,
      madeBy: `groundcrew ${version}`,
      subject: await executionData(partsOf(shown, source)),
      children: await Promise.all(children.map((child) => executionData(partsOf(child, source)))),
      acts: actsOf(actors, source),
      bundle,
    };
    return tracePage(data, pageAssets(projectRoot));
  };
}

/** An execution of a bundle as the page takes it. */
export function partsOf({ execution, definition, gaps, ...collected }: CollectedExecution, source: TraceSource): ExecutionParts {
  const { executionArn, startDate, mapRunArn } = execution;
  return {
    source,
    executionArn: String(executionArn),
    startDate: String(startDate),
    history: eventsOf(collected) as unknown as TraceEvent[],
    definition: parseJson(definition?.['definition']) as Readonly<Record<string, unknown>> | undefined,
    gaps: gaps.filter(({ what }) => /^(the definition|child)/.test(what)),
    ...(typeof mapRunArn === 'string' ? { mapRunArn } : {}),
  };
}

const words: Readonly<Record<string, Act['what']>> = {
  StartExecution: 'started',
  StopExecution: 'stopped',
  RedriveExecution: 'redrove',
};

/** Who started, stopped and redrove it, as acts of the page. */
export const actsOf = (actors: readonly Actor[], { kind }: TraceSource): Act[] =>
  actors.flatMap((actor) => actOf(actor, kind === 'local-simulation'));

function actOf({ action, identity, verified, at, eventId }: Actor, simulated: boolean): Act[] {
  const what = words[action];
  const time = Date.parse(at ?? '');
  if (what === undefined || Number.isNaN(time)) return [];
  return [
    {
      what,
      at: time,
      who: identity,
      source: verified !== 'cloudtrail' ? 'declared' : simulated ? 'simulated' : 'verified',
      evidence: eventId === undefined ? 'declared when the bundle was made' : `CloudTrail event ${eventId}`,
    },
  ];
}
