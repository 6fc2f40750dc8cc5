/**
 * The course of an operation on a stack set: Region after Region, a few accounts at a time, and no further once more accounts of a Region
 * have failed than are tolerated (CloudFormation user guide, StackSets operation options).
 */
import type { StackSetOperationPreferences } from '@aws-sdk/client-cloudformation';
import { AwsError } from '../core/errors.ts';
import type { Json } from '../core/json.ts';
import { sample } from '../core/random.ts';
import type { CallContext, Duration } from '../core/service.ts';
import { accountTable } from '../organizations/rows.ts';
import { deployStack, removeStack } from './deploy-instance.ts';
import { operationInProgress } from './errors.ts';
import {
  stackInstanceTable,
  stackSetOperationTable,
  stackSetTable,
  type OperationResult,
  type StackSetOperationRow,
  type StackSetRow,
} from './rows.ts';

/** One account after another in one Region. The figure is ours. */
const instanceTakes: Duration = { median: 40_000, minimum: 15_000, maximum: 5 * 60_000 };

interface Start {
  readonly action: StackSetOperationRow['action'];
  readonly id: string | undefined;
  readonly preferences: StackSetOperationPreferences | undefined;
  readonly targets: readonly { readonly account: string; readonly unit: string }[];
  readonly regions: readonly string[];
  readonly retainStacks: boolean;
}

/** Starts an operation and returns its id. Throws OperationInProgressException, OperationIdAlreadyExistsException. */
export function startOperation(context: CallContext, stackSet: StackSetRow, start: Start): string {
  const operations = stackSetOperationTable(context);
  const id = start.id ?? context.uuid();
  const key = `${stackSet.name}/${id}`;
  if (operations.has(key))
    throw new AwsError('OperationIdAlreadyExistsException', `Operation ${id} already exists`, { statusCode: 409 });
  for (const other of operations.values()) {
    if (other.stackSet === stackSet.name && other.status === 'RUNNING') throw operationInProgress(stackSet.id);
  }
  const { concurrency, tolerance } = preferencesOf(start.preferences, start.targets.length);
  const results = start.regions.flatMap((region) =>
    start.targets.map(({ account }): OperationResult => ({ account, region, status: 'PENDING' })),
  );
  operations.put(key, {
    id,
    stackSet: stackSet.name,
    action: start.action,
    status: 'RUNNING',
    createdAt: context.now,
    concurrency,
    tolerance,
    retainStacks: start.retainStacks,
    results,
  });
  if (start.action === 'CREATE') {
    for (const region of start.regions) {
      for (const { account, unit } of start.targets) {
        const instance = `${stackSet.name}/${account}/${region}`;
        const before = stackInstanceTable(context).get(instance);
        stackInstanceTable(context).put(instance, {
          ...(before ?? { stackSet: stackSet.name, account, region, organizationalUnitId: unit }),
          status: before?.status ?? 'OUTDATED',
          detailedStatus: 'PENDING',
          lastOperationId: id,
        });
      }
    }
  }
  proceed(context, stackSet.name, id);
  return id;
}

/** Strict failure tolerance: never more at a time than may fail, and one; soft: as many as were asked for. */
function preferencesOf(
  preferences: StackSetOperationPreferences | undefined,
  accounts: number,
): { concurrency: number; tolerance: number } {
  const share = (percentage: number | undefined): number | undefined =>
    percentage === undefined ? undefined : Math.floor((accounts * percentage) / 100);
  const tolerance = preferences?.FailureToleranceCount ?? share(preferences?.FailureTolerancePercentage) ?? 0;
  const wanted = preferences?.MaxConcurrentCount ?? share(preferences?.MaxConcurrentPercentage) ?? 1;
  const soft = preferences?.ConcurrencyMode === 'SOFT_FAILURE_TOLERANCE';
  return { tolerance, concurrency: Math.max(1, soft ? wanted : Math.min(wanted, tolerance + 1)) };
}

