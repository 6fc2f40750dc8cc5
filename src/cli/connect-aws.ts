import { S3Client } from '@aws-sdk/client-s3';
import { SFNClient, DescribeExecutionCommand, GetExecutionHistoryCommand, ListTagsForResourceCommand } from '@aws-sdk/client-sfn';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { confirm } from './confirm.ts';
import type { ApprovalUrl, Connection, ObservedEvent } from './connection.ts';
import type { ConnectionOptions } from './connection-options.ts';
import { CliError, NotFoundError } from './errors.ts';
import { ExitCode } from './exit-code.ts';
import { listStateMachines } from './find-execution.ts';
import { approvalUrlTag, stackOutputs, type StackOutput } from './stack-outputs.ts';
import type { Terminal } from './terminal.ts';
import { findMachine } from './workflows/machine.ts';
import { workflows } from './workflows/workflows.ts';

/** Between two looks at an execution on AWS, in milliseconds: well inside the API's limits. */
const pollInterval = 3000;

/** Connects to AWS: says account, Region and role, and asks once before anything is done with them. */
export async function connectAws(options: ConnectionOptions, terminal: Terminal): Promise<Connection> {
  if (options.profile !== undefined) process.env.AWS_PROFILE = options.profile;
  const config = options.region === undefined ? {} : { region: options.region };
  const stepFunctions = new SFNClient(config);
  const s3 = new S3Client(config);
  const { account, region, arn } = await identify(stepFunctions, options);
  const description = `AWS account ${account}, ${region}, as ${arn}`;
  terminal.note(description);
  await confirm(terminal, `Type the account id to go on (${account}): `, account, options.yes);
  return {
    where: 'aws',
    description,
    origin: { kind: 'aws', account, region },
    stepFunctions,
    everywhere: [stepFunctions],
    stepFunctionsOf: (arn) => regional(arn, region, stepFunctions),
    s3,
    clientOf: (constructor, arn) => new constructor({ region: arn.split(':')[3] } as never),
    executionFolder: (name) =>
      join(resolve(process.env.GROUNDCREW_HOME ?? '.groundcrew'), `aws-${account}-${region}`, 'executions', name),
    now: () => Date.now(),
    caller: arn,
    approvalUrls: () => readApprovalUrls(stepFunctions),
    output: (name) => readOutput(stepFunctions, name),
    waitFor: (executionArn, onEvent) => waitOnAws(stepFunctions, executionArn, onEvent),
    close: async () => {
      stepFunctions.destroy();
      s3.destroy();
    },
  };
}

/**
 * The client, when the ARN is of its Region.
 * @throws NotFoundError otherwise: the credentials' session is for one Region, which the person was shown.
 */
function regional(arn: string, region: string, stepFunctions: SFNClient): SFNClient {
  const [, , , place] = arn.split(':');
  if (place === region) return stepFunctions;
  throw new NotFoundError(`${arn} is in ${place || 'another Region'}, not in ${region}`, `give --region ${place || '<region>'}`);
}

async function identify(
  stepFunctions: SFNClient,
  options: ConnectionOptions,
): Promise<{ account: string; region: string; arn: string }> {
  try {
    const region = await stepFunctions.config.region();
    const sts = new STSClient({ region });
    const { Account, Arn } = await sts.send(new GetCallerIdentityCommand({}));
    sts.destroy();
    return { account: Account!, region, arn: Arn! };
  } catch (error) {
    throw new CliError(
      `AWS could not be used${options.profile ? ` with profile ${options.profile}` : ''}: ${(error as Error).message}`,
      ExitCode.AwsAccess,
      'check the credentials and the Region (aws sts get-caller-identity), or leave --aws out to rehearse locally',
      { cause: error },
    );
  }
}

/** Reads an output from the tag of the workflow's machine that holds it. */
async function readOutput(stepFunctions: SFNClient, name: StackOutput): Promise<string> {
  const { workflow, tag } = stackOutputs[name];
  const machine = findMachine(await listStateMachines(stepFunctions), workflow);
  if (!machine)
    throw new NotFoundError(
      `no state machine is called ${workflow}, so ${name} is not known`,
      'deploy it first: docs/operating/deploy.md',
    );
  const { tags = [] } = await stepFunctions.send(new ListTagsForResourceCommand({ resourceArn: machine.arn }));
  const value = tags.find(({ key }) => key === tag)?.value;
  if (value === undefined)
    throw new NotFoundError(
      `the state machine ${machine.name} has no tag ${tag}, so ${name} is not known`,
      'deploy this version of it: docs/operating/deploy.md',
    );
  return value;
}

/** The approvals' URLs, from the tags of the machines that ask. */
async function readApprovalUrls(stepFunctions: SFNClient): Promise<ApprovalUrl[]> {
  const machines = await listStateMachines(stepFunctions);
  const urls = new Set<string>();
  for (const { name } of workflows) {
    const machine = findMachine(machines, name);
    if (!machine) continue;
    const { tags = [] } = await stepFunctions.send(new ListTagsForResourceCommand({ resourceArn: machine.arn }));
    const url = tags.find(({ key }) => key === approvalUrlTag)?.value;
    if (url !== undefined) urls.add(url);
  }
  const { credentials, requestHandler } = stepFunctions.config;
  const known = await credentials();
  return [...urls].map((url) => ({
    url,
    signer: { region: new URL(url).hostname.split('.')[2]!, credentials: known, requestHandler },
  }));
}

/** Follows an execution by its history until it closes. Children are not followed on AWS: their histories are separate calls. */
async function waitOnAws(
  stepFunctions: SFNClient,
  executionArn: string,
  onEvent: (event: ObservedEvent) => void,
): Promise<'closed'> {
  const stateMachineName = executionArn.split(':')[6]!;
  let seen = 0;
  for (;;) {
    const { status } = await stepFunctions.send(new DescribeExecutionCommand({ executionArn }));
    let nextToken: string | undefined;
    do {
      const page = await stepFunctions.send(new GetExecutionHistoryCommand({ executionArn, maxResults: 1000, nextToken }));
      for (const event of page.events ?? []) {
        if (event.id! <= seen) continue;
        seen = event.id!;
        onEvent({ executionArn, stateMachineName, event });
      }
      nextToken = page.nextToken;
    } while (nextToken);
    if (status !== 'RUNNING') return 'closed';
    await sleep(pollInterval);
  }
}
