import type { Json } from '../json.ts';
import type { Diagnostics } from './diagnostic.ts';
import { checkAssign, checkPayload, eachEntry, withoutResult } from './parts.ts';
import type { QueryLanguage } from './state-fields.ts';
import { checkValue, isExpression, isObject, isTimestamp } from './values.ts';

type JsonObject = { [key: string]: Json };

const relations = ['Equals', 'LessThan', 'GreaterThan', 'LessThanEquals', 'GreaterThanEquals'];
const typed = ['String', 'Numeric', 'Timestamp'].flatMap((type) => relations.map((relation) => `${type}${relation}`));
const compared = [...typed, 'BooleanEquals'];
const tests = ['IsNull', 'IsPresent', 'IsNumeric', 'IsString', 'IsBoolean', 'IsTimestamp'];
/** Every comparison operator. https://states-language.net/spec.html#data-test-expression */
const operators: ReadonlySet<string> = new Set([
  ...compared,
  ...compared.map((name) => `${name}Path`),
  'StringMatches',
  ...tests,
]);
const connectives = ['And', 'Or', 'Not'];

/** The rules of a Choice state. https://docs.aws.amazon.com/step-functions/latest/dg/state-choice.html */
export function checkChoices(value: Json, language: QueryLanguage, pointer: string, diagnostics: Diagnostics): void {
  if (Array.isArray(value) && value.length === 0) return diagnostics.error(pointer, 'Value cannot be empty');
  eachEntry(value, pointer, diagnostics, (rule, place) => {
    if (!Object.hasOwn(rule, 'Next')) diagnostics.error(place, 'These fields are required: [Next]');
    const { Next: next, Comment: comment, Assign: assign, Output: output, ...test } = rule;
    if (next !== undefined) checkValue(next, 'state name', 'JSONPath', `${place}/Next`, diagnostics);
    if (comment !== undefined) checkValue(comment, 'string', 'JSONPath', `${place}/Comment`, diagnostics);
    if (assign !== undefined) checkAssign(assign, language, `${place}/Assign`, diagnostics, withoutResult);
    if (output !== undefined && language === 'JSONPath')
      diagnostics.error(`${place}/Output`, `Field is not supported in a state whose 'QueryLanguage' is '${language}'`);
    else if (output !== undefined) checkPayload(output, language, `${place}/Output`, diagnostics, withoutResult);
    if (language === 'JSONata') checkCondition(test, place, diagnostics);
    else checkTest(test, place, diagnostics, 0);
  });
}

function checkCondition({ Condition: condition, ...other }: JsonObject, place: string, diagnostics: Diagnostics): void {
  for (const name of Object.keys(other)) {
    const known = name === 'Variable' || connectives.includes(name) || operators.has(name);
    const reason = known ? " in a state whose 'QueryLanguage' is 'JSONata'" : '';
    diagnostics.error(`${place}/${name}`, `Field is not supported${reason}`);
  }
  if (condition === undefined) return diagnostics.error(place, 'These fields are required: [Condition]');
  if (typeof condition === 'boolean') return;
  if (!isExpression(condition)) return diagnostics.error(`${place}/Condition`, 'Expected value of type Boolean');
  checkPayload(condition, 'JSONata', `${place}/Condition`, diagnostics, withoutResult);
}

/** Rules nested deeper than this are left to the compiler, which refuses them. */
const maxDepth = 500;

function checkTest(rule: JsonObject, place: string, diagnostics: Diagnostics, depth: number): void {
  if (depth > maxDepth) return;
  const { Comment: comment, ...members } = rule;
  if (comment !== undefined && depth > 0) checkValue(comment, 'string', 'JSONPath', `${place}/Comment`, diagnostics);
  const names = Object.keys(members);
  for (const name of names) {
    if (name === 'Condition')
      diagnostics.error(`${place}/Condition`, "Field is not supported in a state whose 'QueryLanguage' is 'JSONPath'");
    else if (name !== 'Variable' && !connectives.includes(name) && !operators.has(name))
      diagnostics.error(`${place}/${name}`, 'Field is not supported');
  }
  const asked = names.filter((name) => connectives.includes(name) || operators.has(name));
  const [operator] = asked;
  if (operator === undefined) return diagnostics.error(place, 'A Choice Rule needs a comparison operator');
  if (asked.length > 1) return diagnostics.error(place, `Only one of these fields is allowed: [${asked.join(', ')}]`);
  const operand = members[operator]!;
  const at = `${place}/${operator}`;
  if (operator === 'And' || operator === 'Or') {
    if (Array.isArray(operand) && operand.length === 0) return diagnostics.error(at, 'Value cannot be empty');
    return eachEntry(operand, at, diagnostics, (inner, innerPlace) => checkTest(inner, innerPlace, diagnostics, depth + 1));
  }
  if (operator === 'Not') {
    if (!isObject(operand)) return diagnostics.error(at, 'Expected value of type Object');
    return checkTest(operand, at, diagnostics, depth + 1);
  }
  if (members.Variable === undefined) return diagnostics.error(place, 'These fields are required: [Variable]');
  checkValue(members.Variable, 'path', 'JSONPath', `${place}/Variable`, diagnostics);
  checkOperand(operator, operand, at, diagnostics);
}

function checkOperand(operator: string, operand: Json, at: string, diagnostics: Diagnostics): void {
  if (operator.endsWith('Path')) checkValue(operand, 'path', 'JSONPath', at, diagnostics);
  else if (operator.startsWith('Is') || operator.startsWith('Boolean'))
    checkValue(operand, 'boolean', 'JSONPath', at, diagnostics);
  else if (operator.startsWith('Numeric')) checkValue(operand, 'number', 'JSONPath', at, diagnostics);
  else if (typeof operand !== 'string') diagnostics.error(at, 'Expected value of type String');
  else if (operator.startsWith('Timestamp') && !isTimestamp(operand))
    diagnostics.error(at, 'String does not match RFC3339 timestamp');
}
