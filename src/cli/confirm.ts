import { createInterface } from 'node:readline/promises';
import { CliError } from './errors.ts';
import { ExitCode } from './exit-code.ts';
import type { Terminal } from './terminal.ts';

/**
 * Asks on stderr and goes on only when `expected` is typed. `--yes` answers for scripts.
 * @throws CliError (exit code 8) when there is no terminal to ask on, or another answer was given.
 */
export async function confirm(terminal: Terminal, question: string, expected: string, yes: boolean | undefined): Promise<void> {
  if (yes) return;
  if (!process.stdin.isTTY || !terminal.interactive) {
    throw new CliError(
      'this asks for a confirmation, and there is no terminal to ask on',
      ExitCode.WaitingForPerson,
      'add --yes if you are sure',
    );
  }
  const prompt = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await prompt.question(question);
    if (answer.trim() !== expected)
      throw new CliError('the answer does not match; nothing was changed', ExitCode.WaitingForPerson);
  } finally {
    prompt.close();
  }
}
