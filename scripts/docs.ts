/**
 * Writes the real output of commands into the documentation: a line `<!-- output of: <command> -->` in README.md or docs/ is followed
 * by a code block, which this fills; between `<!-- table: <name> -->` and `<!-- end of table -->` stands a table of engine-pages.ts. The commands run one after another in a new home folder, so every page starts from nothing.
 * Writes the JSON Schema of organization files too.
 * `--check` changes nothing and fails when a block is not what the command prints now.
 */
import { format, resolveConfig } from 'prettier';
import { organizationJsonSchema } from '../src/sandbox/organization/json-schema.ts';
import { engineTables } from './engine-pages.ts';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const check = process.argv.includes('--check');
const block = /<!-- output of: (.+?) -->\n+```text\n[\s\S]*?```/g;

function pages(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return pages(path);
    return path.endsWith('.md') ? [path] : [];
  });
}

/** What a person sees: both streams in the order written, 80 columns, no colour; the temporary home shown as its default. */
function outputOf(command: string, home: string): string {
  const local = command.replace(/^npx groundcrew\b/, `${process.execPath} ${join(root, 'bin', 'groundcrew.mjs')}`);
  const { stdout } = spawnSync('sh', ['-c', `{ ${local}; } 2>&1`], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, GROUNDCREW_HOME: home, NO_COLOR: '1', COLUMNS: '80', CI: '' },
  });
  return stdout.replaceAll(relative(root, home), '.groundcrew').replaceAll(home, '.groundcrew').trimEnd();
}

// Builds what is stale first, so that no page shows the build.
spawnSync(process.execPath, [join(root, 'bin', 'groundcrew.mjs'), '--version'], { cwd: root });

const tables = engineTables(root);
const table = /<!-- table: (.+?) -->\n[\s\S]*?<!-- end of table -->/g;

/** The page with its tables made anew, in the repository's format. */
async function withTables(page: string, text: string): Promise<string> {
  const filled = text.replace(table, (_, name: string) => `<!-- table: ${name} -->\n\n${tables[name]}\n\n<!-- end of table -->`);
  return filled === text ? text : format(filled, { ...(await resolveConfig(page)), parser: 'markdown' });
}

let stale = 0;

const schemaFile = join(root, 'examples/organizations/schema.json');
const schema = await format(JSON.stringify(organizationJsonSchema()), {
  ...(await resolveConfig(schemaFile)),
  parser: 'json',
});
if (schema !== readFileSync(schemaFile, 'utf8')) {
  stale += 1;
  console.log(`${relative(root, schemaFile)}: ${check ? 'is not what the schema says now' : 'written'}`);
  if (!check) writeFileSync(schemaFile, schema);
}
for (const page of [join(root, 'README.md'), ...pages(join(root, 'docs'))]) {
  const before = readFileSync(page, 'utf8');
  if (!before.includes('<!-- output of: ') && !before.includes('<!-- table: ')) continue;
  const home = mkdtempSync(join(tmpdir(), 'groundcrew-docs-'));
  const after = (await withTables(page, before)).replace(
    block,
    (_, command: string) => `<!-- output of: ${command} -->\n\n\`\`\`text\n$ ${command}\n${outputOf(command, home)}\n\`\`\``,
  );
  rmSync(home, { recursive: true, force: true });
  if (after === before) continue;
  stale += 1;
  console.log(`${relative(root, page)}: ${check ? 'is not what the commands print now' : 'written'}`);
  if (!check) writeFileSync(page, after);
}
if (check && stale > 0) {
  console.log('run `npm run docs` and commit the result');
  process.exitCode = 1;
}
