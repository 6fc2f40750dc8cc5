/** Wildcards and variables of policies (IAM user guide: IAM JSON policy elements, Resource and policy variables). */

/** Values of condition keys of one request; key names in lower case, every value as text. */
export type ConditionValues = Pick<ReadonlyMap<string, readonly string[]>, 'get'>;

/** Tells whether a text matches. Undefined variables make it match nothing. */
export type Matcher = (text: string, values: ConditionValues) => boolean;

/** Marks a wildcard that stood in the policy's own text, so that one inside a variable's value stays literal. */
const anyText = '\u0000';
const anyCharacter = '\u0001';
const variable = /\$\{([^}]*)\}/g;

/** A matcher of `pattern` as a whole, where `*` is any text and `?` any character. */
export function globMatcher(pattern: string, options: { ignoreCase?: boolean } = {}): Matcher {
  return cached(pattern, (marked) => globRegExp(marked, options.ignoreCase === true));
}

/**
 * A matcher of ARNs: wildcards of the first five parts do not reach over a colon, missing parts are `*` (IAM JSON policy elements:
 * Resource), and `*` alone matches everything.
 */
export function arnMatcher(pattern: string): Matcher {
  if (pattern === '*') return () => true;
  return cached(pattern, (marked) => {
    const given = marked.split(':');
    const parts = given.length < 6 ? [...given, ...Array<string>(6 - given.length).fill(anyText)] : given;
    const head = parts.slice(0, 5).map((part) => source(part, '[^:]'));
    return new RegExp(`^${head.join(':')}:${source(parts.slice(5).join(':'), '[^]')}$`, 'u');
  });
}

/** A matcher of equal texts; the pattern's variables are filled in, its wildcards are ordinary characters. */
export function equalMatcher(pattern: string, options: { ignoreCase?: boolean } = {}): Matcher {
  const fold = (text: string): string => (options.ignoreCase ? text.toLowerCase() : text);
  if (!pattern.includes('${')) return (text) => fold(text) === fold(pattern);
  return (text, values) => {
    const expected = fillIn(pattern, values);
    return expected !== undefined && fold(unmark(expected)) === fold(text);
  };
}

/** Fills in `${key}` and `${key, 'default'}`; `${*}`, `${?}` and `${$}` are those characters themselves. Undefined when a key has no value. */
export function fillIn(text: string, values: ConditionValues): string | undefined {
  let missing = false;
  const filled = text.replace(variable, (_whole, inner: string) => {
    if (inner === '*' || inner === '?' || inner === '$') return inner;
    const [key, fallback] = inner.split(/\s*,\s*/, 2) as [string, string | undefined];
    const value = values.get(key.trim().toLowerCase());
    if (value?.length === 1) return value[0]!;
    if (fallback !== undefined) return fallback.replace(/^'|'$/g, '');
    missing = true;
    return '';
  });
  return missing ? undefined : filled;
}

function cached(pattern: string, compile: (marked: string) => RegExp): Matcher {
  const marked = mark(pattern);
  if (!pattern.includes('${')) {
    const expression = compile(marked);
    return (text) => expression.test(text);
  }
  return (text, values) => {
    const filled = fillIn(marked, values);
    return filled !== undefined && compile(filled).test(text);
  };
}

/** Replaces the wildcards outside `${}` by their marks. */
function mark(pattern: string): string {
  return pattern
    .split(/(\$\{[^}]*\})/)
    .map((part, index) => (index % 2 ? part : part.replaceAll('*', anyText).replaceAll('?', anyCharacter)))
    .join('');
}

function unmark(text: string): string {
  return text.replaceAll(anyText, '*').replaceAll(anyCharacter, '?');
}

function globRegExp(marked: string, ignoreCase: boolean): RegExp {
  return new RegExp(`^${source(marked, '[^]')}$`, ignoreCase ? 'iu' : 'u');
}

function source(marked: string, character: string): string {
  return marked
    .replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
    .replaceAll(anyText, `${character}*`)
    .replaceAll(anyCharacter, character);
}
