/** AWS Lambda: functions, versions and policies. The code itself runs behind `ports.invokeFunction`. */
import { defineService } from '../core/service.ts';
import { eventSourceOperations, pollQueue } from './event-source-mappings.ts';
import { functionOperations } from './function-operations.ts';
import { invokeOperations, runEvent } from './invoke.ts';
import { policyOperations } from './policy-operations.ts';
import { urlOperations } from './url-operations.ts';
import { urlRequests } from './url-requests.ts';

export const lambda = defineService({
  name: 'lambda',
  iamPrefix: 'lambda',
  operations: {
    ...functionOperations,
    ...policyOperations,
    ...invokeOperations,
    ...urlOperations,
    ...urlRequests,
    ...eventSourceOperations,
  },
  timers: { event: runEvent, 'poll-queue': pollQueue },
});
