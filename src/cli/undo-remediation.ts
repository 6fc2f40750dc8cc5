/** Starts the undoing of a remediation: what it changed goes back to the pre-images that it kept. */
import { DescribeExecutionCommand, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { Connection } from './connection.ts';
import { UsageError } from './errors.ts';
import { parseJson } from './workflows/parse-json.ts';

const remediationInput = z.looseObject({ batch: z.string(), undo: z.string().optional(), dryRun: z.boolean().optional() });

export interface Remediation {
  readonly executionArn: string;
  readonly name: string;
  readonly stateMachineArn: string;
  readonly status: string;
  readonly batch: string;
  /** The batch that it undoes, where it is an undoing itself. */
  readonly undoes?: string;
  readonly dryRun: boolean;
}

/**
 * An execution of finding-remediation as undoing needs it.
 * @throws UsageError when it is of something else.
 */
export async function readRemediation(connection: Connection, executionArn: string): Promise<Remediation> {
  const { stateMachineArn, name, status, input } = await connection
    .stepFunctionsOf(executionArn)
    .send(new DescribeExecutionCommand({ executionArn }));
  const parsed = remediationInput.safeParse(parseJson(input));
  if (!stateMachineArn!.endsWith('finding-remediation') || !parsed.success) {
    throw new UsageError(`${name!} is no remediation: only executions of finding-remediation can be undone`);
  }
  const { batch, undo, dryRun = false } = parsed.data;
  return {
    ...{ executionArn, name: name!, stateMachineArn: stateMachineArn!, status: status!, batch, dryRun },
    ...(undo === undefined ? {} : { undoes: undo }),
  };
}

/** Why it cannot be undone, in words; undefined where it can. */
export function refusalToUndo({ name, status, undoes, dryRun }: Remediation): UsageError | undefined {
  if (undoes !== undefined) return new UsageError(`${name} is no remediation: it is the undoing of one`);
  if (dryRun) return new UsageError(`${name} was a dry run: it changed nothing that could be undone`);
  if (status !== 'RUNNING') return undefined;
  return new UsageError(`${name} is still running`, `groundcrew stop ${name} --reason TEXT, then undo it`);
}

/** Starts the undoing; returns its ARN and name. */
export async function startUndo(
  connection: Connection,
  { executionArn, stateMachineArn, batch }: Remediation,
  dryRun: boolean,
): Promise<{ executionArn: string; name: string }> {
  const name = `undo-${createHash('sha256').update(`${batch} ${connection.now()}`).digest('hex').slice(0, 16)}`;
  const started = await connection.stepFunctionsOf(executionArn).send(
    new StartExecutionCommand({
      stateMachineArn,
      name,
      input: JSON.stringify({ batch: name, undo: batch, ...(dryRun ? { dryRun: true } : {}) }),
    }),
  );
  return { executionArn: started.executionArn!, name };
}
