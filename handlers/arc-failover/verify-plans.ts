import { CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import type { z } from 'zod';
import { parse } from 'yaml';
import { putItem } from '../ledger/table.ts';
import { client } from '../shared/clients.ts';
import { readObject, writeObject } from '../shared/objects.ts';
import { allPages } from '../shared/pages.ts';
import { environment, now } from '../shared/runtime.ts';
import { describeIssues, task } from '../shared/task.ts';
import { arcPorts } from './arc-client.ts';
import { verifyPlans, workflowInput } from './contract.ts';
import { describeCluster, listRoutingControls, listSafetyRules } from './control-plane.ts';
import { controlPanelOf, type FailoverPlan } from './failover-plan.ts';
import { driftOf, warningsOf, type ClusterFacts } from './verify-plan.ts';

type Verified = z.output<typeof verifyPlans.output>['plans'][number];
type Health = Verified['endpoints'][number];

/** Health of an endpoint is kept for 400 days. */
const keptSeconds = 400 * 24 * 3600;

/**
 * Compares every stored plan with its cluster, and asks each of its endpoints. What differs is counted in a metric that raises an alarm;
 * no failover waits for this, or for what it finds.
 */
export const handler = task(verifyPlans, async () => {
  const bucket = environment('RECOVERY_BUCKET');
  const plans: Verified[] = [];
  for (const key of await planKeys(bucket)) plans.push(await verify(bucket, key));
  const drifted = plans.filter(({ drift }) => drift.length > 0).length;
  const silent = Math.max(0, ...plans.map(({ endpoints }) => endpoints.filter(({ failure }) => failure !== undefined).length));
  const result = { verifiedAt: new Date(now()).toISOString(), plans, drifted, silent };
  await writeObject(
    bucket,
    `verifications/${result.verifiedAt}.json`,
    `${JSON.stringify(result, null, 2)}\n`,
    'application/json',
  );
  const Dimensions = [{ Name: 'StateMachine', Value: 'arc-failover' }];
  await client(CloudWatchClient).send(
    new PutMetricDataCommand({
      Namespace: 'Groundcrew',
      MetricData: [
        { MetricName: 'PlanDrift', Dimensions, Value: drifted, Unit: 'Count' },
        { MetricName: 'EndpointsSilent', Dimensions, Value: silent, Unit: 'Count' },
      ],
    }),
  );
  return result;
});

async function planKeys(Bucket: string): Promise<string[]> {
  const objects = await allPages(
    (ContinuationToken) => client(S3Client).send(new ListObjectsV2Command({ Bucket, Prefix: 'plans/', ContinuationToken })),
    ({ Contents }) => Contents,
    ({ NextContinuationToken }) => NextContinuationToken,
  );
  return objects.map(({ Key }) => Key!).filter((key) => /\.(ya?ml|json)$/.test(key));
}

/** A plan that cannot be read, and a cluster that cannot be asked, are differences too: nothing is known to agree. */
async function verify(bucket: string, file: string): Promise<Verified> {
  let plan: FailoverPlan;
  try {
    const text = new TextDecoder().decode(await readObject(bucket, file));
    const parsed = workflowInput.safeParse(parse(text, { maxAliasCount: 100 }));
    if (!parsed.success)
      return { file, drift: [`not a plan: ${describeIssues(parsed.error.issues)}`], warnings: [], endpoints: [] };
    plan = parsed.data.plan;
  } catch (error) {
    return { file, drift: [`cannot be read: ${String(error)}`], warnings: [], endpoints: [] };
  }
  const endpoints = await askEndpoints(plan);
  try {
    const facts = await factsOf(plan);
    return { file, drift: driftOf(plan, facts), warnings: warningsOf(plan, facts), endpoints };
  } catch (error) {
    return { file, drift: [`could not be verified: ${String(error)}`], warnings: [], endpoints };
  }
}

async function factsOf(plan: FailoverPlan): Promise<ClusterFacts> {
  const cluster = await describeCluster(plan.cluster.arn);
  const panels = new Map<string, { controls: string[]; rules: Awaited<ReturnType<typeof listSafetyRules>> }>();
  for (const panel of panelsOf(plan)) {
    panels.set(panel, { controls: await listRoutingControls(panel), rules: await listSafetyRules(panel) });
  }
  return { cluster, panels };
}

function panelsOf({ applications }: FailoverPlan): string[] {
  return [...new Set(applications.flatMap(({ controls }) => Object.values(controls).map(controlPanelOf)))];
}

/** Reads through each endpoint, and keeps how it went. */
async function askEndpoints(plan: FailoverPlan): Promise<Health[]> {
  const { list } = arcPorts('verify');
  const [panel] = panelsOf(plan);
  const health: Health[] = [];
  for (const [region, url] of Object.entries(plan.cluster.endpoints)) {
    const begun = now();
    const outcome = await list({ region, url }, panel!);
    const took = now() - begun;
    const one =
      outcome.kind === 'answered' ? { region, milliseconds: took } : { region, milliseconds: took, failure: outcome.text };
    health.push(one);
    await putItem({
      pk: `ENDPOINT#${new URL(url).hostname}`,
      sk: new Date(begun).toISOString(),
      ...one,
      expiresAt: Math.floor(begun / 1000) + keptSeconds,
    });
  }
  return health;
}
