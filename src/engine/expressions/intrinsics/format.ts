import type { Json } from '../../json.ts';
import { InvalidArguments, InvalidTemplate } from './invalid-arguments.ts';

const name = 'States.Format';

/**
 * Compiles a template of States.Format: `{}` stands for the next argument, `\{`, `\}` and `\\` for themselves.
 * The result throws InvalidArguments when the arguments are not as many as the `{}`.
 */
export function compileFormat(template: string): (args: readonly Json[]) => string {
  const { texts, unmatched } = split(template);
  return (args) => {
    if (unmatched !== undefined) {
      const [wanted, found] = unmatched === '{' ? ['}', '{'] : ['{', '}'];
      throw new InvalidTemplate(name, `matching '${wanted}' not found for '${found}'.`);
    }
    if (args.length !== texts.length - 1)
      throw new InvalidArguments(name, 'number of arguments do not match the occurrences of {}.');
    let text = texts[0] as string;
    for (const [i, arg] of args.entries()) text += formatted(arg) + (texts[i + 1] as string);
    return text;
  };
}

/** The texts between the `{}`. */
function split(template: string): { texts: string[]; unmatched: string | undefined } {
  const texts = [''];
  let unmatched: string | undefined;
  for (let i = 0; i < template.length; i += 1) {
    let character = template[i] as string;
    if (character === '{' && template[i + 1] === '}') {
      texts.push('');
      i += 1;
      continue;
    }
    if (character === '\\' && i + 1 < template.length && '\\{}'.includes(template[i + 1] as string)) {
      i += 1;
      character = template[i] as string;
    } else if (character === '{' || character === '}') unmatched ??= character;
    texts[texts.length - 1] += character;
  }
  return { texts, unmatched };
}

/** Objects and arrays come out as Java prints maps and lists: `{Arg1=1, Arg2=[]}`. */
function formatted(value: Json): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return `[${value.map(formatted).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  return `{${Object.entries(value)
    .map(([member, inner]) => `${member}=${formatted(inner)}`)
    .join(', ')}}`;
}
