import { task } from '../shared/task.ts';
import { captureExecution as capture } from './capture.ts';
import { captureExecution } from './contract.ts';

/** Captures the execution of a status change event. Lambda calls again when it fails; the daily sweep finds what stays behind. */
export const handler = task(captureExecution, async ({ detail: { executionArn } }) => ({
  executionArn,
  ...(await capture(executionArn)),
}));
