/** Ends a drill from outside: its execution is stopped, its janitor takes everything away, and what is left is looked at. */
import { DescribeExecutionCommand, StartExecutionCommand, StopExecutionCommand } from '@aws-sdk/client-sfn';
import { drillIdOf } from '../../../handlers/dr-drill/contract.ts';
import type { Connection } from '../connection.ts';
import { NotFoundError } from '../errors.ts';
import { findExecution } from '../find-execution.ts';
import { singleLine } from '../format/table.ts';
import { parseJson } from '../workflows/parse-json.ts';
import { readResidue, statusOf, type DrillArtefacts, type Residue } from './artefacts.ts';

/** The drill that a person means. */
export interface Meant {
  readonly drillId: string;
  readonly executionArn?: string;
}

/** How a drill ended. */
export interface Aborted {
  readonly drill: Meant;
  /** Of the drill's execution, in Step Functions' words; NOT_STOPPED where that was refused. */
  readonly execution: string;
  readonly janitor: Janitor;
  readonly left?: DrillArtefacts;
}

export interface Janitor {
  readonly name: string;
  readonly status: string;
  readonly verdict?: string;
  readonly report?: string;
}

export interface AbortRequest {
  readonly connection: Connection;
  /** ARN of the janitor's machine. */
  readonly janitor: string;
  readonly regions: readonly string[];
  readonly reason: string | undefined;
  /** Told what a person should know. */
  note(text: string): void;
}

/** Ends it. It can be repeated, and needs neither the execution nor the ledger's entry. */
export async function abortDrill(drill: Meant, request: AbortRequest): Promise<Aborted> {
  const { connection, janitor: machine, regions, reason } = request;
  const cause = `ended by ${connection.caller}: ${reason ?? 'no reason given'}`.slice(0, 300);
  const execution = await stopExecution(drill, cause, request);
  const janitor = await runJanitor(machine, drill.drillId, cause, connection);
  const left = (await readResidue(connection, machine, regions)).drills.find(({ drillId }) => drillId === drill.drillId);
  return { drill, execution, janitor, ...(left ? { left } : {}) };
}

/**
 * A drill's id, or the name or ARN of its execution.
 * @throws NotFoundError with the drills that there are.
 */
export async function meantDrill(reference: string, { drills, ledger }: Residue, connection: Connection): Promise<Meant> {
  const entry = ledger.drills.find(
    ({ drillId, executionArn }) => drillId === reference || executionArn === reference || executionArn.endsWith(`:${reference}`),
  );
  if (entry) return entry;
  if (drills.some(({ drillId }) => drillId === reference)) return { drillId: reference };
  if (!/^[0-9a-f]{12}$/.test(reference)) {
    // A drill that is not armed yet is known by its execution alone.
    const executionArn = await findExecution(connection, reference).catch((error: unknown) => {
      if (error instanceof NotFoundError) return undefined;
      throw error;
    });
    if (executionArn !== undefined && /dr-drill$/.test(executionArn.split(':')[6]!))
      return { drillId: drillIdOf(executionArn), executionArn };
  }
  const known = drills.map(({ drillId }) => drillId).join(', ') || 'none';
  throw new NotFoundError(
    `there is no drill "${singleLine(reference)}"`,
    `drills that have something: ${known}; groundcrew drill residue lists it`,
  );
}

/** Stops the execution if it runs. One that cannot be stopped does not keep the janitor from ending the drill. */
async function stopExecution({ executionArn }: Meant, cause: string, { connection, note }: AbortRequest): Promise<string> {
  if (executionArn === undefined) return 'UNKNOWN';
  try {
    const status = await statusOf(connection, executionArn);
    if (status !== 'RUNNING') return status;
    await connection
      .stepFunctionsOf(executionArn)
      .send(new StopExecutionCommand({ executionArn, error: 'Groundcrew.DrillAborted', cause }));
    return 'ABORTED';
  } catch (error) {
    note(`the execution could not be stopped: ${singleLine((error as Error).message)}; its deny is taken away all the same`);
    return 'NOT_STOPPED';
  }
}

async function runJanitor(stateMachineArn: string, drillId: string, cause: string, connection: Connection): Promise<Janitor> {
  const name = `abort-${drillId}-${Math.floor(connection.now() / 1000)}`;
  const { executionArn } = await connection.stepFunctions.send(
    new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify({ drillId, cause }) }),
  );
  await connection.waitFor(executionArn!, () => {}, {});
  const { status, output } = await connection.stepFunctions.send(new DescribeExecutionCommand({ executionArn }));
  const ended = (parseJson(output) ?? {}) as { verdict?: string; bucket?: string; files?: { markdown: string } };
  return {
    ...{ name, status: status! },
    ...(ended.verdict === undefined ? {} : { verdict: ended.verdict }),
    ...(ended.files === undefined ? {} : { report: `s3://${ended.bucket}/${ended.files.markdown}` }),
  };
}
