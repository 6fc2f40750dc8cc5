import type { Json } from '../json.ts';
import type { HistoryEvent, HistoryEventType } from './history-event.ts';

/** An event's details as the engine records them: JSON values stay values, and become text when somebody reads the history. */
export interface RecordedDetails {
  readonly input?: Json;
  readonly output?: Json;
  readonly parameters?: Json;
  readonly assignedVariables?: Readonly<Record<string, Json>> | undefined;
  readonly [other: string]: unknown;
}

/** What is kept of an event while the execution lives. */
export class RecordedEvent {
  constructor(
    readonly id: number,
    readonly previousEventId: number,
    readonly timestamp: number,
    readonly type: HistoryEventType,
    readonly details: RecordedDetails | undefined,
  ) {}
}

const untruncated = Object.freeze({ truncated: false });
const members = new Map<HistoryEventType, string>();

/** Name of the member that holds an event's details: `stateEnteredEventDetails`, `taskScheduledEventDetails`, ... */
function detailsMember(type: HistoryEventType): string {
  let member = members.get(type);
  if (member === undefined) {
    if (type.endsWith('StateEntered')) member = 'stateEnteredEventDetails';
    else if (type.endsWith('StateExited')) member = 'stateExitedEventDetails';
    else member = `${type.charAt(0).toLowerCase()}${type.slice(1)}EventDetails`;
    members.set(type, member);
  }
  return member;
}

/** The event as GetExecutionHistory gives it. */
export function toHistoryEvent(event: RecordedEvent): HistoryEvent {
  const { id, previousEventId, timestamp, type, details } = event;
  if (details === undefined) return { timestamp, type, id, previousEventId };
  return { timestamp, type, id, previousEventId, [detailsMember(type)]: write(details) };
}

function write(details: RecordedDetails): Record<string, unknown> {
  const written: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(details)) {
    if (value === undefined) continue;
    switch (key) {
      case 'input':
      case 'output':
        written[key] = JSON.stringify(value);
        written[`${key}Details`] = untruncated;
        break;
      case 'parameters':
        written[key] = JSON.stringify(value);
        break;
      case 'assignedVariables':
        written[key] = Object.fromEntries(
          Object.entries(value as Record<string, Json>).map(([name, json]) => [name, JSON.stringify(json)]),
        );
        written.assignedVariablesDetails = untruncated;
        break;
      default:
        written[key] = value;
    }
  }
  return written;
}
