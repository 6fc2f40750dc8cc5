import type { Json } from '../json.ts';
import type { Diagnostics } from './diagnostic.ts';
import { checkAssign, checkNumber, checkPayload, eachEntry, type StatesMembers } from './parts.ts';
import type { QueryLanguage } from './state-fields.ts';
import { checkValue } from './values.ts';

type JsonObject = { [key: string]: Json };

const inCatch: StatesMembers = new Set(['input', 'context', 'errorOutput']);

/** https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html#error-handling-retrying-after-an-error */
export function checkRetry(value: Json, pointer: string, diagnostics: Diagnostics): void {
  eachEntry(value, pointer, diagnostics, (retrier, place, last) => {
    checkErrorEquals(retrier, place, last, diagnostics);
    for (const [name, member] of Object.entries(retrier)) {
      const at = `${place}/${name}`;
      switch (name) {
        case 'ErrorEquals':
          break;
        case 'Comment':
          checkValue(member, 'string', 'JSONPath', at, diagnostics);
          break;
        case 'IntervalSeconds':
        case 'MaxAttempts':
          checkNumber(member, { kind: 'integer', least: 0, most: 99_999_999 }, at, diagnostics);
          break;
        case 'BackoffRate':
          checkNumber(member, { kind: 'number', least: 1 }, at, diagnostics);
          break;
        case 'MaxDelaySeconds':
          checkNumber(member, { kind: 'integer', least: 1, most: 31_622_399 }, at, diagnostics);
          break;
        case 'JitterStrategy':
          if (member !== 'FULL' && member !== 'NONE')
            diagnostics.error(at, "The field 'JitterStrategy' should have one of these values: [FULL, NONE]");
          break;
        default:
          diagnostics.error(at, 'Field is not supported');
      }
    }
    const { IntervalSeconds: interval, MaxDelaySeconds: most } = retrier;
    if (typeof interval === 'number' && typeof most === 'number' && most <= interval)
      diagnostics.error(`${place}/MaxDelaySeconds`, "The value of 'MaxDelaySeconds' must be greater than 'IntervalSeconds'");
  });
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html#error-handling-fallback-states */
export function checkCatch(value: Json, language: QueryLanguage, pointer: string, diagnostics: Diagnostics): void {
  eachEntry(value, pointer, diagnostics, (catcher, place, last) => {
    checkErrorEquals(catcher, place, last, diagnostics);
    if (!Object.hasOwn(catcher, 'Next')) diagnostics.error(place, 'These fields are required: [Next]');
    for (const [name, member] of Object.entries(catcher)) {
      const at = `${place}/${name}`;
      if (name === 'ErrorEquals') continue;
      if (name === 'Next' || name === 'Comment') checkValue(member, 'string', 'JSONPath', at, diagnostics);
      else if (name === 'Assign') checkAssign(member, language, at, diagnostics, inCatch);
      else if (name === 'ResultPath' && language === 'JSONPath')
        checkValue(member, 'reference path', 'JSONPath', at, diagnostics);
      else if (name === 'Output' && language === 'JSONata') checkPayload(member, 'JSONata', at, diagnostics, inCatch);
      else if (name === 'ResultPath' || name === 'Output')
        diagnostics.error(at, `Field is not supported in a state whose 'QueryLanguage' is '${language}'`);
      else diagnostics.error(at, 'Field is not supported');
    }
  });
}

/** `States.ALL` stands alone and in the last entry. https://states-language.net/spec.html#errors */
function checkErrorEquals(entry: JsonObject, place: string, last: boolean, diagnostics: Diagnostics): void {
  const names = entry.ErrorEquals;
  if (names === undefined) return diagnostics.error(place, 'These fields are required: [ErrorEquals]');
  if (!Array.isArray(names) || names.length === 0 || names.some((name) => typeof name !== 'string')) {
    return diagnostics.error(`${place}/ErrorEquals`, 'Expected value of type Array of Strings');
  }
  if (names.includes('States.ALL') && (names.length > 1 || !last)) {
    diagnostics.error(place, "'States.ALL' must appear alone and in the last entry");
  }
}
