import { StartExecutionCommand, type SFNClient } from '@aws-sdk/client-sfn';
import { executionName } from './execution-name.ts';

/**
 * Starts the execution under a name made of what is asked. Step Functions keeps names for 90 days: where one is taken by a closed
 * execution, the next number is tried; where it is running with the same input, that one is followed.
 */
export async function startOnce(
  stepFunctions: SFNClient,
  stateMachineArn: string,
  name: string | undefined,
  stem: string,
  input: string,
): Promise<string> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const started = await stepFunctions.send(
        new StartExecutionCommand({ stateMachineArn, name: name ?? executionName(stem, input, attempt), input }),
      );
      return started.executionArn!;
    } catch (error) {
      if ((error as Error).name !== 'ExecutionAlreadyExists' || name !== undefined) throw error;
    }
  }
}
