/** trace.html of a bundle. */
import { buildTrace } from '../../trace/build-trace.ts';
import { eventsOf, type CollectedExecution } from '../../trace/evidence/collected.ts';
import { parseJson } from '../../trace/evidence/json.ts';
import type { TraceEvent, TraceSource } from '../../trace/trace.ts';
import { tracePage } from '../../viewer/trace-page.ts';

/** Makes the page of what a bundle shows: redacted where the bundle is. */
export function pageOf(source: TraceSource): (shown: CollectedExecution) => Promise<string> {
  return (shown) => {
    const trace = buildTrace(eventsOf(shown) as unknown as TraceEvent[], {
      source,
      executionArn: String(shown.execution['executionArn']),
    });
    return tracePage(trace, parseJson(shown.definition?.['definition']) as Readonly<Record<string, unknown>> | undefined);
  };
}
