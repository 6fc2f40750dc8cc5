/** Where a state refers to variables of the state machine. https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html */
import type { Json } from '../json.ts';

/** `$name` that is neither `$.`, `$$`, `$[` nor a function; a JSONata built-in variable is not one of the machine's. */
const REFERENCE = /(?<![$\w])\$([A-Za-z_][\w]*)/g;
const BUILT_IN = new Set(['states']);

/**
 * Tells `found` of each variable that a field of a state refers to, at any depth, with the JSON pointer of the text. In a JSONPath state,
 * paths stand under keys that end with `Path` or `.$` and in a rule's `Variable`; in JSONata between `{%` and `%}`.
 */
export function forEachVariable(
  value: Json,
  key: string,
  jsonata: boolean,
  pointer: string,
  found: (name: string, pointer: string) => void,
): void {
  if (typeof value === 'string') {
    if (!(jsonata ? value.startsWith('{%') : /(?:Path|\.\$)$|^Variable$/.test(key))) return;
    for (const name of namesIn(value, jsonata)) found(name, pointer);
  } else if (Array.isArray(value)) {
    value.forEach((item, index) => forEachVariable(item, key, jsonata, `${pointer}/${index}`, found));
  } else if (typeof value === 'object' && value !== null) {
    for (const [member, item] of Object.entries(value)) forEachVariable(item, member, jsonata, `${pointer}/${member}`, found);
  }
}

function namesIn(text: string, jsonata: boolean): Set<string> {
  // What an expression binds itself (`$x := ...`, `function($x)`) or calls (`$sum(...)`) is no reference to a variable of the machine.
  const bound = new Set<string>();
  if (jsonata) {
    for (const match of text.matchAll(/\$([A-Za-z_]\w*)\s*:=/g)) bound.add(match[1] ?? '');
    // `@$x` and `#$x` bind what a path goes over and where it is.
    for (const match of text.matchAll(/[@#]\$([A-Za-z_]\w*)/g)) bound.add(match[1] ?? '');
    for (const match of text.matchAll(/(?:function|λ)\s*\(([^)]*)\)/g))
      for (const name of (match[1] ?? '').matchAll(/\$(\w+)/g)) bound.add(name[1] ?? '');
  }
  const code = jsonata ? text.replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g, '""') : text.replace(/'(?:[^'\\]|\\.)*'/g, "''");
  const names = new Set<string>();
  for (const match of code.matchAll(REFERENCE)) {
    const name = match[1] ?? '';
    const called = /^\s*\(/.test(code.slice((match.index ?? 0) + match[0].length));
    // A built-in function handed over as a value, `$map(list, $uppercase)`, is called by its receiver.
    if (!(jsonata && (called || bound.has(name) || BUILT_IN.has(name)))) names.add(name);
  }
  return names;
}
