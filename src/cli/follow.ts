/** Watches an execution to its end, or to where only a person can let it go on, and prints what came of it. */
import { DescribeExecutionCommand } from '@aws-sdk/client-sfn';
import { approvalsOf } from './approvals.ts';
import type { Connection, WaitOptions } from './connection.ts';
import type { ConnectionOptions } from './connection-options.ts';
import { ExitCode } from './exit-code.ts';
import { answerCommands, approvalLines } from './format/approval.ts';
import { createProgress } from './progress/progress.ts';
import { printResult } from './result.ts';
import type { Terminal } from './terminal.ts';
import type { Workflow } from './workflows/workflow.ts';

export interface FollowOptions extends Pick<ConnectionOptions, 'org' | 'aws'>, WaitOptions {
  readonly json?: boolean;
}

export async function follow(
  workflow: Workflow,
  executionArn: string,
  connection: Connection,
  terminal: Terminal,
  options: FollowOptions,
): Promise<ExitCode> {
  const { json = false, approveAs } = options;
  const outcome = await watch(workflow, executionArn, connection, terminal, approveAs === undefined ? {} : { approveAs });
  if (outcome === 'waiting-for-person' && (await printWaiting(workflow, executionArn, connection, terminal, options))) {
    return ExitCode.WaitingForPerson;
  }
  const execution = await connection.stepFunctionsOf(executionArn).send(new DescribeExecutionCommand({ executionArn }));
  return printResult(workflow, execution, connection, terminal, json);
}

async function watch(
  workflow: Workflow,
  executionArn: string,
  connection: Connection,
  terminal: Terminal,
  options: WaitOptions,
): Promise<'closed' | 'waiting-for-person'> {
  const progress = createProgress(workflow, executionArn, terminal);
  const detach = (): void => {
    progress.done();
    const name = executionArn.split(':').at(-1)!;
    terminal.note(
      connection.where === 'aws'
        ? `detached; the execution goes on: groundcrew watch ${name} --aws`
        : 'interrupted; the same command again resumes the batch',
    );
    process.exit(ExitCode.Detached);
  };
  process.once('SIGINT', detach);
  try {
    return await connection.waitFor(executionArn, (event) => progress.observe(event), options);
  } finally {
    process.off('SIGINT', detach);
    progress.done();
  }
}

/** Prints what is asked and the commands that answer. False when no approval is waited for. */
async function printWaiting(
  workflow: Workflow,
  executionArn: string,
  connection: Connection,
  terminal: Terminal,
  { json, ...reach }: FollowOptions,
): Promise<boolean> {
  const waiting = await approvalsOf(connection, executionArn);
  if (waiting.length === 0) return false;
  const execution = executionArn.split(':').at(-1)!;
  if (json) {
    const approvals = waiting.map(({ at: _at, ...approval }) => approval);
    const document = { schemaVersion: 1, workflow: workflow.name, execution, status: 'RUNNING', waitingFor: approvals };
    terminal.out(JSON.stringify(document, null, 2));
    return true;
  }
  terminal.out(`${execution} waits for ${waiting.length === 1 ? 'an approval' : `${waiting.length} approvals`}`);
  for (const approval of waiting) {
    for (const line of approvalLines(approval, connection.now())) terminal.out(line);
    for (const line of answerCommands(approval, reach, waiting.length > 1)) terminal.out(line);
  }
  return true;
}
