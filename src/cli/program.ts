/** Builds the commander program from the command table. */
import { Command, CommanderError, Option } from 'commander';
import type { CommandSpec } from './command.ts';
import { commandGroups, commands } from './commands.ts';
import { CliError } from './errors.ts';
import { ExitCode } from './exit-code.ts';
import { helpTopics } from './help-topics.ts';
import type { Terminal } from './terminal.ts';
import { version } from '../../package.json';

/** Runs one command line and returns its exit code; errors for the user are printed here. */
export async function runCommandLine(argv: readonly string[], terminal: Terminal): Promise<ExitCode> {
  let exitCode: ExitCode = ExitCode.Done;
  const program = new Command('groundcrew')
    .description('Runs a multi-account AWS organization with AWS Step Functions, on AWS or on a simulated organization.')
    .version(version, '-V, --version', 'print the version')
    .helpCommand('help [topic]', 'print help for a command or a topic: ' + Object.keys(helpTopics).join(', '))
    .showSuggestionAfterError()
    .configureOutput({ writeOut: (text) => terminal.out(text), writeErr: (text) => terminal.note(text) })
    .exitOverride();
  for (const spec of commands) {
    addCommand(parentOf(program, spec), spec, terminal, (code) => {
      exitCode = code;
    });
  }
  const topic = argv[0] === 'help' ? helpTopics[argv[1] ?? ''] : undefined;
  if (topic) {
    terminal.out(topic.text());
    return ExitCode.Done;
  }
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return exitCode;
  } catch (error) {
    return report(error, terminal);
  }
}

/** The program, or the group that a command of two words is in. */
function parentOf(program: Command, { name }: CommandSpec): Command {
  const [group, own] = name.split(' ');
  if (own === undefined) return program;
  const known = program.commands.find((command) => command.name() === group);
  if (known) return known;
  const { summary } = commandGroups.find((one) => one.name === group)!;
  return program
    .command(group!)
    .summary(summary)
    .description(`${summary[0]!.toUpperCase()}${summary.slice(1)}.`)
    .exitOverride();
}

function addCommand(program: Command, spec: CommandSpec, terminal: Terminal, setExitCode: (code: ExitCode) => void): void {
  const command = program
    .command(spec.name.split(' ').at(-1)!)
    .summary(spec.summary)
    .description(spec.description)
    .exitOverride();
  for (const { name, required, variadic, description } of spec.arguments) {
    const shown = variadic ? `${name}...` : name;
    command.argument(required ? `<${shown}>` : `[${shown}]`, description);
  }
  for (const option of spec.options) {
    const built = new Option(option.flags, option.description);
    if (option.default !== undefined) built.default(option.default);
    if (option.parse) built.argParser(option.parse);
    command.addOption(built);
  }
  if (spec.examples.length > 0) {
    command.addHelpText(
      'after',
      ['', 'Examples:', ...spec.examples.map(({ command: line, what }) => `  $ ${line}\n      ${what}`)].join('\n'),
    );
  }
  command.action(async (...given: unknown[]) => {
    const run = await spec.load();
    const args = given.slice(0, spec.arguments.length).flat() as (string | undefined)[];
    setExitCode(await run({ args, options: command.opts() }, terminal));
  });
}

function report(error: unknown, terminal: Terminal): ExitCode {
  if (error instanceof CommanderError) return error.exitCode === 0 ? ExitCode.Done : ExitCode.InvalidInput;
  if (error instanceof CliError) {
    terminal.note(`${terminal.colors.red('error:')} ${error.message}`);
    if (error.next) terminal.note(`  next: ${error.next}`);
    return error.exitCode;
  }
  terminal.note(`${terminal.colors.red('defect:')} ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  return ExitCode.Failed;
}
