import { DescribeExecutionCommand } from '@aws-sdk/client-sfn';
import type { Connection } from '../connection.ts';
import { parseJson } from './parse-json.ts';
import { workflowNameOf } from './machine.ts';
import type { Workflow } from './workflow.ts';
import { workflows } from './workflows.ts';

/** The workflow of an execution; one that only shows its output where the machine is none that the command knows. */
export async function workflowOf(connection: Connection, executionArn: string): Promise<Workflow> {
  const { stateMachineArn } = await connection.stepFunctionsOf(executionArn).send(new DescribeExecutionCommand({ executionArn }));
  const machine = stateMachineArn!.split(':')[6]!;
  const name = workflowNameOf(
    machine,
    workflows.map((known) => known.name),
  );
  return workflows.find((known) => known.name === name) ?? plainWorkflow(machine);
}

function plainWorkflow(name: string): Workflow {
  return {
    name,
    purpose: '',
    target: 'management',
    prepare: () => Promise.reject(new Error(`${name} is not started by this command`)),
    result: ({ output }) => Promise.resolve({ kind: 'document', output: parseJson(output) }),
  };
}
