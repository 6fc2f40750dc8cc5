import { StartExecutionCommand, type SFNClient } from '@aws-sdk/client-sfn';

/** Carries out what may be repeated until it is answered: faults strike the simulation's own calls too. */
export async function again<Value>(call: () => Promise<Value>): Promise<Value> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await call();
    } catch (error) {
      if (attempt === 5) throw error;
    }
  }
}

/** Starts an execution by name: the same name and input again is the same execution. */
export async function startExecution(
  stepFunctions: SFNClient,
  request: { readonly stateMachineArn: string; readonly name: string; readonly input: string },
): Promise<string> {
  const { executionArn } = await again(() => stepFunctions.send(new StartExecutionCommand(request)));
  return executionArn!;
}
