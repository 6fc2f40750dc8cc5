/** What several kinds of fields are checked with. */
import { isVariableName, statesMembersIn } from '../expressions/index.ts';
import type { Json } from '../json.ts';
import type { Diagnostics } from './diagnostic.ts';
import type { QueryLanguage } from './state-fields.ts';
import { checkJsonata, checkTemplate, forEachExpression, isExpression, isObject } from './values.ts';

type JsonObject = { [key: string]: Json };

/** Members of `$states` that a field's expressions may read. */
export type StatesMembers = ReadonlySet<string>;

export const withoutResult: StatesMembers = new Set(['input', 'context']);
export const withResult: StatesMembers = new Set(['input', 'context', 'result']);

/** Members that exist in some fields only; reading one elsewhere is refused at creation. */
const placed: readonly string[] = ['result', 'errorOutput'];

/**
 * A payload in the state's language. AWS refuses `$states.result` and `$states.errorOutput` where they do not exist.
 * https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html ("Reserved variable: $states")
 */
export function checkPayload(
  value: Json,
  language: QueryLanguage,
  pointer: string,
  diagnostics: Diagnostics,
  readable: StatesMembers,
): void {
  if (language === 'JSONPath') return checkTemplate(value, pointer, diagnostics);
  checkJsonata(value, pointer, diagnostics);
  forEachExpression(value, pointer, (expression, at) => {
    const read = statesMembersIn(expression);
    for (const member of placed) {
      if (read.has(member) && !readable.has(member)) diagnostics.error(at, `'$states.${member}' is not available in this field`);
    }
  });
}

/** Variables: an object by name. https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html ("Variable name syntax") */
export function checkAssign(
  value: Json,
  language: QueryLanguage,
  pointer: string,
  diagnostics: Diagnostics,
  readable: StatesMembers,
): void {
  if (!isObject(value)) {
    if (language === 'JSONata' && isExpression(value)) checkPayload(value, language, pointer, diagnostics, readable);
    else diagnostics.error(pointer, 'Expected value of type Object');
    return;
  }
  for (const key of Object.keys(value)) {
    const name = language === 'JSONPath' ? key.replace(/\.\$$/, '') : key;
    if (!isVariableName(name)) diagnostics.error(`${pointer}/${key}`, `'${name}' is not a valid variable name`);
    else if (name === 'states') diagnostics.error(`${pointer}/${key}`, "The variable name 'states' is reserved");
  }
  checkPayload(value, language, pointer, diagnostics, readable);
}

export interface NumberRange {
  readonly kind: 'integer' | 'number';
  readonly least?: number;
  readonly most?: number;
}

export function checkNumber(value: Json, { kind, least, most }: NumberRange, pointer: string, diagnostics: Diagnostics): void {
  if (typeof value !== 'number' || (kind === 'integer' && !Number.isInteger(value)))
    diagnostics.error(pointer, `Expected value of type ${kind === 'integer' ? 'Integer' : 'Float'}`);
  else if (least !== undefined && value < least)
    diagnostics.error(pointer, `Expected value to be greater than or equal to ${least}`);
  else if (most !== undefined && value > most) diagnostics.error(pointer, `Expected value to be less than or equal to ${most}`);
}

export function eachEntry(
  value: Json,
  pointer: string,
  diagnostics: Diagnostics,
  check: (entry: JsonObject, place: string, last: boolean) => void,
): void {
  if (!Array.isArray(value)) return diagnostics.error(pointer, 'Expected value of type Array');
  value.forEach((entry, index) => {
    const place = `${pointer}[${index}]`;
    if (isObject(entry)) check(entry, place, index === value.length - 1);
    else diagnostics.error(place, 'Expected value of type Object');
  });
}
