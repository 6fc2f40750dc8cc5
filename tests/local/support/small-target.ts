/** A packaged target of one function and one machine, written to a folder. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const trust = (service: string) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: `${service}.amazonaws.com` }, Action: 'sts:AssumeRole' }],
});

const role = (service: string, statements: object[]) => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    AssumeRolePolicyDocument: trust(service),
    Policies: [{ PolicyName: 'own', PolicyDocument: { Version: '2012-10-17', Statement: statements } }],
  },
});

const logActions = ['logs:CreateLogStream', 'logs:PutLogEvents'];

/** Counts a name `times` times, each with a DynamoDB call of its own, and logs it. */
const source = `
const { DynamoDBClient, UpdateItemCommand } = require('@aws-sdk/client-dynamodb');
exports.handler = async ({ name, times }) => {
  const { transport, credentials } = globalThis[Symbol.for('groundcrew.runtime')];
  const client = new DynamoDBClient({ region: process.env.AWS_REGION, maxAttempts: 1, requestHandler: transport, credentials });
  let count;
  for (let time = 0; time < times; time++) {
    const { Attributes } = await client.send(new UpdateItemCommand({ TableName: process.env.TABLE, Key: { id: { S: name } } }));
    count = Number(Attributes.count.N);
    console.log('counted', name, count);
  }
  return { count, at: new Date().toISOString() };
};`;

export interface SmallTarget {
  readonly targetsDirectory: string;
  readonly codeDirectory: string;
  readonly organizationFile: string;
}

/** `mayInvoke: false` leaves out the machine's permission, `mayLog: false` the function's own for its log. */
export function writeSmallTarget(directory: string, { times = 3, mayInvoke = true, mayLog = true } = {}): SmallTarget {
  const template = {
    Resources: {
      CountRole: role('lambda', [
        { Effect: 'Allow', Action: ['dynamodb:UpdateItem', ...(mayLog ? logActions : [])], Resource: '*' },
      ]),
      MachineRole: role(
        'states',
        mayInvoke ? [{ Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: { 'Fn::GetAtt': ['Count', 'Arn'] } }] : [],
      ),
      Count: {
        Type: 'AWS::Lambda::Function',
        Properties: {
          FunctionName: 'count',
          Handler: 'handlers/count.handler',
          Role: { 'Fn::GetAtt': ['CountRole', 'Arn'] },
          Timeout: 60,
          Environment: { Variables: { TABLE: 'counts' } },
          Code: { S3Key: 'serverless/2026-11-23T09:00/count.zip' },
        },
      },
      Machine: {
        Type: 'AWS::StepFunctions::StateMachine',
        Properties: {
          StateMachineName: 'counting',
          RoleArn: { 'Fn::GetAtt': ['MachineRole', 'Arn'] },
          DefinitionString: JSON.stringify({
            QueryLanguage: 'JSONata',
            StartAt: 'Count',
            States: {
              Count: {
                Type: 'Task',
                Resource: 'arn:aws:states:::lambda:invoke',
                Arguments: { FunctionName: '${Count}', Payload: { name: 'a', times } },
                End: true,
              },
            },
          }),
          DefinitionSubstitutions: { Count: { 'Fn::GetAtt': ['Count', 'Arn'] } },
        },
      },
    },
    Outputs: { MachineArn: { Value: { Ref: 'Machine' } } },
  };
  mkdirSync(join(directory, 'targets', 'management'), { recursive: true });
  mkdirSync(join(directory, 'code', 'handlers'), { recursive: true });
  writeFileSync(join(directory, 'targets', 'management', 'cloudformation-template-update-stack.json'), JSON.stringify(template));
  writeFileSync(join(directory, 'small.yml'), 'name: small\n');
  // The SDK stands where this repository's does.
  const sdk = JSON.stringify(require.resolve('@aws-sdk/client-dynamodb'));
  writeFileSync(join(directory, 'code', 'handlers', 'count.js'), source.replace("'@aws-sdk/client-dynamodb'", sdk));
  return {
    targetsDirectory: join(directory, 'targets'),
    codeDirectory: join(directory, 'code'),
    organizationFile: join(directory, 'small.yml'),
  };
}
