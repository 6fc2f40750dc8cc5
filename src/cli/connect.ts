import type { Connection } from './connection.ts';
import type { ConnectionOptions } from './connection-options.ts';
import { UsageError } from './errors.ts';
import type { Terminal } from './terminal.ts';

const optionFlags: Readonly<Record<string, string>> = { approveAs: '--approve-as' };

/**
 * Connects a command to what its options name: a simulated organization (held by this process, or by another that is asked over
 * loopback), or AWS. `target` is that of the workflow to start: locally the connection is to its account and Region.
 * @throws CliError when the organization file or the credentials cannot be used.
 */
export async function connect(options: ConnectionOptions, terminal: Terminal, target?: string): Promise<Connection> {
  if (!options.aws) {
    if (options.profile !== undefined)
      throw new UsageError('--profile goes with --aws', 'leave it out, or add --aws to act on AWS');
    if (options.region !== undefined && target === undefined)
      throw new UsageError(
        '--region goes with --aws, or with start',
        'leave it out: every Region of the organization is looked at',
      );
    return (await import('./connect-local.ts')).connectLocal(options, terminal, target ?? 'management');
  }
  for (const option of ['seed', 'fresh', 'pace', 'as', 'approveAs'] as const) {
    if (options[option] !== undefined)
      throw new UsageError(`${optionFlags[option] ?? `--${option}`} is for simulated organizations and does not go with --aws`);
  }
  return (await import('./connect-aws.ts')).connectAws(options, terminal);
}
