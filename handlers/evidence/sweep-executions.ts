import { CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { ListExecutionsCommand, SFNClient } from '@aws-sdk/client-sfn';
import type { ExecutionListItem } from '@aws-sdk/client-sfn';
import { bundleId, makeNothingRan } from '../../src/trace/evidence/make-bundle.ts';
import { client } from '../shared/clients.ts';
import { awsErrorName } from '../shared/errors.ts';
import { allPages } from '../shared/pages.ts';
import { environment, now } from '../shared/runtime.ts';
import { task } from '../shared/task.ts';
import { bundleIds, bundleKey } from './bundle-store.ts';
import { captureBy, captureExecution, extend, workflowOf } from './capture.ts';
import { sweepExecutions } from './contract.ts';
import { EvidenceContended } from './errors.ts';

const dayMs = 86_400_000;
/** AWS deletes a history 90 days after its end; a month before that it is pressing. */
const pressingMs = 60 * dayMs;
/** One sweep works this long; what is left waits for the next. The function may run 15 minutes. */
const workMs = 10 * 60_000;

/**
 * Captures executions that ended and whose event was lost, oldest first, and links the days on which nothing ran. The number of executions
 * without evidence that are over 60 days old is a metric with an alarm.
 */
export const handler = task(sweepExecutions, async () => {
  const deadline = now() + workMs;
  const captured: string[] = [];
  const nothingRan: string[] = [];
  let left = 0;
  let pressing = 0;
  for (const arn of environment('MACHINE_ARNS').split(',')) {
    const workflow = workflowOf(arn);
    const kept = new Set(await bundleIds(workflow));
    let ofThis = kept.size;
    const leftBefore = left;
    for (const { executionArn, stopDate } of await withoutBundle(arn, workflow, kept)) {
      if (now() < deadline && (await captureUnlessContended(executionArn!))) {
        captured.push(executionArn!);
        ofThis += 1;
      } else {
        left += 1;
        if (now() - stopDate!.getTime() > pressingMs) pressing += 1;
      }
    }
    if (left === leftBefore) nothingRan.push(...(await linkYesterday(arn, workflow, ofThis > 0)));
  }
  await client(CloudWatchClient).send(
    new PutMetricDataCommand({
      Namespace: 'Groundcrew',
      MetricData: [{ MetricName: 'ExecutionsWithoutEvidence', Value: pressing, Unit: 'Count' }],
    }),
  );
  return { captured, left, pressing, nothingRan };
});

async function withoutBundle(stateMachineArn: string, workflow: string, kept: ReadonlySet<string>): Promise<ExecutionListItem[]> {
  const executions = await executionsOf(stateMachineArn);
  return executions
    .filter(({ stopDate, name, redriveCount = 0 }) => {
      return stopDate && !kept.has(bundleId(workflow, stopDate.toISOString(), name!, redriveCount + 1));
    })
    .sort((one, other) => one.stopDate!.getTime() - other.stopDate!.getTime());
}

/** Executions of a machine; none where it is not deployed here. */
async function executionsOf(stateMachineArn: string): Promise<ExecutionListItem[]> {
  try {
    return await allPages(
      (token) =>
        client(SFNClient).send(
          new ListExecutionsCommand({ stateMachineArn, maxResults: 1000, ...(token ? { nextToken: token } : {}) }),
        ),
      ({ executions }) => executions,
      ({ nextToken }) => nextToken,
    );
  } catch (error) {
    if (awsErrorName(error) === 'StateMachineDoesNotExist') return [];
    throw error;
  }
}

async function captureUnlessContended(executionArn: string): Promise<boolean> {
  try {
    return (await captureExecution(executionArn)).outcome !== 'RUNNING';
  } catch (error) {
    if (error instanceof EvidenceContended) return false;
    throw error;
  }
}

/** The link of yesterday, when none of the workflow's bundles is of it. A workflow that never ran has no chain yet. */
async function linkYesterday(arn: string, workflow: string, hasChain: boolean): Promise<string[]> {
  if (!hasChain) return [];
  const date = new Date(now() - dayMs).toISOString().slice(0, 10);
  const ids = await bundleIds(workflow);
  if (ids.some((id) => id.split('/')[1] === date)) return [];
  try {
    await extend(workflow, `sweep of ${date}`, async (previous) => ({
      made: await makeNothingRan(workflow, date, previous, captureBy(arn)),
    }));
  } catch (error) {
    if (error instanceof EvidenceContended) return [];
    throw error;
  }
  return [bundleKey(`${workflow}/${date}/nothing-ran`)];
}
