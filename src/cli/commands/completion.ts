import { completionScript, shells, type Shell } from '../completion.ts';
import type { CommandRun } from '../command.ts';
import { UsageError } from '../errors.ts';
import { ExitCode } from '../exit-code.ts';

/** `groundcrew completion <shell>`: prints the script that completes command lines. */
export const run: CommandRun = async ({ args }, terminal) => {
  const shell = shells.find((known) => known === args[0]);
  if (shell === undefined) throw new UsageError(`there is no completion for "${args[0]}"`, `shells: ${shells.join(', ')}`);
  const { commandGroups, commands } = await import('../commands.ts');
  const { helpTopics } = await import('../help-topics.ts');
  const { workflows } = await import('../workflows/workflows.ts');
  const words = {
    commands,
    groups: commandGroups,
    topics: Object.keys(helpTopics),
    workflows: workflows.map(({ name }) => name),
  };
  terminal.out(completionScript(shell satisfies Shell, words));
  return ExitCode.Done;
};
