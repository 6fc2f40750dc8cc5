import type { Json } from '../json.ts';
import { Diagnostics } from './diagnostic.ts';
import type { Diagnostic } from './diagnostic.ts';
import { parseDefinition } from './json-syntax.ts';
import { checkNumber } from './parts.ts';
import { MOST_SECONDS } from './state-fields.ts';
import { checkState } from './state.ts';
import type { MachineContext } from './state.ts';
import { checkTransitions } from './transitions.ts';
import { isObject } from './values.ts';

type JsonObject = { [key: string]: Json };

/**
 * Checks a definition as CreateStateMachine does; an empty list means that AWS accepts it. Never throws.
 * Messages that AWS's recordings show are AWS's; the others are ours in AWS's manner.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_ValidateStateMachineDefinition.html
 */
export function validateDefinition(text: string, type: 'STANDARD' | 'EXPRESS' = 'STANDARD'): readonly Diagnostic[] {
  const parsed = parseDefinition(text);
  if ('problem' in parsed) return [parsed.problem];
  const { definition } = parsed;
  const diagnostics = new Diagnostics();
  const language = definition.QueryLanguage ?? 'JSONPath';
  if (language !== 'JSONPath' && language !== 'JSONata') {
    diagnostics.error('/QueryLanguage', "The field 'QueryLanguage' should have one of these values: [JSONPath, JSONata]");
    return diagnostics.list;
  }
  const context = {
    type,
    queryLanguage: language,
    diagnostics,
    stateNames: new Set<string>(),
    labels: new Set<string>(),
    checkMachine,
  } as const;
  checkMachine(definition, '', context);
  return diagnostics.list;
}

/** Fields of a whole definition, and of a machine inside one. */
const WHOLE = ['Comment', 'StartAt', 'States', 'Version', 'TimeoutSeconds', 'QueryLanguage'];
const INNER = ['Comment', 'StartAt', 'States', 'ProcessorConfig'];

/** A machine: the whole definition, a branch of a Parallel, the item processor of a Map. */
function checkMachine(machine: JsonObject, pointer: string, context: MachineContext): void {
  const { diagnostics } = context;
  const missing = ['States', 'StartAt'].filter((field) => !Object.hasOwn(machine, field));
  if (missing.length > 0) return diagnostics.error(pointer, `These fields are required: [${missing.join(', ')}]`);
  const { States: states, StartAt: startAt } = machine;
  if (!isObject(states)) return diagnostics.error(`${pointer}/States`, 'Expected value of type Object');
  if (Object.keys(states).length === 0) return diagnostics.error(`${pointer}/States`, 'Value cannot be empty');
  for (const field of Object.keys(machine))
    if (!(pointer === '' ? WHOLE : INNER).includes(field)) diagnostics.error(`${pointer}/${field}`, 'Field is not supported');
  const { Comment: comment, TimeoutSeconds: timeout, Version: version } = machine;
  if (comment !== undefined && typeof comment !== 'string')
    diagnostics.error(`${pointer}/Comment`, 'Expected value of type String');
  if (timeout !== undefined)
    checkNumber(timeout, { kind: 'integer', least: 1, most: MOST_SECONDS }, `${pointer}/TimeoutSeconds`, diagnostics);
  if (version !== undefined && version !== '1.0')
    diagnostics.error(`${pointer}/Version`, "The field 'Version' should have one of these values: [1.0]");
  if (typeof startAt !== 'string') return diagnostics.error(`${pointer}/StartAt`, 'Expected value of type String');
  for (const [name, state] of Object.entries(states)) checkState(name, state, `${pointer}/States/${name}`, context);
  const wellFormed = new Map(Object.entries(states).filter((entry): entry is [string, JsonObject] => isObject(entry[1])));
  checkTransitions(wellFormed, startAt, pointer, diagnostics);
}
