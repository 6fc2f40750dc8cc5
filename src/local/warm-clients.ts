/**
 * The first call of an AWS SDK client in a process reads configuration files: real input and output, which virtual time does not see.
 * One call that reaches nobody makes it happen before the clock starts.
 */
import { SFNClient, ListStateMachinesCommand } from '@aws-sdk/client-sfn';
import { sdkTransport } from './bundles/sdk-transport.ts';

let warmed: Promise<void> | undefined;

/** Settles when the SDK has read what it reads once. Later calls in the same process do nothing. */
export function warmClients(): Promise<void> {
  return (warmed ??= warm());
}

async function warm(): Promise<void> {
  const answer = { statusCode: 200, headers: {}, body: Buffer.from('{"stateMachines":[]}') };
  const client = new SFNClient({
    region: 'us-east-1',
    credentials: { accessKeyId: 'warm', secretAccessKey: 'warm' },
    // Its shape is the SDK's request handler; see sdk-transport.ts.
    requestHandler: sdkTransport(() => Promise.resolve(answer)) as never,
  });
  await client.send(new ListStateMachinesCommand({}));
  client.destroy();
}
