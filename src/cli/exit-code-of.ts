import type { ExecutionStatus } from '@aws-sdk/client-sfn';
import { ExitCode } from './exit-code.ts';

/** Exit code of an execution that ended in a way of its own, before its result is looked at. `error` is what it failed with. */
export function exitCodeOf(status: ExecutionStatus | undefined, error?: string): ExitCode {
  if (error === 'ApprovalRejected') return ExitCode.Aborted;
  switch (status) {
    case 'SUCCEEDED':
      return ExitCode.Done;
    case 'TIMED_OUT':
      return ExitCode.TimedOut;
    case 'ABORTED':
      return ExitCode.Aborted;
    case 'RUNNING':
    case 'PENDING_REDRIVE':
      return ExitCode.WaitingForPerson;
    default:
      return ExitCode.Failed;
  }
}
