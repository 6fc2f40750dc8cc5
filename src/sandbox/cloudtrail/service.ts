/** AWS CloudTrail: the event history (only calls of Step Functions that start or stop executions are recorded), and trails. */
import { defineService } from '../core/service.ts';
import { lookupOperations } from './lookup-events.ts';
import { trailSettingOperations } from './trail-settings.ts';
import { trailOperations } from './trails.ts';

export const cloudtrail = defineService({
  name: 'cloudtrail',
  iamPrefix: 'cloudtrail',
  operations: { ...lookupOperations, ...trailOperations, ...trailSettingOperations },
});
