import { S3Client } from '@aws-sdk/client-s3';
import { SFNClient, type HistoryEvent } from '@aws-sdk/client-sfn';
import type { Connection, ObservedEvent } from './connection.ts';
import type { ConnectionOptions } from './connection-options.ts';
import { NotFoundError } from './errors.ts';
import { openOrganization } from './open-organization.ts';
import type { Terminal } from './terminal.ts';

/** Opens the simulated organization, or reaches the process that holds it. */
export async function connectLocal(options: ConnectionOptions, terminal: Terminal): Promise<Connection> {
  const local = await openOrganization(options, terminal);
  const stepFunctions = new SFNClient(local.sdkConfig('groundcrew'));
  const s3 = new S3Client(local.sdkConfig('groundcrew'));
  // An execution's first events come with StartExecution itself, before anybody waits for it.
  const early: ObservedEvent[] = [];
  let listener: (event: ObservedEvent) => void = (event) => void early.push(event);
  local.onEvent(({ event, ...of }) =>
    listener({ ...of, event: { ...event, timestamp: new Date(event.timestamp) } as unknown as HistoryEvent }),
  );
  return {
    where: 'local',
    description: `simulated organization ${local.organizationName}, seed ${local.seed}`,
    origin: { kind: 'local-simulation', organization: local.organizationName, seed: local.seed },
    stepFunctions,
    s3,
    executionFolder: (name) => local.executionFolder(name)!,
    now: () => local.now(),
    async output(name) {
      const value = local.stackOutputs.management?.[name];
      if (value === undefined)
        throw new NotFoundError(`no packaged template has an output ${name}`, 'npm run build packages the templates');
      return value;
    },
    async waitFor(executionArn, onEvent) {
      listener = onEvent;
      for (const event of early.splice(0)) onEvent(event);
      return local.run(executionArn);
    },
    async close() {
      stepFunctions.destroy();
      s3.destroy();
      await local.close();
    },
  };
}
