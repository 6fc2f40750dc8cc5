import { runCommandLine } from './program.ts';
import { processTerminal } from './terminal.ts';

/** Runs the command line of this process. A closed pipe (`groundcrew list | head -1`) ends it quietly. */
export async function main(argv: readonly string[]): Promise<number> {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
  return runCommandLine(argv, processTerminal());
}
