/**
 * A process that holds an organization and starts executions until it is killed. Prints a line for every execution whose end it was
 * told of: what is printed was answered and must survive.
 */
import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import type { OpenLocalOptions } from '../../../src/local/local.ts';
import { openWith } from '../../../src/local/open-with.ts';
import { makeSmallEngine } from './small-engine.ts';
import { openSmallSandbox } from './small-sandbox.ts';

const options = JSON.parse(process.argv[2]!) as OpenLocalOptions;
const round = process.argv[3]!;
const local = await openWith({ openSandbox: openSmallSandbox, makeEngine: makeSmallEngine }, options);
if (local.role !== 'owner') throw new Error('another process holds the organization');
const client = new SFNClient(local.sdkConfig('child'));
for (let number = 1; ; number++) {
  const name = `r${round}-${number}`;
  const stateMachineArn = local.stackOutputs['management']!['MachineArn'];
  const { executionArn } = await client.send(new StartExecutionCommand({ stateMachineArn, name, input: '{}' }));
  await local.run(executionArn!);
  process.stdout.write(`${name}\n`);
}
