/** AWS CloudTrail: the event history. Only calls of Step Functions that start or stop executions are recorded. */
import { defineService } from '../core/service.ts';
import { lookupOperations } from './lookup-events.ts';

export const cloudtrail = defineService({ name: 'cloudtrail', iamPrefix: 'cloudtrail', operations: lookupOperations });
