/** A YAML file (JSON is YAML too) that a person wrote, checked by a schema; every problem has the line it is in. */
import { isNode, LineCounter, parseDocument as parseYaml, type Document } from 'yaml';
import type * as z from 'zod';

export interface DocumentProblem {
  /** From 1. */
  readonly line: number;
  /** Where in the file, e.g. `ous.0.accounts.2.email`; empty for the whole. */
  readonly path: string;
  readonly message: string;
}

/** The file is not what it should be. The message has a line for each problem: `file:line: path: what is wrong`. */
export class DocumentError extends Error {
  override readonly name: string = 'DocumentError';
  constructor(
    readonly file: string,
    readonly problems: readonly DocumentProblem[],
  ) {
    super(problems.map(({ line, path, message }) => `${file}:${line}: ${path === '' ? '' : `${path}: `}${message}`).join('\n'));
  }
}

/** Aliases that one file may expand: a file of a few lines must not become gigabytes. */
const mostAliases = 100;

/**
 * Parses `text` and checks it. `file` names it in errors.
 * @throws DocumentError with every problem that the schema finds, or the first of the syntax.
 */
export function parseDocument<Schema extends z.ZodType>(text: string, file: string, schema: Schema): z.output<Schema> {
  const lines = new LineCounter();
  const document = parseYaml(text, { lineCounter: lines });
  const [syntax] = document.errors;
  if (syntax) {
    throw new DocumentError(file, [
      { line: lines.linePos(syntax.pos[0]).line, path: '', message: syntax.message.split('\n')[0]! },
    ]);
  }
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: mostAliases });
  } catch (error) {
    throw new DocumentError(file, [{ line: 1, path: '', message: (error as Error).message }]);
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new DocumentError(
    file,
    parsed.error.issues.map(({ path, message }) => ({
      line: lines.linePos(offsetOf(document, path)).line,
      path: path.join('.'),
      message,
    })),
  );
}

/** The place of the innermost node on `path` that is in the file: a missing member is reported at its parent. */
function offsetOf(document: Document, path: readonly PropertyKey[]): number {
  for (let length = path.length; length > 0; length--) {
    const node: unknown = document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return 0;
}
