import { readFile } from 'node:fs/promises';
import { relative } from 'node:path';
import type { Diagnostic } from '../../engine/validation/diagnostic.ts';
import type { Json } from '../../engine/json.ts';
import { notSimulated } from '../../engine/validation/not-simulated.ts';
import { undefinedVariables } from '../../engine/validation/undefined-variables.ts';
import { validateDefinition } from '../../engine/validation/validate-definition.ts';
import type { CommandRun } from '../command.ts';
import { definitionFiles } from '../definition-files.ts';
import { ExitCode } from '../exit-code.ts';
import { lineOf } from '../format/definition-line.ts';
import { singleLine } from '../format/table.ts';

/** A diagnostic with the line of the file that it is about. */
type LocatedDiagnostic = Diagnostic & { readonly line: number };

/**
 * `groundcrew validate [workflow|file...]`: checks definitions as CreateStateMachine does, then what it does not: variables nobody assigns,
 * and what this engine does not run. Without an argument those of every workflow.
 * A definition is a file, so this needs no organization and no AWS.
 */
export const run: CommandRun = async ({ args, options }, terminal) => {
  const named = args.length === 0 ? [undefined] : args;
  const paths = [...new Set((await Promise.all(named.map(definitionFiles))).flat())];
  const files = await Promise.all(
    paths.map(async (path) => {
      const text = await readFile(path, 'utf8');
      const refused = validateDefinition(text);
      const all = refused.length > 0 ? refused : beyondAws(JSON.parse(text) as Json);
      const diagnostics = all.map((found): LocatedDiagnostic => ({ ...found, line: lineOf(text, found) }));
      return { file: relative(process.cwd(), path), diagnostics };
    }),
  );
  const errors = files.flatMap(({ diagnostics }) => diagnostics).filter(({ severity }) => severity === 'ERROR').length;
  if (options.json) terminal.out(JSON.stringify({ schemaVersion: 1, files }, null, 2));
  else {
    for (const { file, diagnostics } of files) {
      for (const { line, severity, code, message, location } of diagnostics) {
        const pointer = location?.startsWith('/') ? ` (${location})` : '';
        terminal.out(`${file}:${line}: ${severity} ${code} ${singleLine(message.split('\n')[0]!)}${pointer}`);
      }
    }
    const checked = `${files.length} ${files.length === 1 ? 'definition' : 'definitions'} checked`;
    terminal.note(errors === 0 ? `${checked}, no errors` : `${checked}, ${errors} ${errors === 1 ? 'error' : 'errors'}`);
  }
  return errors === 0 ? ExitCode.Done : ExitCode.InvalidInput;
};

/** Our own checks of a definition that AWS accepts. */
function beyondAws(definition: Json): Diagnostic[] {
  return [...undefinedVariables(definition), ...notSimulated(definition)];
}
