/** One account vended under a template that a test has changed. */
import { GetQueueAttributesCommand, ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listStateMachines } from '../../src/cli/find-execution.ts';
import { findMachine } from '../../src/cli/workflows/machine.ts';
import type { LocalOwner } from '../../src/local/index.ts';
import { openInMemory } from '../../src/local/testing.ts';
import { repositoryRoot } from '../support/repository.ts';
import { batch, row } from '../workflows/support/batch.ts';
import { packagedTarget, type Resource } from './packaged-template.ts';

export type Template = Record<string, Resource>;

export interface Vended {
  /** Actions that the history's events say in AWS's words to be denied. */
  readonly told: readonly string[];
  readonly launched: boolean;
  /** Messages in the dead-letter queue. */
  readonly undelivered: number;
  /** Why the template could not be deployed. */
  readonly refused?: string;
}

/** Vends one account under a copy of the target management that `change` has been at. */
export async function vendUnder(change: (resources: Template) => void): Promise<Vended> {
  const targetsDirectory = mkdtempSync(join(tmpdir(), 'groundcrew-targets-'));
  try {
    copyTarget(targetsDirectory, change);
    const organizationFile = join(repositoryRoot, 'examples/organizations/small.yml');
    const options = { organizationFile, targetsDirectory, codeDirectory: repositoryRoot, callLog: true };
    const opened = await openInMemory({ ...options, targets: ['management'] }).catch((error: Error) => error.message);
    if (typeof opened === 'string') return { told: [], launched: false, undelivered: 0, refused: opened };
    const vended = await vend(opened);
    await opened.close();
    return vended;
  } finally {
    rmSync(targetsDirectory, { recursive: true });
  }
}

async function vend(local: LocalOwner): Promise<Vended> {
  const told = new Set<string>();
  local.onEvent(({ event }) => {
    const text = JSON.stringify(event);
    if (!text.includes('AccessDenied')) return;
    for (const [, action] of text.matchAll(/is not authorized to perform: (\S+) on resource: /g)) told.add(action!);
  });
  const config = local.sdkConfig('test');
  const [s3, stepFunctions, sqs] = [new S3Client(config), new SFNClient(config), new SQSClient(config)];
  const key = 'inputs/one.csv';
  const Bucket = local.stackOutputs['management']!['BatchBucketName']!;
  await s3.send(new PutObjectCommand({ Bucket, Key: key, Body: batch(row('one')) }));
  const stateMachineArn = findMachine(await listStateMachines(stepFunctions), 'account-vending')!.arn;
  const input = JSON.stringify({ key });
  const { executionArn } = await stepFunctions.send(new StartExecutionCommand({ stateMachineArn, input }));
  await local.run(executionArn!);
  const launched = local.sandbox.callLog().some(({ call }) => call === 'servicecatalog:ProvisionProduct');
  const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({}));
  const QueueUrl = QueueUrls.find((url) => url.includes('UndeliveredEvents'));
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['ApproximateNumberOfMessages'] }),
  );
  for (const client of [s3, stepFunctions, sqs]) client.destroy();
  return { told: [...told], launched, undelivered: Number(Attributes!['ApproximateNumberOfMessages']) };
}

function copyTarget(targetsDirectory: string, change: (resources: Template) => void): void {
  const { folder } = packagedTarget('management');
  const copy = join(targetsDirectory, 'management');
  mkdirSync(copy);
  cpSync(join(folder, 'serverless-state.json'), join(copy, 'serverless-state.json'));
  const name = 'cloudformation-template-update-stack.json';
  const template = JSON.parse(readFileSync(join(folder, name), 'utf8')) as { Resources: Template };
  change(template.Resources);
  writeFileSync(join(copy, name), JSON.stringify(template));
}
