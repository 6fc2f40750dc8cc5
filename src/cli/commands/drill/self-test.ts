import { drillInput } from '../../../../handlers/dr-drill/contract.ts';
import type { CommandRun } from '../../command.ts';
import { connect } from '../../connect.ts';
import type { ConnectionOptions } from '../../connection-options.ts';
import { drillMachine } from '../../drill/drill-machines.ts';
import { UsageError } from '../../errors.ts';
import { follow } from '../../follow.ts';
import { startOnce } from '../../start-once.ts';
import { drDrill } from '../../workflows/dr-drill.ts';

interface SelfTestOptions extends ConnectionOptions {
  readonly unit?: string;
  readonly account?: string;
  readonly denyRegion?: string;
  readonly standbyRegion?: string;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/**
 * `groundcrew drill self-test`: a drill of a canary account for two minutes, whose policy stays attached after its last second. The ledger keeps
 * whether the deny ended by itself; until that was seen, no drill of the organization counts on its window.
 */
export const run: CommandRun = async ({ options: given }, terminal) => {
  const options = given as SelfTestOptions;
  const input = inputOf(options);
  const connection = await connect(options, terminal, drDrill.target);
  try {
    const machine = await drillMachine(connection, drDrill.name);
    const executionArn = await startOnce(connection.stepFunctions, machine, undefined, 'drill-self-test', JSON.stringify(input));
    terminal.note(`self-test of the time window in ${connection.description}`);
    terminal.note(`  execution ${executionArn.split(':').at(-1)!}`);
    return await follow(drDrill, executionArn, connection, terminal, options);
  } finally {
    await connection.close();
  }
};

/** @throws UsageError for what is missing or cannot be. */
function inputOf({ unit, account, denyRegion, standbyRegion, dryRun }: SelfTestOptions): object {
  const read = drillInput.safeParse({
    name: 'window-self-test',
    mode: 'region',
    region: denyRegion,
    organizationalUnit: unit,
    standbyRegion,
    minutes: 2,
    rtoMinutes: 2,
    reason: 'Shows that a window of time in a policy ends a deny by itself',
    steadyState: [{ account, region: standbyRegion, call: 'dynamodb:ListTables' }],
    selfTest: true,
    dryRun: dryRun ?? false,
  });
  if (read.success && denyRegion !== undefined) return read.data;
  throw new UsageError(
    'drill self-test needs --unit, --account, --deny-region and --standby-region',
    'e.g. groundcrew drill self-test --unit Workloads/Test --account web-test --deny-region eu-west-1 --standby-region us-east-1',
  );
}
