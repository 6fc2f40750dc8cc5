import type { LocalOwner } from '../../local/index.ts';
import type { CommandRun } from '../command.ts';
import type { ConnectionOptions } from '../connection-options.ts';
import { CliError } from '../errors.ts';
import { ExitCode } from '../exit-code.ts';
import { openOrganization } from '../open-organization.ts';
import { serveOrganization } from '../serve-organization.ts';

interface ServeOptions extends ConnectionOptions {
  readonly port?: number;
  readonly json?: boolean;
}

/** `groundcrew serve`: holds a simulated organization and answers its AWS APIs until it is interrupted. */
export const run: CommandRun = async ({ options: given }, terminal) => {
  const options = given as ServeOptions;
  const { port } = options;
  const local = await openOrganization(options, terminal, port === undefined ? {} : { port }).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    throw new CliError(
      `port ${port} is taken`,
      ExitCode.InvalidInput,
      'give another with --port, or leave it out for a free one',
    );
  });
  try {
    if (local.role !== 'owner') {
      throw new CliError(
        `another process serves ${local.organizationName} already`,
        ExitCode.InvalidInput,
        'use that one, or end it first; other groundcrew commands reach it by themselves',
      );
    }
    const variables = environment(local);
    terminal.out(options.json ? JSON.stringify({ schemaVersion: 1, environment: variables }) : exportsOf(variables));
    terminal.note(
      `simulated organization ${local.organizationName}, seed ${local.seed}, ${new Date(local.now()).toISOString()} virtual time`,
    );
    terminal.note('  every request needs the path in AWS_ENDPOINT_URL; Ctrl-C ends it, what was answered is kept');
    return await serveOrganization(local, terminal, {
      consolePort: 0,
      onConsole: (url) => terminal.note(`  console: ${url}`),
    });
  } finally {
    await local.close();
  }
};

/** What the AWS CLI and every AWS SDK read. The credentials are the simulated operator's and good for nothing else. */
function environment(local: LocalOwner): Readonly<Record<string, string>> {
  const { endpoint, token } = local.server!;
  const { accessKeyId, secretAccessKey, sessionToken } = local.operatorCredentials('operator');
  return {
    AWS_ENDPOINT_URL: `${endpoint}/${token}`,
    AWS_REGION: local.region,
    AWS_DEFAULT_REGION: local.region,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
  };
}

/** Lines for a POSIX shell. The values hold no quote: they are made of letters, digits and `:/._-+=`. */
function exportsOf(variables: Readonly<Record<string, string>>): string {
  return Object.entries(variables)
    .map(([name, value]) => `export ${name}='${value}'`)
    .join('\n');
}
