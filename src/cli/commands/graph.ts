import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { graphSvg } from '../../trace/graph-svg.ts';
import { layOut } from '../../trace/layout.ts';
import { stateGraph } from '../../trace/state-graph.ts';
import type { CommandRun } from '../command.ts';
import { definitionFiles, nameOf } from '../definition-files.ts';
import { InputFileError } from '../errors.ts';
import { ExitCode } from '../exit-code.ts';

/** `groundcrew graph <workflow|file>`: draws a state machine as SVG. */
export const run: CommandRun = async ({ args, options }, terminal) => {
  const [file] = await definitionFiles(args[0]);
  const definition = parse(readFileSync(file!, 'utf8'), file!);
  const svg = graphSvg(await layOut(stateGraph(definition)), `State graph of ${nameOf(file!)}`);
  if (typeof options['output'] !== 'string') {
    terminal.out(svg);
    return ExitCode.Done;
  }
  writeFileSync(resolve(options['output']), `${svg}\n`);
  terminal.out(resolve(options['output']));
  return ExitCode.Done;
};

function parse(text: string, file: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch (error) {
    throw new InputFileError(`${file} is not JSON: ${(error as Error).message}`, `groundcrew validate ${file} tells the line`);
  }
}
