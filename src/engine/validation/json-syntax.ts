import type { Json } from '../json.ts';
import type { Diagnostic } from './diagnostic.ts';

/** How much of the text AWS's parser repeats in a message. */
const SHOWN = 500;

/**
 * Reads a definition's text. AWS reads it with Jackson, whose words and places are given here for the errors that people make.
 * A text that is empty or not an object has a message of its own.
 */
export function parseDefinition(
  text: string,
): { readonly definition: { [key: string]: Json } } | { readonly problem: Diagnostic } {
  const notAnObject: Diagnostic = {
    severity: 'ERROR',
    code: 'SCHEMA_VALIDATION_FAILED',
    message: 'Definition must be a valid JSON object',
  };
  if (text.trim() === '') return { problem: notAnObject };
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch {
    return { problem: syntaxProblem(text) };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return { problem: notAnObject };
  return { definition: value };
}

function syntaxProblem(text: string): Diagnostic {
  const { at, message } = findProblem(text);
  const before = text.slice(0, at);
  const line = before.split('\n').length;
  const column = at - before.lastIndexOf('\n');
  const shown = text.length > SHOWN ? `"${text.slice(0, SHOWN)}"[truncated ${text.length - SHOWN} chars]` : `"${text}"`;
  const location = `[Source: (String)${shown}; line: ${line}, column: ${column}]`;
  return { severity: 'ERROR', code: 'INVALID_JSON_DESCRIPTION', location, message: `${message}\n at ${location}` };
}

interface Problem {
  /** Offset just after the offending character or word, from which Jackson counts its column. */
  readonly at: number;
  readonly message: string;
}

const VALUES = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')";
// eslint-disable-next-line no-control-regex -- JSON strings may hold no control characters
const LITERAL = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|^"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/;

const unexpected = (text: string, at: number, expecting: string): Problem =>
  at >= text.length
    ? { at: text.length, message: 'Unexpected end-of-input within/between Object entries' }
    : { at: at + 1, message: `Unexpected character ('${text[at]}' (code ${text.charCodeAt(at)})): was expecting ${expecting}` };

/** Walks the tokens of a text that is known not to be JSON, to the first that cannot stand where it stands. */
function findProblem(text: string): Problem {
  const open: ('{' | '[')[] = [];
  let expect: 'value' | 'key' | 'key or }' | 'value or ]' | ': ' | ', or end' = 'value';
  let at = 0;
  for (;;) {
    while (at < text.length && ' \t\r\n'.includes(text.charAt(at))) at += 1;
    const character = text.charAt(at);
    if (expect === ': ') {
      if (character !== ':') return unexpected(text, at, 'a colon to separate field name and value');
      expect = 'value';
      at += 1;
    } else if (expect === 'key' || expect === 'key or }') {
      if (character === '}' && expect === 'key or }') {
        open.pop();
        expect = ', or end';
        at += 1;
        continue;
      }
      const key = character === '"' ? LITERAL.exec(text.slice(at)) : null;
      if (key === null) return unexpected(text, at, 'double-quote to start field name');
      at += key[0].length;
      expect = ': ';
    } else if (expect === ', or end') {
      const within = open.at(-1);
      if (within === undefined) return unexpected(text, at, VALUES);
      if (character === ',') expect = within === '{' ? 'key' : 'value';
      else if (character === (within === '{' ? '}' : ']')) open.pop();
      else return unexpected(text, at, `comma to separate ${within === '{' ? 'Object' : 'Array'} entries`);
      at += 1;
    } else if (character === '{' || character === '[') {
      open.push(character);
      expect = character === '{' ? 'key or }' : 'value or ]';
      at += 1;
    } else if (character === ']' && expect === 'value or ]') {
      open.pop();
      expect = ', or end';
      at += 1;
    } else {
      const literal = /^(?:true|false|null)\b/.exec(text.slice(at)) ?? LITERAL.exec(text.slice(at));
      if (literal === null || literal[0] === '') {
        const word = /^[\p{L}\p{N}_$]+/u.exec(text.slice(at));
        if (word === null) return unexpected(text, at, `a valid value ${VALUES}`);
        return { at: at + word[0].length, message: `Unrecognized token '${word[0]}': was expecting ${VALUES}` };
      }
      at += literal[0].length;
      expect = ', or end';
    }
  }
}
