import type { Json } from '../../src/engine/json.ts';
import type { JsonObject, RecordedCase } from './corpus.ts';

const before = (recorded: RecordedCase, day: string): boolean => Date.parse(recorded.clock) < Date.parse(day);

/**
 * Our history as AWS would have written it when the case was recorded; the engine does what AWS does since. The changes that the
 * recordings themselves show:
 * - November 2024: MapStateExited after a Map Run follows MapRunStarted; until June 2024 it followed MapRunSucceeded.
 * - November 2023 (redrive): the Context object has Execution.RedriveCount.
 * - December 2024: EvaluationFailed follows the event before it; when it came first in its state, it followed what the state was entered from.
 */
export function asOfRecording(history: readonly JsonObject[], recorded: RecordedCase): JsonObject[] {
  let events = [...history];
  if (before(recorded, '2024-11-01')) events = events.map((event, index) => exitAfterMapRun(event, index, events));
  if (before(recorded, '2023-11-15')) events = withoutRedriveCount(events) as JsonObject[];
  if (before(recorded, '2024-12-15')) events = events.map((event) => failedBesideEntry(event, events));
  return events;
}

function failedBesideEntry(event: JsonObject, events: readonly JsonObject[]): JsonObject {
  const previous = events.find(({ id }) => id === event.previousEventId);
  return event.type === 'EvaluationFailed' && String(previous?.type).endsWith('StateEntered')
    ? { ...event, previousEventId: previous!.previousEventId as Json }
    : event;
}

function exitAfterMapRun(event: JsonObject, index: number, events: readonly JsonObject[]): JsonObject {
  const succeeded = events[index - 2];
  return event.type === 'MapStateExited' && succeeded?.type === 'MapRunSucceeded'
    ? { ...event, previousEventId: succeeded.id as Json }
    : event;
}

/** Histories hold JSON as text, so the member is taken out of the text. */
function withoutRedriveCount(events: readonly JsonObject[]): Json {
  return JSON.parse(JSON.stringify(events).replace(/,\s*\\*"RedriveCount\\*":0/g, '')) as Json;
}
