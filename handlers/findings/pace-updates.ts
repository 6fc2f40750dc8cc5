import { task } from '../shared/task.ts';
import { paceUpdates } from './contract.ts';
import { reserveCall } from './pacer.ts';

/** Reserves one call of BatchUpdateFindings for a group and tells when it may be made. */
export const handler = task(paceUpdates, async ({ group, key }) => ({
  group,
  key,
  at: new Date(await reserveCall()).toISOString(),
}));
