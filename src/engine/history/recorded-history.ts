import { jsonText } from '../json-text.ts';
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

/**
 * Every event of one execution, in columns: an execution may have tens of thousands, and an object for each costs more than running the
 * states. Most events tell a state's name and one value (its input, its output, an iteration's index), which have columns of their own.
 */
export class RecordedHistory {
  private readonly types: HistoryEventType[] = [];
  private readonly previousEventIds: number[] = [];
  private readonly timestamps: number[] = [];
  /** Undefined where the value column holds the event's details. */
  private readonly names: (string | undefined)[] = [];
  private readonly values: (Json | RecordedDetails | undefined)[] = [];

  get length(): number {
    return this.types.length;
  }

  /** Appends an event with any details, and returns its id. */
  append(previousEventId: number, timestamp: number, type: HistoryEventType, details: RecordedDetails | undefined): number {
    return this.push(previousEventId, timestamp, type, undefined, details);
  }

  /** Appends a StateEntered, StateExited or MapIteration event that tells only `name` and `value`, and returns its id. */
  appendNamed(previousEventId: number, timestamp: number, type: HistoryEventType, name: string, value: Json): number {
    return this.push(previousEventId, timestamp, type, name, value);
  }

  /** The event `id` as GetExecutionHistory gives it. */
  event(id: number): HistoryEvent {
    const index = id - 1;
    const type = this.types[index]!;
    const event = { timestamp: this.timestamps[index]!, type, id, previousEventId: this.previousEventIds[index]! };
    const name = this.names[index];
    const value = this.values[index];
    const details = name === undefined ? (value as RecordedDetails | undefined) : namedDetails(type, name, value as Json);
    return details === undefined ? event : { ...event, [detailsMember(type)]: write(details) };
  }

  /** All events. Texts are written at each call. */
  events(): HistoryEvent[] {
    return this.types.map((_, index) => this.event(index + 1));
  }

  private push(
    previousEventId: number,
    timestamp: number,
    type: HistoryEventType,
    name: string | undefined,
    value: Json | RecordedDetails | undefined,
  ): number {
    this.previousEventIds.push(previousEventId);
    this.timestamps.push(timestamp);
    this.names.push(name);
    this.values.push(value);
    return this.types.push(type);
  }
}

function namedDetails(type: HistoryEventType, name: string, value: Json): RecordedDetails {
  if (type.endsWith('StateEntered')) return { input: value, name };
  if (type.endsWith('StateExited')) return { name, output: value };
  return { index: value, name };
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

function write(details: RecordedDetails): Record<string, unknown> {
  const written: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(details)) {
    if (value === undefined) continue;
    switch (key) {
      case 'input':
      case 'output':
        written[key] = jsonText(value as Json);
        written[`${key}Details`] = untruncated;
        break;
      case 'parameters':
        written[key] = jsonText(value as Json);
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
