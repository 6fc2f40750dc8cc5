import { createColors } from 'picocolors';
import { runCommandLine } from '../../src/cli/program.ts';

/** Runs a command line in this process, for what needs no process of its own: both streams, 80 columns, no colour. */
export async function commandLine(args: readonly string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const written = { stdout: '', stderr: '' };
  const colors = createColors(false);
  const line = (text: string): string => (text.endsWith('\n') ? text : `${text}\n`);
  const code = await runCommandLine(args, {
    out: (text) => void (written.stdout += line(text)),
    note: (text) => void (written.stderr += line(text)),
    interactive: false,
    columns: 80,
    rows: 24,
    colors,
    outColors: colors,
  });
  return { code, ...written };
}
