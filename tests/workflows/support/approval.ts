/** The packaged target `management` with one more machine, which asks for an approval; and people who answer it. */
import { DescribeExecutionCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ApprovalView } from '../../../handlers/approval/contract.ts';
import { sendSigned, type UrlRequest } from '../../../src/cli/signed-request.ts';
import type { Local } from '../../../src/local/index.ts';
import { packagedTarget, type Resource } from '../../package/packaged-template.ts';
import { repositoryRoot } from '../../support/repository.ts';

export const machineName = 'groundcrew-prod-ask-approval';
/** Asks for the same again when it was approved. */
export const twiceName = 'groundcrew-prod-ask-twice';

/** Fails at the very state that asks, so that a redrive asks again. */
export const plainName = 'groundcrew-prod-ask-plainly';

/** What the machine asks where a test says nothing else. */
export const request = {
  workflow: 'ask-approval',
  action: 'terminate failed products',
  allows: ['pp-1', 'pp-2'],
  people: 1,
  expiresInSeconds: 3600,
};

/** Writes the target below `targetsDirectory`. */
export function writeApprovalTarget(targetsDirectory: string, parameters: Readonly<Record<string, string>> = {}): void {
  const { folder } = packagedTarget('management');
  const copy = join(targetsDirectory, 'management');
  mkdirSync(copy, { recursive: true });
  cpSync(join(folder, 'serverless-state.json'), join(copy, 'serverless-state.json'));
  const name = 'cloudformation-template-update-stack.json';
  const template = JSON.parse(readFileSync(join(folder, name), 'utf8')) as {
    Resources: Record<string, Resource>;
    Parameters: Record<string, { Default: string }>;
  };
  for (const [parameter, value] of Object.entries(parameters)) template.Parameters[parameter]!.Default = value;
  const arn = { 'Fn::GetAtt': ['RequestApprovalLambdaFunction', 'Arn'] };
  const statement = { Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: arn };
  template.Resources['AskApprovalRole'] = {
    Type: 'AWS::IAM::Role',
    Properties: {
      AssumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal: { Service: 'states.amazonaws.com' }, Action: 'sts:AssumeRole' }],
      },
      Policies: [{ PolicyName: 'ask', PolicyDocument: { Version: '2012-10-17', Statement: [statement] } }],
    },
  };
  const definition = readFileSync(join(repositoryRoot, 'tests/workflows/fixtures/ask-approval.asl.json'), 'utf8');
  for (const [id, StateMachineName, text] of [
    ['AskApproval', machineName, definition],
    ['AskTwice', twiceName, asksAgain(definition)],
    ['AskPlainly', plainName, catchesNothing(definition)],
  ] as const) {
    template.Resources[id] = {
      Type: 'AWS::StepFunctions::StateMachine',
      Properties: {
        StateMachineName,
        RoleArn: { 'Fn::GetAtt': ['AskApprovalRole', 'Arn'] },
        DefinitionString: text,
        DefinitionSubstitutions: { RequestApproval: arn },
        Tags: [{ Key: 'groundcrew:approval-url', Value: { 'Fn::GetAtt': ['ApprovalUrl', 'FunctionUrl'] } }],
      },
    };
  }
  writeFileSync(join(copy, name), JSON.stringify(template));
}

/** What is approved is asked for once more. */
function asksAgain(definition: string): string {
  const machine = JSON.parse(definition) as { States: Record<string, { Arguments?: object }> };
  const asked = machine.States['Ask Approval']!;
  const { Payload } = asked.Arguments as { Payload: object };
  machine.States['Do It'] = {
    ...asked,
    Arguments: { ...asked.Arguments, Payload: { ...Payload, request: '{% $states.context.Execution.Input %}' } },
    ...{ Next: 'Be Done', TimeoutSeconds: 60 },
  };
  machine.States['Be Done'] = { Type: 'Succeed' } as object;
  return JSON.stringify(machine);
}

function catchesNothing(definition: string): string {
  const machine = JSON.parse(definition) as { States: Record<string, { Catch?: object }> };
  delete machine.States['Ask Approval']!.Catch;
  delete machine.States['Report Refusal'];
  delete machine.States['Report Failure'];
  return JSON.stringify(machine);
}

/** Somebody at the function URL. */
export interface Person {
  pending(): Promise<readonly ApprovalView[]>;
  /** The URL's status, and its document: `{approval}` or `{error, message}`. */
  decide(body: object): Promise<{ status: number; approval?: ApprovalView; error?: string; message?: string }>;
}

/** `name` is the session's name of the organization's operator, `at` the key of a target's place. */
export function person(local: Local, name: string, at = 'management'): Person {
  const url = local.stackOutputs[at]!['ApprovalUrl']!;
  const { region, credentials, requestHandler } = local.sdkConfig(
    name,
    local.targets.find(({ key }) => key === at),
  );
  const send = async (sent: UrlRequest): Promise<{ status: number; document: unknown }> =>
    sendSigned(
      { region, credentials: typeof credentials === 'function' ? await credentials() : credentials, requestHandler },
      url,
      sent,
    );
  return {
    async pending() {
      const { status, document } = await send({ method: 'GET' });
      if (status !== 200) throw new Error(`${status} ${JSON.stringify(document)}`);
      return (document as { approvals: ApprovalView[] }).approvals;
    },
    async decide(body) {
      const { status, document } = await send({ method: 'POST', body });
      return { status, ...(document as object) };
    },
  };
}

/** Starts the machine; `starter` is the requester. Nothing has happened yet when this returns: `local.run` lets it. */
export async function askApproval(
  local: Local,
  name: string,
  asked: object = request,
  starter = 'requester',
  machine = machineName,
): Promise<string> {
  const stepFunctions = new SFNClient(local.sdkConfig(starter));
  const stateMachineArn = `arn:aws:states:${local.region}:${local.account}:stateMachine:${machine}`;
  const { executionArn } = await stepFunctions.send(
    new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(asked) }),
  );
  stepFunctions.destroy();
  return executionArn!;
}

/** How an execution stands: its status and output, or error and cause. */
export async function standing(
  local: Local,
  executionArn: string,
): Promise<{ status: string; output: unknown; error?: string; cause?: string }> {
  const stepFunctions = new SFNClient(local.sdkConfig('test'));
  const { status, output, error, cause } = await stepFunctions.send(new DescribeExecutionCommand({ executionArn }));
  stepFunctions.destroy();
  return { status: status!, output: output && JSON.parse(output), ...(error === undefined ? {} : { error, cause: cause! }) };
}
