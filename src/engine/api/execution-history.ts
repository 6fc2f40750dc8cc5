import type { Json } from '../json.ts';
import type { EngineEvent } from './engine-port.ts';
import { page } from './paging.ts';
import type { PageRequest } from './paging.ts';
import { seconds } from './state-machine.ts';

/** Members of event details that hold data of the execution, left out with `includeExecutionData: false`. */
const DATA = new Set([
  'input',
  'inputDetails',
  'output',
  'outputDetails',
  'parameters',
  'assignedVariables',
  'assignedVariablesDetails',
]);

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_GetExecutionHistory.html */
export function executionHistory(
  execution: { readonly arn: string; readonly history: readonly EngineEvent[] },
  request: PageRequest & { reverseOrder?: boolean; includeExecutionData?: boolean },
): { [key: string]: Json } {
  const { reverseOrder = false, includeExecutionData = true } = request;
  const ordered = reverseOrder ? [...execution.history].reverse() : execution.history;
  const { items, nextToken } = page(ordered, request, `history ${reverseOrder ? 'reverse ' : ''}${execution.arn}`);
  const events = items.map((event) => exported(event, includeExecutionData));
  return { events, ...(nextToken !== undefined && { nextToken }) };
}

function exported(event: EngineEvent, withData: boolean): Json {
  const members = { ...event, timestamp: seconds(event.timestamp) } as unknown as { [key: string]: Json };
  if (withData) return members;
  const stripped = Object.entries(members).map(([key, value]): [string, Json] => {
    if (!key.endsWith('EventDetails') || typeof value !== 'object' || value === null || Array.isArray(value)) return [key, value];
    return [key, Object.fromEntries(Object.entries(value).filter(([member]) => !DATA.has(member)))];
  });
  return Object.fromEntries(stripped);
}
