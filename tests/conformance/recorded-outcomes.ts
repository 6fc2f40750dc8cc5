import type { Json } from '../../src/engine/json.ts';
import { Comparison } from './compare.ts';
import type { JsonObject, RecordedCase } from './corpus.ts';
import { hiddenLeaves, maskAnswer } from './mask.ts';

/** How a recorded task ended: what the service answered, and for tasks that wait, what ended the wait. */
export interface RecordedTask {
  /** TaskSubmitted's output (for patterns that wait), else TaskSucceeded's. Absent when the call failed or never answered. */
  readonly answer?: Json;
  readonly failure?: { readonly error: string | undefined; readonly cause: string | undefined };
  /** Only for tasks that wait: how the wait ended. Absent when it timed out. */
  readonly completion?: { readonly output: Json } | { readonly error: string | undefined; readonly cause: string | undefined };
}

interface Scheduled {
  readonly parameters: Json;
  readonly chain: readonly JsonObject[];
  used: boolean;
}

/**
 * The results that AWS's services gave in a recording, to be given again: by resource, in the order in which the tasks were scheduled,
 * preferring a task with the same parameters. Placeholders in a result that also stand in the task's parameters (task tokens) are
 * replaced by what the parameters hold now.
 */
export class RecordedOutcomes {
  private readonly tasks = new Map<string, Scheduled[]>();
  private readonly recorded: RecordedCase;

  constructor(recorded: RecordedCase) {
    this.recorded = recorded;
    const events = recorded.expected.events ?? [];
    for (const event of events) {
      if (event.type !== 'TaskScheduled') continue;
      const { resourceType, resource, parameters } = event.taskScheduledEventDetails as JsonObject;
      const key = `${String(resourceType)}:${String(resource)}`;
      const list = this.tasks.get(key) ?? [];
      list.push({ parameters: parameters ?? null, chain: followers(events, event), used: false });
      this.tasks.set(key, list);
    }
  }

  /** The recorded answer around a payload, where the tasks' events cannot be told apart by their ids (branches of a Parallel state). */
  answerAround(payload: Json): Json | undefined {
    const wanted = maskAnswer(payload, this.recorded);
    return (this.recorded.expected.events ?? [])
      .map(({ taskSucceededEventDetails: details }) => (details as JsonObject | undefined)?.output)
      .find(
        (output) =>
          typeof output === 'object' &&
          output !== null &&
          !Array.isArray(output) &&
          new Comparison(hiddenLeaves(this.recorded)).agree(output.Payload ?? null, wanted),
      );
  }

  /** The recording for one call, or undefined when the recording holds no such task (one of a child execution, say). */
  take(resource: string, parameters: Json): RecordedTask | undefined {
    const candidates = this.tasks.get(resource.replace(/^arn:[^:]+:states:[^:]*:[^:]*:/, '')) ?? [];
    const unused = candidates.filter(({ used }) => !used);
    const masked = maskAnswer(parameters, this.recorded);
    const comparison = (): Comparison => new Comparison(hiddenLeaves(this.recorded));
    const scheduled = unused.find((task) => comparison().agree(task.parameters, masked)) ?? unused[0] ?? candidates.at(-1);
    if (scheduled === undefined) return undefined;
    scheduled.used = true;
    const bound = comparison();
    bound.agree(scheduled.parameters, masked);
    return read(scheduled.chain.map((event) => fill(event, bound.bindings) as JsonObject));
  }
}

/** The events that follow `event` in its own task, by their previousEventId, as far as the task goes. */
function followers(events: readonly JsonObject[], event: JsonObject): JsonObject[] {
  const chain: JsonObject[] = [];
  let previous = event.id;
  for (const next of events) {
    if (next.previousEventId !== previous || !String(next.type).startsWith('Task') || next.type === 'TaskStateExited') continue;
    chain.push(next);
    previous = next.id;
  }
  return chain;
}

function read(chain: readonly JsonObject[]): RecordedTask {
  const details = (suffix: string): JsonObject | undefined => {
    const event = chain.find(({ type }) => type === `Task${suffix}`);
    return event?.[`task${suffix}EventDetails`] as JsonObject | undefined;
  };
  const failed = details('Failed');
  const failure = failed && { error: text(failed.error), cause: text(failed.cause) };
  const succeeded = details('Succeeded');
  const submitted = details('Submitted');
  if (submitted === undefined) {
    const refused = failed ?? details('StartFailed') ?? details('SubmitFailed');
    if (refused !== undefined) return { failure: { error: text(refused.error), cause: text(refused.cause) } };
    return succeeded === undefined ? {} : { answer: value(succeeded.output) };
  }
  const completion = succeeded === undefined ? failure : { output: value(succeeded.output) };
  return completion === undefined ? { answer: value(submitted.output) } : { answer: value(submitted.output), completion };
}

const text = (recorded: Json | undefined): string | undefined =>
  recorded === undefined || typeof recorded === 'string' ? recorded : JSON.stringify(recorded);

/** The recording keeps JSON texts of arrays and scalars as text. */
function value(recorded: Json | undefined): Json {
  if (typeof recorded !== 'string') return recorded ?? null;
  try {
    return JSON.parse(recorded) as Json;
  } catch {
    return recorded;
  }
}

function fill(json: Json, bindings: ReadonlyMap<string, string>): Json {
  let filled = JSON.stringify(json);
  for (const [placeholder, meaning] of bindings) filled = filled.replaceAll(placeholder, JSON.stringify(meaning).slice(1, -1));
  return JSON.parse(filled) as Json;
}