function proceed(context: CallContext, stackSet: string, id: string): void {
  const takes = sample(context.settings.durations['cloudformation/stack-instance'] ?? instanceTakes, () => context.random());
  context.schedule(context.now + takes, 'cloudformation/next-instances', { stackSet, id });
}

/** Deploys to the next accounts of a Region, or ends the operation. */
function nextInstances(args: Json, context: CallContext): void {
  const { stackSet: name, id } = args as { stackSet: string; id: string };
  const operations = stackSetOperationTable(context);
  const key = `${name}/${id}`;
  const operation = operations.get(key)!;
  const stackSet = stackSetTable(context).get(name)!;
  const results = [...operation.results];
  const first = results.findIndex(({ status }) => status === 'PENDING');
  if (first >= 0) {
    const { region } = results[first]!;
    for (let done = 0, at = first; done < operation.concurrency && results[at]?.region === region; done += 1, at += 1)
      results[at] = carryOut(context, stackSet, operation, results[at]!);
    const failed = results.filter((result) => result.region === region && result.status === 'FAILED').length;
    if (failed > operation.tolerance) {
      for (const [index, result] of results.entries())
        if (result.status === 'PENDING') results[index] = cancel(context, name, result);
    }
  }
  if (results.some(({ status }) => status === 'PENDING')) {
    operations.put(key, { ...operation, results });
    proceed(context, name, id);
    return;
  }
  const failed = results.some(({ status }) => status === 'CANCELLED') || exceeds(results, operation.tolerance);
  operations.put(key, { ...operation, results, status: failed ? 'FAILED' : 'SUCCEEDED', endedAt: context.now });
}

function exceeds(results: readonly OperationResult[], tolerance: number): boolean {
  const failed = new Map<string, number>();
  for (const { region, status } of results) if (status === 'FAILED') failed.set(region, (failed.get(region) ?? 0) + 1);
  return [...failed.values()].some((count) => count > tolerance);
}

function cancel(context: CallContext, stackSet: string, result: OperationResult): OperationResult {
  const instances = stackInstanceTable(context);
  const key = `${stackSet}/${result.account}/${result.region}`;
  const statusReason = 'Cancelled since failure tolerance has exceeded';
  const row = instances.get(key);
  if (row) instances.put(key, { ...row, detailedStatus: 'CANCELLED', statusReason });
  return { ...result, status: 'CANCELLED', statusReason };
}

function carryOut(
  context: CallContext,
  stackSet: StackSetRow,
  { action, id, retainStacks }: StackSetOperationRow,
  result: OperationResult,
): OperationResult {
  const { account, region } = result;
  const instances = stackInstanceTable(context);
  const key = `${stackSet.name}/${account}/${region}`;
  const row = instances.get(key);
  if (action === 'DELETE') {
    if (row?.stackId !== undefined && !retainStacks) removeStack(context, account, region, row.stackId);
    instances.delete(key);
    return { ...result, status: 'SUCCEEDED' };
  }
  if (accountTable(context).get(account)?.state !== 'ACTIVE') {
    instances.put(key, { ...row!, detailedStatus: 'SKIPPED_SUSPENDED_ACCOUNT', lastOperationId: id });
    return { ...result, status: 'SUCCEEDED', statusReason: 'Skipped: the account is suspended' };
  }
  const deployed = deployStack(context, stackSet, { account, region });
  if ('reason' in deployed) {
    instances.put(key, { ...row!, detailedStatus: 'FAILED', statusReason: deployed.reason, lastOperationId: id });
    return { ...result, status: 'FAILED', statusReason: deployed.reason };
  }
  const { statusReason: _gone, ...rest } = row!;
  instances.put(key, {
    ...rest,
    status: 'CURRENT',
    detailedStatus: 'SUCCEEDED',
    stackId: deployed.stackId,
    lastOperationId: id,
  });
  return { ...result, status: 'SUCCEEDED' };
}

/** Timers of operations on stack sets. */
export const stackSetTimers = { 'next-instances': nextInstances };
