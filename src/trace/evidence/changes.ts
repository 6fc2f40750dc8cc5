/** The calls with which an execution changed something, read from its history. */
import type { CollectedExecution } from './collected.ts';
import { eventsOf, withDescendants } from './collected.ts';
import { isObject, parseJson, type JsonObject } from './json.ts';

export interface Change {
  readonly executionArn: string;
  /** Event in which the task was scheduled. */
  readonly eventId: number;
  readonly at: string;
  /** `aws`: a call of an AWS API. `function`: a Lambda function, which may have called several. `execution`: one that it started. */
  readonly kind: 'aws' | 'function' | 'execution';
  /** `organizations:attachPolicy`; a function's name; a machine's name. */
  readonly what: string;
  /** SUCCEEDED, FAILED, TIMED_OUT, or UNKNOWN where the history does not tell. */
  readonly outcome: string;
}

/** Actions that read only, by their verb, as the AWS SDK integrations name them. */
const reads = /^(batchGet|describe|get|head|list|lookup|query|scan|search|select|simulate|validate)/i;

/** In the order in which they happened. */
export function changesOf(collected: CollectedExecution): Change[] {
  return withDescendants(collected)
    .flatMap(changesIn)
    .sort((one, other) => (one.at < other.at ? -1 : one.at > other.at ? 1 : one.eventId - other.eventId));
}

function changesIn(collected: CollectedExecution): Change[] {
  const events = eventsOf(collected);
  const next = new Map(events.map((event) => [event['previousEventId'], event]));
  return events.flatMap((event) => {
    const call = callIn(event);
    if (!call) return [];
    return [
      {
        executionArn: String(collected.execution['executionArn']),
        eventId: Number(event['id']),
        at: String(event['timestamp']),
        ...call,
        outcome: outcomeAfter(event, next),
      },
    ];
  });
}

function callIn(event: JsonObject): Pick<Change, 'kind' | 'what'> | undefined {
  if (event['type'] === 'LambdaFunctionScheduled') {
    const details = event['lambdaFunctionScheduledEventDetails'];
    return { kind: 'function', what: lastOf(isObject(details) ? details['resource'] : undefined) };
  }
  const details = event['taskScheduledEventDetails'];
  if (event['type'] !== 'TaskScheduled' || !isObject(details)) return undefined;
  const service = String(details['resourceType']);
  const action = String(details['resource']).split('.')[0]!;
  const parameters = parseJson(details['parameters']);
  const member = (name: string): unknown => (isObject(parameters) ? parameters[name] : undefined);
  if (service === 'lambda') return { kind: 'function', what: lastOf(member('FunctionName')) };
  if (service === 'states') return { kind: 'execution', what: lastOf(member('StateMachineArn')) };
  if (reads.test(action)) return undefined;
  return { kind: 'aws', what: `${service.replace(/^aws-sdk:/, '')}:${action}` };
}

/** `arn:aws:lambda:us-east-1:111122223333:function:claim:3` is `claim`. */
function lastOf(arn: unknown): string {
  const text = typeof arn === 'string' ? arn : '';
  return text.startsWith('arn:') ? (text.split(':')[6] ?? text) : text;
}

function outcomeAfter(scheduled: JsonObject, next: ReadonlyMap<unknown, JsonObject>): string {
  for (let event = next.get(scheduled['id']); event; event = next.get(event['id'])) {
    const ended = /^(?:Task|LambdaFunction)(Succeeded|Failed|TimedOut|StartFailed|SubmitFailed|ScheduleFailed)$/.exec(
      String(event['type']),
    );
    if (ended) return ended[1] === 'Succeeded' ? 'SUCCEEDED' : ended[1] === 'TimedOut' ? 'TIMED_OUT' : 'FAILED';
    if (!/^(Task|LambdaFunction)(Started|Submitted)$/.test(String(event['type']))) break;
  }
  return 'UNKNOWN';
}
