/** How a state turned its input into its output, step by step, with what each step changed. */
import type { JSX } from 'preact';
import { detailsOf, textOf } from '../../../trace/event-details.ts';
import { diffJson, parsedJson, type JsonChange } from '../../../trace/json-diff.ts';
import type { Attempt, Visit } from '../../../trace/trace.ts';
import { usePage } from '../context.ts';
import { visitName } from '../format.ts';
import { Empty, Payload, Status } from '../parts.tsx';
import { stateDefinition, visitEnd, type Subject } from '../subject.ts';

interface Step {
  readonly title: string;
  readonly text: string;
  /** Fields of the definition that made it from the step before. */
  readonly by: Readonly<Record<string, unknown>>;
  /** The step that it is compared with. */
  readonly from?: string;
}

export function DataView(): JSX.Element {
  const { selection, subject, update, at } = usePage();
  const visit = selection.visit ?? visitAt(subject, at) ?? subject.trace.visits[0];
  if (!visit) return <Empty title="No state was entered" />;
  const attempt = selection.visit === visit ? selection.attempt : visit.attempts.at(-1);
  const steps = stepsOf(visit, attempt, subject);
  return (
    <div class="data">
      <div class="data-head">
        <label class="field wide">
          <span class="label">State</span>
          <select value={visit.id} onChange={(event) => update({ sel: `v${event.currentTarget.value}` })}>
            {choices(subject, visit).map((other) => (
              <option value={other.id}>
                {other.state}
                {other.number > 1 ? ` (visit ${other.number})` : ''}
                {other.lane ? ` in ${other.lane}` : ''}
              </option>
            ))}
          </select>
        </label>
        <Status status={visit.status} />
        <span class="off-screen">{visitName(visit, visitEnd(visit, subject), attempt?.number)}</span>
      </div>
      {steps.length === 0 && <Empty title="The history holds no data of this state" />}
      <ol class="steps-list">
        {steps.map((step) => (
          <li class="card">
            <h3>{step.title}</h3>
            {Object.keys(step.by).length > 0 && (
              <div class="by">
                <p class="soft">by the definition's {Object.keys(step.by).join(', ')}</p>
                <Payload text={JSON.stringify(step.by)} label={`Definition for ${step.title}`} />
              </div>
            )}
            <Payload text={step.text} label={step.title} />
            {step.from !== undefined && <Changes from={step.from} to={step.text} />}
          </li>
        ))}
      </ol>
    </div>
  );
}

/** The newest visit that runs at an instant of the replay. */
const visitAt = ({ trace }: Subject, at: number): Visit | undefined =>
  at === Infinity ? undefined : trace.visits.findLast(({ enteredAt }) => enteredAt <= at);

const mostChoices = 400;

function choices(subject: Subject, visit: Visit): readonly Visit[] {
  const { visits } = subject.trace;
  if (visits.length <= mostChoices) return visits;
  /* Of a long history those nearby: j and k go on from there. */
  const index = visits.indexOf(visit);
  const first = Math.max(0, Math.min(visits.length - mostChoices, index - mostChoices / 2));
  return visits.slice(first, first + mostChoices);
}

function stepsOf(visit: Visit, attempt: Attempt | undefined, subject: Subject): Step[] {
  const definition = stateDefinition(visit, subject) ?? {};
  const fields = (...names: string[]): Record<string, unknown> =>
    Object.fromEntries(names.filter((name) => name in definition).map((name) => [name, definition[name]]));
  const events = [...visit.eventIds, ...(attempt?.eventIds ?? [])].map((id) => subject.events.get(id)!);
  const find = (pattern: RegExp, member: string): string | undefined => {
    const event = events.find(({ type }) => pattern.test(type));
    return event && textOf(detailsOf(event), member);
  };
  const sent = find(/^TaskScheduled$/, 'parameters') ?? find(/^(LambdaFunction|Activity)Scheduled$/, 'input');
  const result = find(/^(Task|LambdaFunction|Activity)Succeeded$/, 'output');
  const left = events.find(({ type }) => type.endsWith('StateExited'));
  const assigned = left && detailsOf(left)['assignedVariables'];
  const steps: Step[] = [];
  const add = (title: string, text: string | undefined, by: Record<string, unknown>, from?: string): void => {
    if (text !== undefined) steps.push({ title, text, by, ...(from === undefined ? {} : { from }) });
  };
  add('State input', visit.input, {});
  add('Sent to the task', sent, fields('InputPath', 'Parameters', 'Arguments'));
  if (attempt?.error !== undefined)
    add(`Error of attempt ${attempt.number}`, JSON.stringify({ error: attempt.error, cause: parsedJson(attempt.cause) }), {});
  add('Result of the task', result, {});
  if (typeof assigned === 'object' && assigned !== null) {
    const values = Object.entries(assigned as Record<string, string>).map(([name, text]) => [name, parsedJson(text)] as const);
    add('Variables assigned', JSON.stringify(Object.fromEntries(values)), fields('Assign'));
  }
  add(
    'State output',
    visit.output,
    fields('ItemsPath', 'Items', 'ItemSelector', 'ResultSelector', 'ResultPath', 'Result', 'OutputPath', 'Output'),
    visit.input ?? result,
  );
  return steps;
}

const mostChanges = 60;

function Changes({ from, to }: { from: string; to: string }): JSX.Element {
  const changes = diffJson(parsedJson(from), parsedJson(to), mostChanges + 1);
  return (
    <details class="part">
      <summary>
        {changes.length === 0
          ? 'The same as the input'
          : `Against the input: ${changes.length > mostChanges ? `more than ${mostChanges}` : changes.length} differences`}
      </summary>
      <ChangeList changes={changes.slice(0, mostChanges)} />
    </details>
  );
}

const signs = { added: '+', removed: '−', changed: '~' } as const;

/** Differences by JSON Pointer. */
export function ChangeList({ changes }: { changes: readonly JsonChange[] }): JSX.Element {
  return (
    <ul class="changes">
      {changes.map(({ pointer, kind, before, after }) => (
        <li class={kind}>
          <span class="change-sign" aria-hidden="true">
            {signs[kind]}
          </span>
          <span class="off-screen">{kind} </span>
          <code>{pointer || '/'}</code>{' '}
          <span class="values">
            {kind !== 'added' && <del>{short(before)}</del>} {kind !== 'removed' && <ins>{short(after)}</ins>}
          </span>
        </li>
      ))}
    </ul>
  );
}

const short = (value: unknown): string => {
  const text = JSON.stringify(value) ?? '';
  return text.length > 160 ? `${text.slice(0, 159)}…` : text;
};
