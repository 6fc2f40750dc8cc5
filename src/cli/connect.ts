import type { Connection } from './connection.ts';
import type { ConnectionOptions } from './connection-options.ts';
import { UsageError } from './errors.ts';
import type { Terminal } from './terminal.ts';

/**
 * Connects a command to what its options name: a simulated organization (held by this process, or by another that is asked over
 * loopback), or AWS.
 * @throws CliError when the organization file or the credentials cannot be used.
 */
export async function connect(options: ConnectionOptions, terminal: Terminal): Promise<Connection> {
  if (!options.aws) {
    for (const option of ['profile', 'region'] as const) {
      if (options[option] !== undefined)
        throw new UsageError(`--${option} goes with --aws`, 'leave it out, or add --aws to act on AWS');
    }
    return (await import('./connect-local.ts')).connectLocal(options, terminal);
  }
  for (const option of ['seed', 'fresh', 'pace'] as const) {
    if (options[option] !== undefined)
      throw new UsageError(`--${option} is for simulated organizations and does not go with --aws`);
  }
  return (await import('./connect-aws.ts')).connectAws(options, terminal);
}
