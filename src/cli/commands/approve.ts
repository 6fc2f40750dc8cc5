import type { Decision } from '../../../handlers/approval/contract.ts';
import { answer, chooseApproval } from '../approvals.ts';
import type { CommandRun } from '../command.ts';
import { confirm } from '../confirm.ts';
import { connect } from '../connect.ts';
import type { ConnectionOptions } from '../connection-options.ts';
import { UsageError } from '../errors.ts';
import { ExitCode } from '../exit-code.ts';
import { findExecution } from '../find-execution.ts';
import { follow } from '../follow.ts';
import { approvalLines } from '../format/approval.ts';
import { workflowOf } from '../workflows/workflow-of.ts';

interface ApproveOptions extends ConnectionOptions {
  readonly approval?: string;
  readonly reason?: string;
  readonly detach?: boolean;
  readonly json?: boolean;
}

/** `groundcrew approve <execution>`: allows what it asks, and shows how it goes on. */
export const approve = answering('APPROVED');

/** `groundcrew reject <execution>`: refuses it. */
export const reject = answering('REJECTED');

function answering(decision: Decision['decision']): CommandRun {
  const [verb, done] = decision === 'APPROVED' ? ['approve', 'approved'] : ['reject', 'rejected'];
  return async ({ args, options: given }, terminal) => {
    const options = given as ApproveOptions;
    if (options.reason !== undefined && (options.reason.trim() === '' || options.reason.length > 1000))
      throw new UsageError('--reason takes 1 to 1000 characters');
    const connection = await connect(options, terminal);
    try {
      const executionArn = await findExecution(connection, args[0]!);
      const approval = await chooseApproval(connection, executionArn, options.approval);
      const name = approval.startedIn.split(':').at(-1)!;
      terminal.note(`${terminal.colors.bold(name)} in ${connection.description}`);
      for (const line of approvalLines(approval, connection.now())) terminal.note(line);
      if (connection.where === 'aws') await confirm(terminal, `Type ${verb} to ${verb} it: `, verb!, options.yes);
      const answered = await answer(approval, {
        approval: approval.approval,
        decision,
        ...(options.reason === undefined ? {} : { reason: options.reason }),
      });
      const last = answered.approvals.at(-1)!;
      terminal.note(`  ${done} by ${last.identity} (${last.source})`);
      if (options.detach) {
        if (options.json) terminal.out(JSON.stringify({ schemaVersion: 1, execution: name, approval: answered }, null, 2));
        return answered.state === 'PENDING' ? ExitCode.WaitingForPerson : ExitCode.Done;
      }
      const workflow = await workflowOf(connection, approval.startedIn);
      return await follow(workflow, approval.startedIn, connection, terminal, options);
    } finally {
      await connection.close();
    }
  };
}
