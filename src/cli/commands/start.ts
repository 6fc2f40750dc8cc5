import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { CommandRun } from '../command.ts';
import { connect } from '../connect.ts';
import type { Connection } from '../connection.ts';
import type { ConnectionOptions } from '../connection-options.ts';
import { InputFileError, NotFoundError, UsageError } from '../errors.ts';
import { ExitCode } from '../exit-code.ts';
import { listStateMachines } from '../find-execution.ts';
import { follow } from '../follow.ts';
import { startOnce } from '../start-once.ts';
import { findMachine } from '../workflows/machine.ts';
import type { InputFile, Workflow } from '../workflows/workflow.ts';
import { workflows } from '../workflows/workflows.ts';

interface StartCommandOptions extends ConnectionOptions {
  readonly input?: string;
  readonly dryRun?: boolean;
  readonly allOrNothing?: boolean;
  readonly name?: string;
  readonly detach?: boolean;
  readonly json?: boolean;
}

/** `groundcrew start <workflow>`: starts an execution, follows it to its end and prints its result. */
export const run: CommandRun = async ({ args, options: given }, terminal) => {
  const options = given as StartCommandOptions;
  const workflow = findWorkflow(args[0]!);
  if (options.detach && !options.aws) {
    throw new UsageError('--detach goes with --aws: a simulated organization lives in this process and ends with it');
  }
  const file = options.input === undefined ? undefined : await readInput(options.input);
  const connection = await connect(options, terminal, workflow.target);
  try {
    const stateMachineArn = await stateMachineOf(workflow, connection);
    const startOptions = {
      dryRun: options.dryRun ?? false,
      allOrNothing: options.allOrNothing ?? false,
      flags: ownFlags(workflow, given),
    };
    const { nameStem, input } = await workflow.prepare(file, startOptions, connection);
    const executionArn = await startOnce(
      connection.stepFunctions,
      stateMachineArn,
      options.name,
      nameStem,
      JSON.stringify(input),
    );
    terminal.note(`${terminal.colors.bold(workflow.name)} in ${connection.description}`);
    terminal.note(`  execution ${executionArn.split(':').at(-1)!}`);
    if (options.detach) {
      terminal.out(options.json ? JSON.stringify({ schemaVersion: 1, workflow: workflow.name, executionArn }) : executionArn);
      return ExitCode.Done;
    }
    return await follow(workflow, executionArn, connection, terminal, options);
  } finally {
    await connection.close();
  }
};

/** The options that only some workflows take. @throws UsageError for one that this workflow does not. */
function ownFlags(workflow: Workflow, given: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const special = new Set(workflows.flatMap(({ flags }) => flags ?? []));
  const used = Object.keys(given).filter((name) => special.has(name) && given[name] !== undefined);
  for (const name of used) {
    if (workflow.flags?.includes(name)) continue;
    const flag = `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    throw new UsageError(`${workflow.name} has no option ${flag}`);
  }
  return Object.fromEntries(used.map((name) => [name, given[name]]));
}

function findWorkflow(name: string): Workflow {
  const workflow = workflows.find((known) => known.name === name);
  if (workflow) return workflow;
  throw new UsageError(`there is no workflow "${name}"`, `workflows: ${workflows.map((known) => known.name).join(', ')}`);
}

/** Bytes of the input file, or of standard input for `-`. */
async function readInput(path: string): Promise<InputFile> {
  if (path === '-') {
    const chunks: Buffer[] = [];
    for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
    return { name: 'stdin', bytes: Buffer.concat(chunks) };
  }
  try {
    return { name: basename(path), bytes: await readFile(path) };
  } catch (error) {
    throw new InputFileError(`the input file ${path} cannot be read: ${(error as Error).message}`, 'check the path', {
      cause: error,
    });
  }
}

async function stateMachineOf(workflow: Workflow, connection: Connection): Promise<string> {
  const machine = findMachine(await listStateMachines(connection.stepFunctions), workflow.name);
  if (machine) return machine.arn;
  throw new NotFoundError(
    `no state machine is called ${workflow.name} in ${connection.description}`,
    connection.where === 'aws' ? 'deploy it first: docs/operating/deploy.md' : 'npm run build packages the templates',
  );
}
