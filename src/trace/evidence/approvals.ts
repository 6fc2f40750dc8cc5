/** The approvals that an execution asked for and what people answered, read from its history. */
import type { CollectedExecution } from './collected.ts';
import { eventsOf, withDescendants } from './collected.ts';
import { isObject, parseJson, type Json, type JsonObject } from './json.ts';

export interface ApprovalAnswer {
  readonly identity: string;
  /** `aws`: AWS authenticated the caller. `declared`: somebody said so. `simulated`: the rehearsal answered itself. */
  readonly source: string;
  readonly at: string;
  readonly reason?: string;
}

export interface ApprovalRecord {
  readonly executionArn: string;
  /** Event in which the task that asked was scheduled. */
  readonly askedInEvent: number;
  readonly askedAt: string;
  readonly action?: string;
  readonly allows: readonly string[];
  readonly people?: number;
  readonly reason?: string;
  /** PENDING while nobody has answered. */
  readonly decision: 'APPROVED' | 'REJECTED' | 'EXPIRED' | 'PENDING';
  readonly answeredInEvent?: number;
  readonly answers: readonly ApprovalAnswer[];
}

/** In the order in which they were asked for. */
export function approvalsOf(collected: CollectedExecution): ApprovalRecord[] {
  return withDescendants(collected)
    .flatMap(approvalsIn)
    .sort((one, other) => (one.askedAt < other.askedAt ? -1 : 1));
}

function approvalsIn(collected: CollectedExecution): ApprovalRecord[] {
  const events = eventsOf(collected);
  const next = new Map(events.map((event) => [event['previousEventId'], event]));
  return events.flatMap((event) => {
    const request = requestIn(event);
    if (!request) return [];
    const answer = answerAfter(event, next);
    return [
      {
        executionArn: String(collected.execution['executionArn']),
        askedInEvent: Number(event['id']),
        askedAt: String(event['timestamp']),
        ...optional('action', request['action']),
        allows: texts(answer?.result['allows'] ?? request['allows']),
        ...(typeof request['people'] === 'number' ? { people: request['people'] } : {}),
        ...optional('reason', request['reason']),
        decision: (answer?.result['decision'] ?? 'PENDING') as ApprovalRecord['decision'],
        ...(answer ? { answeredInEvent: answer.eventId } : {}),
        answers: answersIn(answer?.result['approvals']),
      },
    ];
  });
}

/** What a task asked for: the payload of handlers/approval/request-approval. */
function requestIn(event: JsonObject): JsonObject | undefined {
  if (event['type'] !== 'TaskScheduled') return undefined;
  const details = event['taskScheduledEventDetails'];
  if (!isObject(details) || details['resource'] !== 'invoke.waitForTaskToken') return undefined;
  const parameters = parseJson(details['parameters']);
  const payload = isObject(parameters) ? parameters['Payload'] : undefined;
  const request = isObject(payload) ? payload['request'] : undefined;
  return isObject(request) && 'allows' in request && 'action' in request ? request : undefined;
}

function answerAfter(
  asked: JsonObject,
  next: ReadonlyMap<unknown, JsonObject>,
): { eventId: number; result: JsonObject } | undefined {
  for (let event = next.get(asked['id']); event; event = next.get(event['id'])) {
    if (event['type'] === 'TaskSucceeded') {
      const details = event['taskSucceededEventDetails'];
      const result = parseJson(isObject(details) ? details['output'] : undefined);
      return isObject(result) && 'decision' in result ? { eventId: Number(event['id']), result } : undefined;
    }
    if (!/^Task(Started|Submitted)$/.test(String(event['type']))) return undefined;
  }
  return undefined;
}

function answersIn(value: Json | undefined): ApprovalAnswer[] {
  return (Array.isArray(value) ? value : []).filter(isObject).map((one) => ({
    identity: String(one['identity']),
    source: String(one['source']),
    at: String(one['at']),
    ...optional('reason', one['reason']),
  }));
}

function texts(value: Json | undefined): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

function optional<Name extends string>(name: Name, value: Json | undefined): Partial<Record<Name, string>> {
  return typeof value === 'string' ? ({ [name]: value } as Partial<Record<Name, string>>) : {};
}
