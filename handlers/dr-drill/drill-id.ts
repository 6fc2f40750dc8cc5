import { createHash } from 'node:crypto';

/** An execution runs one drill: its id is the execution's. */
export function drillIdOf(executionArn: string): string {
  return createHash('sha256').update(executionArn).digest('hex').slice(0, 12);
}

/** Name of the policy and of the schedules of a drill. */
export const drillName = (drillId: string): string => `groundcrew-drill-${drillId}`;
