/** What a target receives of an event: all of it, a part, a constant, or a template (EventBridge user guide, "Input transformation"). */
import type { Json } from '../core/json.ts';
import type { EventEnvelope } from '../core/service.ts';

/** Members of a rule's target that say what it receives. */
export interface InputSettings {
  readonly Input?: string | undefined;
  readonly InputPath?: string | undefined;
  readonly InputTransformer?:
    | { readonly InputPathsMap?: Readonly<Record<string, string>> | undefined; readonly InputTemplate?: string | undefined }
    | undefined;
}

/** What the target receives. A template that makes no JSON makes a text. */
export function targetInput(
  settings: InputSettings,
  rule: { readonly Name: string; readonly Arn: string },
  event: EventEnvelope,
): Json {
  const whole = event as unknown as Json;
  if (settings.Input !== undefined) return parsed(settings.Input);
  if (settings.InputPath !== undefined) return readPath(whole, settings.InputPath) ?? null;
  if (settings.InputTransformer === undefined) return whole;
  const { InputPathsMap = {}, InputTemplate = '' } = settings.InputTransformer;
  const values = new Map<string, Json | undefined>(
    Object.entries(InputPathsMap).map(([name, path]) => [name, readPath(whole, path)]),
  );
  const { detail: _detail, ...rest } = event;
  values.set('aws.events.rule-arn', rule.Arn);
  values.set('aws.events.rule-name', rule.Name);
  values.set('aws.events.event.ingestion-time', event.time);
  values.set('aws.events.event.json', whole);
  values.set('aws.events.event', rest as unknown as Json);
  return parsed(fill(InputTemplate, values));
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}

/** The value at `$.a.b[0]` or `$['a']`; undefined where there is none. */
function readPath(event: Json, path: string): Json | undefined {
  let value: Json | undefined = event;
  for (const match of path.slice(1).matchAll(/\.([^.[\]]+)|\[(\d+)\]|\['([^']+)'\]/g)) {
    const name: string = match[1] ?? match[2] ?? match[3]!;
    const parent: Json | undefined = value;
    value =
      typeof parent === 'object' && parent !== null && Object.hasOwn(parent, name)
        ? (parent as Record<string, Json>)[name]
        : undefined;
  }
  return value;
}

/**
 * Fills `<name>` in the template: inside quotes as bare text, outside as JSON. A path that finds nothing gives an empty text (AWS: "that
 * variable isn't created and won't appear in the output").
 */
function fill(template: string, values: ReadonlyMap<string, Json | undefined>): string {
  let quoted = false;
  let filled = '';
  for (const part of template.split(/(<[\w.-]+>)/)) {
    const name = /^<([\w.-]+)>$/.exec(part)?.[1];
    if (name !== undefined && values.has(name))
      filled += quoted ? bareText(values.get(name)) : JSON.stringify(values.get(name) ?? '');
    else {
      filled += part;
      if (quotesIn(part) % 2 === 1) quoted = !quoted;
    }
  }
  return filled;
}

const quotesIn = (text: string): number => text.replace(/\\./gs, '').split('"').length - 1;

const bareText = (value: Json | undefined): string =>
  JSON.stringify(typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value)).slice(1, -1);
