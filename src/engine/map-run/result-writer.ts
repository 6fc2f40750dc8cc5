import type { EndedExecution } from '../durable/ended-execution.ts';
import type { JsonObject } from '../expressions/index.ts';
import type { Json } from '../json.ts';
import type { ObjectStore } from '../ports.ts';
import type { MapRun } from './map-run.ts';

/** A closed child execution as the files of a ResultWriter have it. */
export interface ChildResult {
  readonly status: EndedExecution['status'];
  readonly described: JsonObject;
  /** When it succeeded. */
  readonly output: Json | undefined;
}

type Transformation = 'NONE' | 'COMPACT' | 'FLATTEN';

/** How a WriterConfig wants the results. https://docs.aws.amazon.com/step-functions/latest/dg/input-output-resultwriter.html ("WriterConfig") */
function transformationOf(config: JsonObject, otherwise: Transformation): Transformation {
  const { Transformation: given } = config;
  return given === 'NONE' || given === 'COMPACT' || given === 'FLATTEN' ? given : otherwise;
}

/** The Map state's result where nothing is written to S3; outputs alone unless the WriterConfig says otherwise. */
export function gatherResults(config: JsonObject, children: readonly ChildResult[]): Json {
  return transformed(children, transformationOf(config, 'COMPACT'));
}

/** What did not succeed is described whatever the transformation. */
function transformed(children: readonly ChildResult[], transformation: Transformation): Json[] {
  if (transformation === 'NONE') return children.map(({ described }) => described);
  const outputs = children.map(({ described, output }) => output ?? errorOf(described));
  return transformation === 'COMPACT' ? outputs : outputs.flatMap((output) => output);
}

const errorOf = ({ Error: error = null, Cause: cause = null }: JsonObject): JsonObject => ({ Error: error, Cause: cause });

/** Writes a Map Run's results to S3, with a manifest. https://docs.aws.amazon.com/step-functions/latest/dg/input-output-resultwriter.html */
export async function writeResults(
  objects: ObjectStore | undefined,
  destination: { bucket: string; prefix: string; roleArn: string; config: JsonObject },
  mapRun: MapRun,
  children: readonly ChildResult[],
): Promise<{ ok: true; output: Json } | { ok: false; error: string; cause: string }> {
  const failed = (cause: string): { ok: false; error: string; cause: string } => ({
    ok: false,
    error: 'States.ResultWriterFailed',
    cause,
  });
  if (objects === undefined) return failed('No object store is connected to this engine.');
  const { bucket, roleArn, config } = destination;
  const transformation = transformationOf(config, 'NONE');
  const lines = config.OutputType === 'JSONL';
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
    const key = `${folder}/${group}_0.${lines ? 'jsonl' : 'json'}`;
    const results = transformed(executions, group === 'SUCCEEDED' ? transformation : 'NONE');
    const text = lines ? results.map((result) => `${JSON.stringify(result)}\n`).join('') : JSON.stringify(results);
    const body = new TextEncoder().encode(text);
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
export const childResult = (child: EndedExecution): ChildResult => ({
  status: child.status,
  described: describe(child),
  output: child.outputValue,
});

function describe(child: EndedExecution): JsonObject {
  const time = (milliseconds: number): string => new Date(milliseconds).toISOString();
  const redrive =
    child.status === 'SUCCEEDED'
      ? { RedriveStatus: 'NOT_REDRIVABLE', RedriveStatusReason: 'Execution is SUCCEEDED and cannot be redriven' }
      : { RedriveStatus: 'REDRIVABLE_BY_MAP_RUN' };
  return {
    ...(child.cause === undefined ? {} : { Cause: child.cause }),
    ...(child.error === undefined ? {} : { Error: child.error }),
    ExecutionArn: child.arn,
    Input: child.input,
    InputDetails: { Included: true },
    Name: child.name,
    ...(child.output === undefined ? {} : { Output: child.output, OutputDetails: { Included: true } }),
    RedriveCount: child.redriveCount,
    ...redrive,
    StartDate: time(child.startDate),
    StateMachineArn: child.stateMachineArn,
    Status: child.status,
    ...(child.stopDate === undefined ? {} : { StopDate: time(child.stopDate) }),
  };
}
