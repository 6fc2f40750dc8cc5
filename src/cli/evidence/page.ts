/** trace.html of a bundle. */
import { eventsOf, withDescendants, type CollectedExecution } from '../../trace/evidence/collected.ts';
import { parseJson } from '../../trace/evidence/json.ts';
import type { Act } from '../../trace/accountability.ts';
import type { Actor } from '../../trace/evidence/actors.ts';
import type { TraceEvent, TraceSource } from '../../trace/trace.ts';
import { executionData, pageAssets, tracePage, type ExecutionParts } from '../../viewer/trace-page.ts';
import { projectRoot } from '../project-root.ts';

/** Makes the page of what a bundle shows: redacted where the bundle is, with its children and who acted. */
export function pageOf(
  source: TraceSource,
  actors: readonly Actor[],
  version: string,
): (shown: CollectedExecution) => Promise<string> {
  return async (shown) => {
    const [, ...children] = withDescendants(shown);
    const data = {
      pageVersion: 1 as const,
      madeBy: `groundcrew ${version}`,
      subject: await executionData(partsOf(shown, source)),
      children: await Promise.all(children.map((child) => executionData(partsOf(child, source)))),
      acts: actors.flatMap(actOf),
    };
    return tracePage(data, pageAssets(projectRoot));
  };
}

function partsOf({ execution, definition, gaps, ...collected }: CollectedExecution, source: TraceSource): ExecutionParts {
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

function actOf({ action, identity, verified, at, eventId }: Actor): Act[] {
  const what = words[action];
  const time = Date.parse(at ?? '');
  if (what === undefined || Number.isNaN(time)) return [];
  return [
    {
      what,
      at: time,
      who: identity,
      source: verified === 'cloudtrail' ? 'verified' : 'declared',
      evidence: eventId === undefined ? 'declared when the bundle was made' : `CloudTrail event ${eventId}`,
    },
  ];
}
