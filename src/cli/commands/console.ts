import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { CommandRun } from '../command.ts';
import { connect } from '../connect.ts';
import type { ConnectionOptions } from '../connection-options.ts';
import { awsContext } from '../console/aws-context.ts';
import { readConsoleAddress } from '../console/console-address.ts';
import { startConsole } from '../console/console-server.ts';
import { CliError } from '../errors.ts';
import { ExitCode } from '../exit-code.ts';
import { groundcrewHome, openOrganization } from '../open-organization.ts';
import { serveOrganization } from '../serve-organization.ts';
import type { Terminal } from '../terminal.ts';
import { interrupted } from '../interrupted.ts';

interface ConsoleOptions extends ConnectionOptions {
  readonly port?: number;
  readonly open?: boolean;
}

/** `groundcrew console`: a page on this machine from which workflows are started, watched and approved. Serves until it is interrupted. */
export const run: CommandRun = async ({ options: given }, terminal) => {
  const options = given as ConsoleOptions;
  if (options.aws) return serveAws(options, terminal);
  const local = await openOrganization(options, terminal);
  try {
    if (local.role === 'owner') {
      return await serveOrganization(local, terminal, {
        consolePort: options.port ?? 0,
        onConsole: (url) => show(url, options, terminal),
      });
    }
    const url = readConsoleAddress(join(groundcrewHome(), local.organizationName));
    if (url === undefined) {
      throw new CliError(
        `another process holds ${local.organizationName} and serves no console`,
        ExitCode.InvalidInput,
        'end it and give the same command again',
      );
    }
    show(url, options, terminal);
    return ExitCode.Done;
  } finally {
    await local.close();
  }
};

async function serveAws(options: ConsoleOptions, terminal: Terminal): Promise<ExitCode> {
  const connection = await connect(options, terminal);
  try {
    const server = await startConsole(awsContext(connection), options.port ?? 0);
    show(server.url, options, terminal);
    await interrupted();
    await server.close();
    return ExitCode.Done;
  } finally {
    await connection.close();
  }
}

function show(url: string, { open }: ConsoleOptions, terminal: Terminal): void {
  terminal.out(url);
  terminal.note('  the address opens your session; Ctrl-C ends the console');
  if (open === false || !terminal.interactive) return;
  const [command, ...args] =
    process.platform === 'darwin' ? ['open'] : process.platform === 'win32' ? ['explorer'] : ['xdg-open'];
  /* Where no browser can be opened the address above is enough. */
  spawn(command!, [...args, url], { stdio: 'ignore', detached: true })
    .once('error', () => undefined)
    .unref();
}
