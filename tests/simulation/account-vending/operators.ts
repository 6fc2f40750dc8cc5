/**
 * What people and others do while a batch runs. They are a state machine of their own in the simulated organization, so that each thing
 * happens at its virtual time whatever the speed of this machine.
 */
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import {
  AssociatePrincipalWithPortfolioCommand,
  DescribeProductAsAdminCommand,
  ListPortfoliosCommand,
  SearchProductsAsAdminCommand,
  ServiceCatalogClient,
} from '@aws-sdk/client-service-catalog';
import { CreateStateMachineCommand, SFNClient } from '@aws-sdk/client-sfn';
import { startExecution } from './again.ts';
import type { LocalOwner } from '../../../src/local/index.ts';
import type { OperatorAction } from './seeded-plan.ts';

/** Whom the actions concern. */
export interface Targets {
  readonly batchMachineArn: string;
  readonly accountMachineArn: string;
  readonly batchExecutionArn: string;
  /** Input of the second batch: the same file. */
  readonly batchInput: string;
}

/** Starts them all; returns the execution that carries them out. */
export async function startOperators(
  local: LocalOwner,
  actions: readonly OperatorAction[],
  targets: Targets,
  name = 'operators',
): Promise<string> {
  const config = local.sdkConfig('operators');
  const iam = new IAMClient(config);
  const RoleName = name;
  const trust = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service: 'states.amazonaws.com' }, Action: 'sts:AssumeRole' }],
  };
  const everything = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };
  const { Role } = await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: JSON.stringify(trust) }));
  await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'everything', PolicyDocument: JSON.stringify(everything) }));
  iam.destroy();
  const factory = await accountFactory(local, Role!.Arn!);

  const stepFunctions = new SFNClient(config);
  const { stateMachineArn } = await stepFunctions.send(
    new CreateStateMachineCommand({
      name,
      roleArn: Role!.Arn,
      definition: JSON.stringify(definition(local, targets, factory)),
    }),
  );
  const executionArn = await startExecution(stepFunctions, {
    stateMachineArn: stateMachineArn!,
    name,
    input: JSON.stringify({ actions }),
  });
  stepFunctions.destroy();
  return executionArn;
}

interface Factory {
  readonly productId: string;
  readonly artifactId: string;
}

/** Lets a role launch from Account Factory. */
async function accountFactory(local: LocalOwner, PrincipalARN: string): Promise<Factory> {
  const catalog = new ServiceCatalogClient(local.sdkConfig('operators'));
  const { PortfolioDetails } = await catalog.send(new ListPortfoliosCommand({}));
  await catalog.send(
    new AssociatePrincipalWithPortfolioCommand({ PortfolioId: PortfolioDetails![0]!.Id, PrincipalARN, PrincipalType: 'IAM' }),
  );
  const { ProductViewDetails } = await catalog.send(new SearchProductsAsAdminCommand({}));
  const productId = ProductViewDetails![0]!.ProductViewSummary!.ProductId!;
  const { ProvisioningArtifactSummaries } = await catalog.send(new DescribeProductAsAdminCommand({ Id: productId }));
  catalog.destroy();
  return { productId, artifactId: ProvisioningArtifactSummaries!.at(-1)!.Id! };
}

const person = {
  SSOUserEmail: 'ana.silva@example.com',
  SSOUserFirstName: 'Ana',
  SSOUserLastName: 'Silva',
  ManagedOrganizationalUnit: 'Sandbox',
};

/** Holders that nobody knows, in every slot there can be, with leases that end the day after the batch. */
const strangers = Object.fromEntries(
  Array.from({ length: 10 }, (_, index) => [
    `another-workflow/${index}`,
    { M: { phase: { S: 'CONFIRMED' }, since: { S: '2026-01-06T12:00:00.000Z' }, order: { S: 'never' } } },
  ]),
);

/** What cannot be done (nothing runs any more, the name is taken) is left. */
const leave = [{ ErrorEquals: ['States.ALL'], Next: 'Done' }];

