import { compileJsonata, compilePath, compileReferencePath, compileTemplate } from '../expressions/index.ts';
import type { Json } from '../json.ts';
import type { Diagnostics } from './diagnostic.ts';
import type { FieldKind, QueryLanguage } from './state-fields.ts';

type JsonObject = { [key: string]: Json };

export const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** True for `{% ... %}`, the mark of an expression in a JSONata state. */
export const isExpression = (value: Json): value is string =>
  typeof value === 'string' && value.startsWith('{%') && value.endsWith('%}');

/** RFC 3339 with an upper-case T and a zone, and with fields in their ranges. https://states-language.net/spec.html#timestamps */
export function isTimestamp(text: string): boolean {
  const parts = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.\d+)?(?:Z|[+-](\d{2}):(\d{2}))$/.exec(text);
  if (parts === null) return false;
  const [, year, month, day, hour, minute, second, zoneHour, zoneMinute] = parts.map((part) => Number(part ?? 0)) as [
    number,
    ...number[],
  ];
  const days = new Date(Date.UTC(year ?? 0, month ?? 0, 0)).getUTCDate();
  return (
    month! >= 1 &&
    month! <= 12 &&
    day! >= 1 &&
    day! <= days &&
    hour! <= 23 &&
    minute! <= 59 &&
    second! <= 59 &&
    zoneHour! <= 23 &&
    zoneMinute! <= 59
  );
}

const compiles = (compile: () => unknown): boolean => {
  try {
    compile();
    return true;
  } catch {
    return false;
  }
};

/** Checks a value of the simple kinds; the kinds that hold further fields are checked by `state.ts`. */
export function checkValue(
  value: Json,
  kind: FieldKind,
  language: QueryLanguage,
  pointer: string,
  diagnostics: Diagnostics,
): void {
  if (language === 'JSONata' && isExpression(value)) {
    checkJsonata(value, pointer, diagnostics);
    return;
  }
  const expected = (type: string): void => diagnostics.error(pointer, `Expected value of type ${type}`);
  switch (kind) {
    case 'string':
    case 'state name':
      if (typeof value !== 'string') expected('String');
      break;
    case 'boolean':
      if (typeof value !== 'boolean') expected('Boolean');
      break;
    case 'integer':
      if (typeof value !== 'number' || !Number.isInteger(value)) expected('Integer');
      break;
    case 'number':
      if (typeof value !== 'number') expected('Float');
      break;
    case 'object':
      if (!isObject(value)) expected('Object');
      break;
    case 'timestamp':
      if (typeof value !== 'string') expected('String');
      else if (!isTimestamp(value)) diagnostics.error(pointer, 'String does not match RFC3339 timestamp');
      break;
    case 'nullable path':
    case 'path':
      if (value === null && kind === 'nullable path') break;
      if (typeof value !== 'string') expected('String');
      else if (!compiles(() => compilePath(value, 'Path'))) diagnostics.error(pointer, 'Value is not a valid JSONPath');
      break;
    case 'reference path':
      if (value === null) break;
      if (typeof value !== 'string') expected('String');
      else if (!compiles(() => compileReferencePath(value, 'ResultPath'))) {
        diagnostics.error(
          pointer,
          "Value is not a Reference Path. Reference Paths cannot contain '@', '..', ',', ':', '?' or '*'",
        );
      }
      break;
    case 'path or intrinsic':
      checkPathOrIntrinsic(value, pointer, diagnostics);
      break;
    case 'template':
      checkTemplate(value, pointer, diagnostics);
      break;
    case 'jsonata':
      checkJsonata(value, pointer, diagnostics);
      break;
    case 'expression or array':
      if (!Array.isArray(value)) expected('Array');
      else checkJsonata(value, pointer, diagnostics);
      break;
    default:
      break;
  }
}

function checkPathOrIntrinsic(value: Json, pointer: string, diagnostics: Diagnostics): void {
  const right = typeof value === 'string' && compiles(() => compileTemplate({ 'value.$': value }, 'value'));
  if (!right) diagnostics.error(pointer, 'The value must be a valid JSONPath or a valid intrinsic function call');
}

/** Every `.$` key at any depth must hold a path or an intrinsic function. */
export function checkTemplate(value: Json, pointer: string, diagnostics: Diagnostics): void {
  if (Array.isArray(value)) value.forEach((item, index) => checkTemplate(item, `${pointer}[${index}]`, diagnostics));
  if (!isObject(value)) return;
  for (const [key, member] of Object.entries(value)) {
    if (!key.endsWith('.$')) checkTemplate(member, `${pointer}/${key}`, diagnostics);
    else if (typeof member !== 'string' || !compiles(() => compileTemplate({ [key]: member }, key))) {
      diagnostics.error(pointer, `The value for the field '${key}' must be a valid JSONPath or a valid intrinsic function call`);
    }
  }
}

/** Tells of every expression at any depth, without its `{%` and `%}`. */
export function forEachExpression(value: Json, pointer: string, found: (expression: string, pointer: string) => void): void {
  if (Array.isArray(value)) value.forEach((item, index) => forEachExpression(item, `${pointer}[${index}]`, found));
  else if (isObject(value))
    for (const [key, member] of Object.entries(value)) forEachExpression(member, `${pointer}/${key}`, found);
  else if (isExpression(value)) found(value.slice(2, -2), pointer);
}

/** Every expression at any depth must be JSONata. */
export function checkJsonata(value: Json, pointer: string, diagnostics: Diagnostics): void {
  if (Array.isArray(value)) value.forEach((item, index) => checkJsonata(item, `${pointer}[${index}]`, diagnostics));
  else if (isObject(value))
    for (const [key, member] of Object.entries(value)) checkJsonata(member, `${pointer}/${key}`, diagnostics);
  else if (isExpression(value) && !compiles(() => compileJsonata(value, pointer)))
    diagnostics.error(pointer, 'Value is not a valid JSONata expression');
}
