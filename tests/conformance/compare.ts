import type { Json } from '../../src/engine/json.ts';
import { maskInstants } from './mask.ts';

type JsonObject = { [key: string]: Json };

const isObject = (value: unknown): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value);
const isContainer = (value: unknown): boolean => typeof value === 'object' && value !== null;
const shorten = (value: unknown): string => {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 180 ? `${text.slice(0, 180)}...` : text;
};

function parse(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

/** `<name:1>`, `<ArnPart_0idx>`, `<region>`: what stands in a recording for a piece of text that differs from run to run. */
const PLACEHOLDER = /<<?[A-Za-z_][\w-]*>?(?::\d+)?>/g;
/** Of these, the ones that must stand for the same text wherever they occur in one case. */
const isVariable = (placeholder: string): boolean => /(?::\d+|idx)>$/.test(placeholder);

/** The words that the recording tool writes for a whole value that is a moment in time. */
const MOMENTS = new Set(['timestamp', 'datetime', 'date']);

/** The machine's role has two masks; where the recording tool applied its general one first, ours still got the other. */
const ROLE = 'snf_role_arn';
const MASKED_ROLE = /^arn:<partition>:iam::\d+:role\/<resource:\d+>$/;

/**
 * Compares recorded values with ours, which have gone through {@link maskAnswer}. One instance serves one case: placeholders keep their
 * meaning between calls, and `differences` collects the first few disagreements.
 */
export class Comparison {
  readonly differences: string[] = [];
  private readonly variables = new Map<string, string>();

  /** What each placeholder has stood for so far. */
  get bindings(): ReadonlyMap<string, string> {
    return this.variables;
  }

  private readonly hidden: ReadonlySet<string>;

  constructor(hidden: ReadonlySet<string> = new Set()) {
    this.hidden = hidden;
  }

  /** True when `actual` is what `recorded` says, up to placeholders. `path` only names the place in `differences`. */
  agree(recorded: Json, actual: Json | undefined, path = '$'): boolean {
    if (typeof recorded === 'string') return this.agreeText(recorded, actual, path);
    // The recording tool parsed texts that hold an object, so an object may stand for its text.
    const value = isContainer(recorded) && typeof actual === 'string' ? parse(actual) : actual;
    if (Array.isArray(recorded)) return this.agreeList(recorded, value, path);
    if (isObject(recorded)) return this.agreeMembers(recorded, value, path);
    return recorded === value || this.differ(path, recorded, actual);
  }

  private agreeList(recorded: Json[], actual: Json | undefined, path: string): boolean {
    if (!Array.isArray(actual) || actual.length !== recorded.length) return this.differ(path, recorded, actual);
    return recorded.every((item, index) => this.agree(item, actual[index], `${path}[${index}]`));
  }

  private agreeMembers(recorded: JsonObject, actual: Json | undefined, path: string): boolean {
    if (!isObject(actual)) return this.differ(path, recorded, actual);
    const missing = Object.keys(recorded).filter((key) => !Object.hasOwn(actual, key));
    const extra = Object.keys(actual).filter((key) => !Object.hasOwn(recorded, key));
    if (missing.length + extra.length > 0) {
      return this.note(
        `${path}: ${[...missing.map((key) => `lacks ${key}`), ...extra.map((key) => `has ${key}: ${shorten(actual[key])}`)].join(', ')}`,
      );
    }
    return Object.entries(recorded).every(([key, value]) => this.agree(value, actual[key], `${path}.${key}`));
  }

  private agreeText(recorded: string, actual: Json | undefined, path: string): boolean {
    if (recorded === actual) return true;
    if (MOMENTS.has(recorded) || this.hidden.has(recorded))
      return actual !== undefined || this.note(`${path}: missing, recorded as ${recorded}`);
    if (actual === ROLE && MASKED_ROLE.test(recorded)) return true;
    const parsed = parse(recorded);
    if (typeof actual !== 'string') {
      const standsForValue = parsed !== undefined && typeof parsed !== 'string' && actual !== undefined;
      return standsForValue ? this.agree(parsed, actual, path) : this.differ(path, recorded, actual);
    }
    const other = isContainer(parsed) ? parse(actual) : undefined;
    if (parsed !== undefined && other !== undefined) return this.agree(parsed, other, path);
    if (maskInstants(actual) === recorded) return true;
    return this.fits(recorded, actual) || this.differ(path, recorded, actual);
  }

  /** Reads `recorded` as a pattern whose placeholders stand for any text, and binds the variables among them. */
  private fits(recorded: string, actual: string): boolean {
    const placeholders = recorded.match(PLACEHOLDER);
    if (placeholders === null) return false;
    const literal = recorded.split(PLACEHOLDER).map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
    const found = new RegExp(`^${literal.join('([\\s\\S]*?)')}$`).exec(actual);
    if (found === null) return false;
    return placeholders.every((placeholder, index) => {
      if (!isVariable(placeholder)) return true;
      const text = found[index + 1] ?? '';
      const bound = this.variables.get(placeholder);
      if (bound === undefined) this.variables.set(placeholder, text);
      return bound === undefined || bound === text;
    });
  }

  private differ(path: string, recorded: Json, actual: Json | undefined): boolean {
    return this.note(`${path}: ${shorten(actual)} instead of ${shorten(recorded)}`);
  }

  private note(difference: string): false {
    if (this.differences.length < 5) this.differences.push(difference);
    return false;
  }
}