function definition(local: LocalOwner, targets: Targets, { productId, artifactId }: Factory): object {
  const call = (action: string, Arguments: object, Next = 'Done'): object => ({
    Type: 'Task',
    Resource: `arn:aws:states:::aws-sdk:${action}`,
    Arguments,
    Output: '{% $merge([$states.input, {"result": $states.result}]) %}',
    Catch: leave,
    Next,
  });
  const when = (kind: string, Next: string): object => ({ Condition: `{% $states.input.kind = "${kind}" %}`, Next });
  const ledger = local.stackOutputs['management']!['LedgerTableName']!;
  const ofBatch = '"account-" & ($states.input.index + 1)';
  const parameters = (AccountName: string, AccountEmail: string): { Key: string; Value: string }[] =>
    Object.entries({ AccountName, AccountEmail, ...person }).map(([Key, Value]) => ({ Key, Value }));
  const launch = (name: string, ProvisioningParameters: object): object =>
    call('servicecatalog:provisionProduct', {
      ProductId: productId,
      ProvisioningArtifactId: artifactId,
      ProvisionedProductName: name,
      ProvisionToken: '{% "operator-" & $states.input.kind & $states.input.index %}',
      ProvisioningParameters,
    });
  return {
    QueryLanguage: 'JSONata',
    StartAt: 'Each',
    States: {
      Each: {
        Type: 'Map',
        Items: '{% $states.input.actions %}',
        End: true,
        ItemProcessor: {
          StartAt: 'Wait',
          States: {
            Wait: { Type: 'Wait', Seconds: '{% 60 * $states.input.afterMinutes %}', Next: 'Which' },
            Which: {
              Type: 'Choice',
              Choices: [
                when('start-second-batch', 'Start Second Batch'),
                when('stop-batch', 'Stop Batch'),
                when('stop-account', 'List Accounts'),
                when('launch-beside', 'Launch Beside'),
                when('relaunch', 'Terminate Product'),
                when('hold-slots', 'Hold Slots'),
                when('create-again', 'Create Account'),
              ],
              Default: 'Launch Another',
            },
            'Start Second Batch': call('sfn:startExecution', {
              StateMachineArn: targets.batchMachineArn,
              Name: '{% "second-" & $states.input.index %}',
              Input: targets.batchInput,
            }),
            'Stop Batch': call('sfn:stopExecution', { ExecutionArn: targets.batchExecutionArn, Cause: 'an operator' }),
            'List Accounts': call(
              'sfn:listExecutions',
              { StateMachineArn: targets.accountMachineArn, StatusFilter: 'RUNNING' },
              'Stop Account',
            ),
            'Stop Account': call('sfn:stopExecution', {
              ExecutionArn:
                '{% $states.input.result.Executions[$states.input.index % $count($states.input.result.Executions)].ExecutionArn %}',
              Cause: 'an operator',
            }),
            'Launch Another': launch(
              '{% "foreign-" & $states.input.index %}',
              parameters('{% "foreign-" & $states.input.index %}', '{% "aws+foreign-" & $states.input.index & "@example.com" %}'),
            ),
            'Launch Beside': launch(
              '{% "account-" & ($states.input.index + 1) & "-9" %}',
              parameters(`{% ${ofBatch} %}`, `{% "aws+beside-" & ${ofBatch} & "@example.com" %}`),
            ),
            'Hold Slots': call('dynamodb:updateItem', {
              TableName: ledger,
              Key: { pk: { S: 'LIMITER#control-tower' }, sk: { S: 'STATE' } },
              UpdateExpression: 'SET holders = :strangers ADD #version :one',
              ExpressionAttributeNames: { '#version': 'version' },
              ExpressionAttributeValues: { ':strangers': { M: strangers }, ':one': { N: '1' } },
            }),
            'Create Account': call('organizations:createAccount', {
              AccountName: `{% ${ofBatch} %}`,
              Email: `{% "aws+twice-" & ${ofBatch} & "@example.com" %}`,
            }),
            'Terminate Product': call(
              'servicecatalog:terminateProvisionedProduct',
              {
                ProvisionedProductName: `{% "account-" & ${ofBatch} & "-1" %}`,
                TerminateToken: '{% "t" & $states.input.index %}',
              },
              'Wait For Termination',
            ),
            'Wait For Termination': { Type: 'Wait', Seconds: 14_400, Next: 'Launch Again' },
            'Launch Again': launch(
              `{% "account-" & ${ofBatch} & "-1" %}`,
              parameters(`{% ${ofBatch} %}`, `{% "aws+again-" & ${ofBatch} & "@example.com" %}`),
            ),
            Done: { Type: 'Succeed' },
          },
        },
      },
    },
  };
}
