import { spawn } from 'node:child_process';
import type { Terminal } from './terminal.ts';

/** Opens a file in what the system has for it; says so where it cannot. */
export function openFile(path: string, terminal: Terminal): void {
  const command = process.platform === 'darwin' ? 'open' : process.platform === 'win32' ? 'explorer' : 'xdg-open';
  const opened = spawn(command, [path], { stdio: 'ignore', detached: true });
  opened.on('error', () => terminal.note(`  ${command} is not there: open the file yourself`));
  opened.unref();
}
