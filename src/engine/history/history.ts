import type { Json } from '../json.ts';
import { detailsMember } from './details-member.ts';
import type { HistoryEvent, HistoryEventType } from './types.ts';

/** Details of an event as the engine records them: JSON values stay values and become text when somebody reads the history. */
export interface RecordedDetails {
  readonly name?: string;
  readonly index?: number;
  readonly length?: number;
  readonly input?: Json;
  readonly output?: Json;
  readonly assignedVariables?: Readonly<Record<string, Json>>;
  readonly parameters?: Json;
  readonly [other: string]: unknown;
}

/** What is kept of an event while the execution runs. */
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

/** The event as GetExecutionHistory gives it. Key order of the details is alphabetical, as the API's members are. */
export function toHistoryEvent(event: RecordedEvent): HistoryEvent {
  const { id, previousEventId, timestamp, type, details } = event;
  if (details === undefined) return { timestamp, type, id, previousEventId };
  return { timestamp, type, id, previousEventId, [detailsMember(type)]: writeDetails(details) };
}

function writeDetails(details: RecordedDetails): Record<string, unknown> {
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
        written[key] = Object.fromEntries(Object.entries(value as Record<string, Json>).map(([name, json]) => [name, JSON.stringify(json)]));
        written.assignedVariablesDetails = untruncated;
        break;
      default:
        written[key] = value;
    }
  }
  return written;
}
