/** Who did what to an execution, why, and how that is known. */
import { detailsOf, textOf, timeOf } from './event-details.ts';
import { parsedJson } from './json-diff.ts';
import type { Trace, TraceEvent } from './trace.ts';

/** One act of a person or a service on an execution. */
export interface Act {
  readonly what: 'started' | 'asked for approval' | 'approved' | 'rejected' | 'approval expired' | 'stopped' | 'redrove';
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** undefined where neither the history nor a record tells. */
  readonly who?: string;
  /** `verified`: AWS authenticated it; `declared`: somebody said so; `simulated`: a rehearsal answered itself. */
  readonly source: 'verified' | 'declared' | 'simulated' | 'not recorded';
  /** Where it can be looked up: `event 12`, `CloudTrail event 6f1c...`. */
  readonly evidence: string;
  readonly eventId?: number;
  readonly reason?: string;
  /** What an approval allowed, by name. */
  readonly allows?: readonly string[];
}

/** Members of an execution's input that say who asked, why and under which ticket; they are the caller's own words. */
const declaredMembers = {
  who: ['requestedBy', 'requester', 'startedBy'],
  reason: ['reason', 'justification'],
  ticket: ['ticket', 'changeTicket', 'changeRequest'],
} as const;

/** A record and an event that are closer than this, in milliseconds, are of the same act. */
const minute = 60_000;

/** The acts that a history tells, with records from elsewhere (CloudTrail, an evidence bundle) in the place of what they confirm. */
export function actsOf(trace: Trace, records: readonly Act[] = []): Act[] {
  const simulated = trace.source.kind === 'local-simulation';
  const acts = trace.events.flatMap((event) => actsIn(event, trace, simulated));
  const left = [...records];
  const merged = acts.map((act): Act => {
    const index = left.findIndex(({ what, at }) => what === act.what && Math.abs(at - act.at) < minute);
    if (index < 0) return act;
    const [record] = left.splice(index, 1);
    return { ...act, ...record };
  });
  return [...merged, ...left].sort((one, other) => one.at - other.at);
}

function actsIn(event: TraceEvent, trace: Trace, simulated: boolean): Act[] {
  const details = detailsOf(event);
  const here = { at: timeOf(event), evidence: `event ${event.id}`, eventId: event.id };
  const nobody = { source: simulated ? 'simulated' : 'not recorded' } as const;
  switch (event.type) {
    case 'ExecutionStarted': {
      const { who, reason, ticket } = declaredIn(parsedJson(textOf(details, 'input')));
      const why = [reason, ticket && `ticket ${ticket}`].filter(Boolean).join('; ');
      return [
        {
          what: 'started',
          ...here,
          ...(who === undefined ? nobody : { who, source: 'declared' as const }),
          ...(why === '' ? {} : { reason: why }),
        },
      ];
    }
    case 'ExecutionAborted': {
      const reason = [textOf(details, 'error'), textOf(details, 'cause')].filter(Boolean).join(': ');
      return [{ what: 'stopped', ...here, ...nobody, ...(reason ? { reason } : {}) }];
    }
    case 'ExecutionRedriven':
      return [{ what: 'redrove', ...here, ...nobody }];
    case 'TaskScheduled':
      if (!(textOf(details, 'resource') ?? '').endsWith('.waitForTaskToken')) return [];
      return trace.visits.some(({ attempts }) => attempts.some(({ eventIds }) => eventIds[0] === event.id)) &&
        /"people"\s*:\s*[12]\b/.test(textOf(details, 'parameters') ?? '')
        ? [
            {
              what: 'asked for approval',
              ...here,
              who: trace.execution.stateMachine,
              source: simulated ? 'simulated' : 'verified',
            },
          ]
        : [];
    case 'TaskSucceeded':
      return approvalActs(parsedJson(textOf(details, 'output')), here);
    default:
      return [];
  }
}

type Members = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Members => typeof value === 'object' && value !== null && !Array.isArray(value);

function declaredIn(input: unknown): { who?: string; reason?: string; ticket?: string } {
  if (!isObject(input)) return {};
  const first = (names: readonly string[]): string | undefined =>
    names.map((name) => input[name]).find((value) => typeof value === 'string' && value !== '') as string | undefined;
  const entries = Object.entries(declaredMembers).map(([name, names]) => [name, first(names)] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

const decisions = { APPROVED: 'approved', REJECTED: 'rejected' } as const;
const sources = { aws: 'verified', declared: 'declared', simulated: 'simulated' } as const;

/** An approval task's output: `{decision, approvals: [{identity, source, at, reason}], allows}`. */
function approvalActs(output: unknown, here: Pick<Act, 'at' | 'evidence' | 'eventId'>): Act[] {
  if (!isObject(output) || !Array.isArray(output['approvals']) || typeof output['decision'] !== 'string') return [];
  const allows = Array.isArray(output['allows']) ? output['allows'].filter((name) => typeof name === 'string') : [];
  if (output['decision'] === 'EXPIRED') return [{ what: 'approval expired', ...here, source: 'verified', allows }];
  const given = output['approvals'].filter(isObject);
  return given.map((approval, index): Act => {
    const rejected = output['decision'] === 'REJECTED' && index === given.length - 1;
    const at = Date.parse(String(approval['at']));
    return {
      ...here,
      what: decisions[rejected ? 'REJECTED' : 'APPROVED'],
      at: Number.isNaN(at) ? here.at : at,
      who: String(approval['identity']),
      source: sources[String(approval['source']) as keyof typeof sources] ?? 'declared',
      ...(typeof approval['reason'] === 'string' ? { reason: approval['reason'] } : {}),
      allows,
    };
  });
}
