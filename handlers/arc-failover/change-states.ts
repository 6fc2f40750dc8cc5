import { task } from '../shared/task.ts';
import { arcPorts } from './arc-client.ts';
import { changeStates } from './contract.ts';
import { failOver } from './fail-over.ts';

/**
 * Fails over, and tells what it did. Whatever endpoints do is a verdict of the report, not an error. The order of endpoints is drawn from
 * the execution's ARN. Calls the five endpoints and nothing else.
 */
export const handler = task(changeStates, ({ request, gates, approval, executionArn }) =>
  failOver({ request, gates, approval }, arcPorts(executionArn)),
);
