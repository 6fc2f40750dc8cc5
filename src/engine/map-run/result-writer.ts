import type { Execution } from '../execution/execution.ts';
import type { JsonObject } from '../expressions/index.ts';
import type { Json } from '../json.ts';
import type { ObjectStore } from '../ports.ts';
import type { MapRun } from './map-run.ts';

/** A closed child execution as the files of a ResultWriter have it. */
export interface ChildResult {
  readonly status: Execution['status'];
  readonly described: JsonObject;
}

/** Writes a Map Run's results to S3, with a manifest. https://docs.aws.amazon.com/step-functions/latest/dg/input-output-resultwriter.html */
export async function writeResults(
  objects: ObjectStore | undefined,
  destination: { bucket: string; prefix: string; roleArn: string },
  mapRun: MapRun,
  children: readonly ChildResult[],
): Promise<{ ok: true; output: Json } | { ok: false; error: string; cause: string }> {
  const failed = (cause: string): { ok: false; error: string; cause: string } => ({
    ok: false,
    error: 'States.ResultWriterFailed',
    cause,
  });
  if (objects === undefined) return failed('No object store is connected to this engine.');
  const { bucket, roleArn } = destination;
  const folder = [destination.prefix.replace(/\/$/, ''), mapRun.mapRunArn.split(':').at(-1)!].filter(Boolean).join('/');
  const groups: Readonly<Record<string, readonly ChildResult[]>> = {
    FAILED: children.filter(({ status }) => status === 'FAILED' || status === 'TIMED_OUT'),
    PENDING: children.filter(({ status }) => status === 'ABORTED'),
    SUCCEEDED: children.filter(({ status }) => status === 'SUCCEEDED'),
  };
  const files: JsonObject = {};
  for (const [group, executions] of Object.entries(groups)) {
    if (executions.length === 0) {
      files[group] = [];
      continue;
    }
    const key = `${folder}/${group}_0.json`;
    const body = new TextEncoder().encode(JSON.stringify(executions.map(({ described }) => described)));
    const put = await objects.putObject({ bucket, key, body, roleArn });
    if (!put.ok) return failed(put.cause);
    files[group] = [{ Key: key, Size: body.length }];
  }
  const key = `${folder}/manifest.json`;
  const manifest = { DestinationBucket: bucket, MapRunArn: mapRun.mapRunArn, ResultFiles: files };
  const put = await objects.putObject({ bucket, key, body: new TextEncoder().encode(JSON.stringify(manifest)), roleArn });
  if (!put.ok) return failed(put.cause);
  return { ok: true, output: { MapRunArn: mapRun.mapRunArn, ResultWriterDetails: { Bucket: bucket, Key: key } } };
}

/** What is kept of a closed child for the results: its execution may leave memory. */
export const childResult = (child: Execution): ChildResult => ({ status: child.status, described: describe(child) });

function describe(child: Execution): JsonObject {
  const time = (milliseconds: number): string => new Date(milliseconds).toISOString();
  return {
    ExecutionArn: child.arn,
    Input: child.input,
    InputDetails: { Included: true },
    Name: child.name,
    ...(child.output === undefined ? {} : { Output: child.output, OutputDetails: { Included: true } }),
    ...(child.error === undefined ? {} : { Error: child.error }),
    ...(child.cause === undefined ? {} : { Cause: child.cause }),
    StartDate: time(child.startDate),
    StateMachineArn: child.stateMachineArn,
    Status: child.status,
    ...(child.stopDate === undefined ? {} : { StopDate: time(child.stopDate) }),
  };
}
