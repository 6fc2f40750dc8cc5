import { CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { client } from '../shared/clients.ts';
import { now } from '../shared/runtime.ts';
import { attachedTo, endTag, targetIdTag } from './drill-policy.ts';
import type { DrillPolicy } from './drill-policy.ts';

/** A policy that is attached this long after its last second is residue: an alarm tells. */
const residueAfter = 10 * 60_000;

/** Whether the policy's last second has passed, by its tag; one without a time that can be read is over. */
export const isOver = ({ tags }: DrillPolicy): boolean => !(now() < Date.parse(tags[endTag] ?? ''));

/** How many targets the policy has that it must not have: any of them long after its end, or others than its unit. */
export async function residueOf(policy: DrillPolicy): Promise<number> {
  const targets = await attachedTo(policy.id);
  const late = !(now() < Date.parse(policy.tags[endTag] ?? '') + residueAfter);
  return late ? targets.length : targets.filter((target) => target !== policy.tags[targetIdTag]).length;
}

/** Tells CloudWatch, in this Region. */
export async function countResidue(Value: number): Promise<void> {
  await client(CloudWatchClient).send(
    new PutMetricDataCommand({ Namespace: 'Groundcrew', MetricData: [{ MetricName: 'DrillResidue', Unit: 'Count', Value }] }),
  );
}
