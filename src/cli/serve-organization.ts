/** Serves an organization that this process holds, with its console, until it is interrupted. */
import { join } from 'node:path';
import type { ExecutionEvent, LocalOwner } from '../local/index.ts';
import { removeConsoleAddress, writeConsoleAddress } from './console/console-address.ts';
import { startConsole } from './console/console-server.ts';
import { localContext } from './console/local-context.ts';
import { ExitCode } from './exit-code.ts';
import { interrupted } from './interrupted.ts';
import { groundcrewHome } from './open-organization.ts';
import type { Terminal } from './terminal.ts';

export interface ServeHow {
  /** 0 for a free one. */
  readonly consolePort: number;
  /** Told the console's address. */
  onConsole(url: string): void;
}

/** Time passes while executions run. What was answered is kept when it ends. */
export async function serveOrganization(local: LocalOwner, terminal: Terminal, how: ServeHow): Promise<ExitCode> {
  const home = groundcrewHome();
  const folder = join(home, local.organizationName);
  const server = await startConsole(localContext(local, home), how.consolePort);
  writeConsoleAddress(folder, server.url);
  how.onConsole(server.url);
  local.onEvent((event) => tell(event, terminal));
  const stop = local.runInBackground();
  await interrupted();
  stop();
  removeConsoleAddress(folder);
  await server.close();
  return ExitCode.Done;
}

const endings: Readonly<Record<string, string>> = {
  ExecutionStarted: 'started',
  ExecutionSucceeded: 'SUCCEEDED',
  ExecutionFailed: 'FAILED',
  ExecutionTimedOut: 'TIMED_OUT',
  ExecutionAborted: 'ABORTED',
};

function tell({ executionArn, event }: ExecutionEvent, terminal: Terminal): void {
  const what = endings[event.type];
  if (what === undefined) return;
  const [machine, name] = executionArn.split(':').slice(6);
  terminal.note(`${new Date(event.timestamp).toISOString()}  ${machine ?? ''}  ${name ?? ''}  ${what}`);
}
