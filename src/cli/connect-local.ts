import { S3Client } from '@aws-sdk/client-s3';
import { SFNClient, type HistoryEvent } from '@aws-sdk/client-sfn';
import type { ApprovalUrl, Connection, ObservedEvent } from './connection.ts';
import type { ConnectionOptions } from './connection-options.ts';
import { NotFoundError } from './errors.ts';
import type { Local, SdkConfig, TargetPlace } from '../local/index.ts';
import { openOrganization } from './open-organization.ts';
import type { Signer } from './signed-request.ts';
import type { Terminal } from './terminal.ts';

/** Opens the simulated organization, or reaches the process that holds it. */
export async function connectLocal(options: ConnectionOptions, terminal: Terminal, target: string): Promise<Connection> {
  const local = await openOrganization(options, terminal);
  try {
    return connectionTo(local, target, options);
  } catch (error) {
    await local.close();
    throw error;
  }
}

/**
 * A connection to an organization that is open already. Closing the connection closes the organization.
 * @throws NotFoundError when the target has no place in it.
 */
export function connectionTo(local: Local, target: string, options: Pick<ConnectionOptions, 'as' | 'region'>): Connection {
  const caller = options.as ?? 'operator';
  const place = placeOf(local, target, options.region);
  const clients = new Map<string, SFNClient>();
  const stepFunctionsIn = (at: Pick<TargetPlace, 'account' | 'region'>): SFNClient => {
    const key = `${at.account}/${at.region}`;
    const client = clients.get(key) ?? new SFNClient(local.sdkConfig(caller, at));
    clients.set(key, client);
    return client;
  };
  const s3 = new S3Client(local.sdkConfig(caller, place));
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
    stepFunctions: stepFunctionsIn(place),
    everywhere: [...new Set([place, ...local.targets].map(stepFunctionsIn))],
    stepFunctionsOf(arn) {
      const [, , , region = '', account = ''] = arn.split(':');
      return stepFunctionsIn({ account, region });
    },
    s3,
    clientOf(constructor, arn) {
      const [, , , region = '', account = ''] = arn.split(':');
      return new constructor(local.sdkConfig(caller, { account, region }) as never);
    },
    executionFolder: (name) => local.executionFolder(name)!,
    now: () => local.now(),
    async output(name) {
      const value = local.stackOutputs[place.key]?.[name];
      if (value === undefined)
        throw new NotFoundError(`no packaged template has an output ${name}`, 'npm run build packages the templates');
      return value;
    },
    caller,
    approvalUrls: () =>
      Promise.all(
        local.targets.flatMap((at) => {
          const url = local.stackOutputs[at.key]?.['ApprovalUrl'];
          return url === undefined ? [] : [signedUrl(url, local.sdkConfig(caller, at))];
        }),
      ),
    async waitFor(executionArn, onEvent, { approveAs }) {
      listener = onEvent;
      for (const event of early.splice(0)) onEvent(event);
      return local.run(executionArn, approveAs === undefined ? {} : { approvals: { approveAs } });
    },
    async close() {
      for (const client of clients.values()) client.destroy();
      s3.destroy();
      await local.close();
    },
  };
}

async function signedUrl(url: string, { region, credentials, requestHandler }: SdkConfig): Promise<ApprovalUrl> {
  const known = typeof credentials === 'function' ? await credentials() : credentials;
  return { url, signer: { region, credentials: known, requestHandler: requestHandler as Signer['requestHandler'] } };
}

/**
 * Where a target is in the organization: in `region`, or the first of its Regions.
 * @throws NotFoundError when it is not there.
 */
function placeOf(local: Local, target: string, region: string | undefined): TargetPlace {
  const places = local.targets.filter(({ name }) => name === target);
  const place = places.find((one) => region === undefined || one.region === region);
  if (place) return place;
  const { organizationName: organization } = local;
  if (places.length > 0) {
    const regions = places.map((one) => one.region).join(', ');
    throw new NotFoundError(
      `the target ${target} is not in ${region} in ${organization}`,
      `give --region with one of ${regions}`,
    );
  }
  throw new NotFoundError(
    `the organization ${organization} has no place for the target ${target}`,
    `name its account in the organization file: targets: { ${target}: { account: ... } }`,
  );
}
