import type { Json } from '../json.ts';
import { ApiError } from './api-error.ts';
import { parseArn } from './arn.ts';
import type { EngineMapRun, EnginePort } from './engine-port.ts';
import { page } from './paging.ts';
import type { PageRequest } from './paging.ts';
import { seconds } from './state-machine.ts';

type Output = { [key: string]: Json };

function find(engine: EnginePort, arn: string): EngineMapRun {
  parseArn(arn, 'mapRun');
  const run = engine.mapRun(arn);
  if (run === undefined) throw new ApiError('ResourceNotFound', `Resource not found: '${arn}'`);
  return run;
}

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeMapRun.html */
export function describeMapRun(engine: EnginePort, input: { mapRunArn: string }): Output {
  const { mapRunArn, executionArn, status, startDate, stopDate, maxConcurrency, itemCounts, executionCounts, ...run } = find(
    engine,
    input.mapRunArn,
  );
  return {
    mapRunArn,
    executionArn,
    status,
    startDate: seconds(startDate),
    ...(stopDate !== undefined && { stopDate: seconds(stopDate) }),
    maxConcurrency,
    toleratedFailurePercentage: run.toleratedFailurePercentage,
    toleratedFailureCount: run.toleratedFailureCount,
    itemCounts: { ...itemCounts },
    executionCounts: { ...executionCounts },
    redriveCount: run.redriveCount ?? 0,
    ...(run.redriveDate !== undefined && { redriveDate: seconds(run.redriveDate) }),
  };
}

export function listMapRuns(engine: EnginePort, input: PageRequest & { executionArn: string }): Output {
  const { items, nextToken } = page([...engine.mapRuns(input.executionArn)], input, `mapRuns ${input.executionArn}`);
  return {
    mapRuns: items.map(({ executionArn, mapRunArn, stateMachineArn, startDate, stopDate }) => ({
      executionArn,
      mapRunArn,
      stateMachineArn,
      startDate: seconds(startDate),
      ...(stopDate !== undefined && { stopDate: seconds(stopDate) }),
    })),
    ...(nextToken !== undefined && { nextToken }),
  };
}

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_UpdateMapRun.html */
export function updateMapRun(
  engine: EnginePort,
  input: { mapRunArn: string; maxConcurrency?: number; toleratedFailurePercentage?: number; toleratedFailureCount?: number },
): Output {
  find(engine, input.mapRunArn);
  engine.updateMapRun(input);
  return {};
}
