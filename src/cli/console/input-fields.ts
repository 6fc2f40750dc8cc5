/** The members of a workflow's input, from its JSON Schema in dist/schemas. */
import { html } from 'hono/html';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../project-root.ts';
import { empty, table, type Html } from './frame.ts';

interface Schema {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
}

/** Nested members are shown this deep. */
const deepest = 3;

export function inputFields(workflow: string): Html {
  const file = join(projectRoot, 'dist/schemas', `${workflow}.json`);
  if (!existsSync(file)) return empty(`The documentation below says what ${workflow} takes.`);
  const rows = members(JSON.parse(readFileSync(file, 'utf8')) as Schema, '', 0);
  const columns = [{ name: 'Member', short: true }, { name: 'Type' }, { name: 'Needed', short: true }, { name: 'Meaning' }];
  return table(`Input of ${workflow}`, columns, rows, 'It takes no input.');
}

function members(schema: Schema, path: string, depth: number): unknown[][] {
  if (depth >= deepest) return [];
  return Object.entries(schema.properties ?? {}).flatMap(([name, member]) => {
    const own = path === '' ? name : `${path}.${name}`;
    const inner = member.items ? members(member.items, `${own}[]`, depth + 1) : members(member, own, depth + 1);
    const row = [
      html`<code>${own}</code>`,
      typeOf(member),
      schema.required?.includes(name) ? 'yes' : '',
      member.description ?? '',
    ];
    return [row, ...inner];
  });
}

function typeOf({ type, enum: values, const: only, items, anyOf, oneOf }: Schema): string {
  if (values) return values.map(String).join(' | ');
  if (only !== undefined) return String(only);
  const either = anyOf ?? oneOf;
  if (either) return [...new Set(either.map(typeOf))].join(' | ');
  if (items) return `list of ${typeOf(items)}`;
  return [type ?? 'any'].flat().join(' | ');
}
