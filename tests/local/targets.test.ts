import { DescribeExecutionCommand, ListStateMachinesCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openLocal, type Local, type TargetPlace } from '../../src/local/index.ts';

const organization = `
now: 2026-01-05T09:00:00Z
managementAccount: { email: aws@example.com }
homeRegion: us-east-1
governedRegions: [us-east-1, eu-west-1, us-west-2]
ous:
  - name: Workloads
    registered: true
    accounts:
      - { name: web-prod, email: aws+web-prod@example.com, id: '222233334444' }
      - { name: reports, email: aws+reports@example.com, id: '333344445555' }
      - { name: old, email: aws+old@example.com, status: SUSPENDED }
`;

/** A target whose one machine tells what its account was told. */
const template = {
  Parameters: { RecoveryAccountId: { Type: 'String', Default: 'none' } },
  Resources: {
    Role: {
      Type: 'AWS::IAM::Role',
      Properties: {
        RoleName: { 'Fn::Sub': 'tell-${AWS::Region}' },
        AssumeRolePolicyDocument: {
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Principal: { Service: 'states.amazonaws.com' }, Action: 'sts:AssumeRole' }],
        },
      },
    },
    Tell: {
      Type: 'AWS::StepFunctions::StateMachine',
      Properties: {
        StateMachineName: 'tell',
        RoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] },
        DefinitionString: '{"StartAt":"Tell","States":{"Tell":{"Type":"Pass","Result":"${Account}","End":true}}}',
        DefinitionSubstitutions: { Account: { Ref: 'RecoveryAccountId' } },
      },
    },
  },
  Outputs: { TellArn: { Value: { Ref: 'Tell' } } },
};

describe('a target with places of its own', () => {
  let directory: string;
  let local: Local | undefined;

  const open = async (targets: string, wanted?: readonly string[]): Promise<Local> => {
    const organizationFile = join(directory, 'organization.yml');
    writeFileSync(organizationFile, `${organization}targets: ${targets}\n`);
    const options = { organizationFile, targetsDirectory: join(directory, 'targets'), codeDirectory: directory };
    local = await openLocal({ ...options, ...(wanted === undefined ? {} : { targets: wanted }) });
    return local;
  };
  /** Starts the machine in a place and gives its output. */
  const tell = async (at: TargetPlace): Promise<unknown> => {
    const client = new SFNClient(local!.sdkConfig('alice', at));
    const { executionArn } = await client.send(
      new StartExecutionCommand({ stateMachineArn: local!.stackOutputs[at.key]!['TellArn'], input: '{}' }),
    );
    await local!.run(executionArn!);
    const { output } = await client.send(new DescribeExecutionCommand({ executionArn }));
    client.destroy();
    return JSON.parse(output!);
  };

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'groundcrew-targets-'));
    for (const name of ['recovery', 'members']) {
      mkdirSync(join(directory, 'targets', name), { recursive: true });
      writeFileSync(join(directory, 'targets', name, 'cloudformation-template-update-stack.json'), JSON.stringify(template));
    }
  });
  afterEach(async () => {
    await local?.close();
    local = undefined;
    rmSync(directory, { recursive: true, force: true });
  });

  it('in two Regions of a member account is instantiated in both, and runs there as the operator of that account', async () => {
    const { targets } = await open('{ recovery: { account: web-prod, regions: [us-west-2, eu-west-1] } }');
    expect(targets).toEqual([
      { name: 'recovery', key: 'recovery', account: '222233334444', region: 'us-west-2' },
      { name: 'recovery', key: 'recovery/eu-west-1', account: '222233334444', region: 'eu-west-1' },
    ]);
    expect(await Promise.all(targets.map(tell))).toEqual(['222233334444', '222233334444']);
    for (const at of targets) {
      const client = new SFNClient(local!.sdkConfig('alice', at));
      const { stateMachines } = await client.send(new ListStateMachinesCommand({}));
      expect(stateMachines!.map(({ stateMachineArn }) => stateMachineArn)).toEqual([
        `arn:aws:states:${at.region}:222233334444:stateMachine:tell`,
      ]);
      client.destroy();
    }
  });

  it('in every member account is instantiated in each that is active, and not in the management account', async () => {
    const { targets, account } = await open('{ members: { everyMember: true } }');
    expect(targets.map((place) => place.account)).toEqual(['222233334444', '333344445555']);
    expect(targets.map((place) => place.account)).not.toContain(account);
    expect(targets.map(({ key }) => key)).toEqual(['members', 'members/333344445555/us-east-1']);
  });

  it('that the organization does not name is left out, and refused when it is asked for', async () => {
    const { targets } = await open('{}');
    expect(targets).toEqual([]);
    await expect(open('{}', ['recovery'])).rejects.toThrow('The organization has no place for the target recovery');
  });

  it('in an account that is not there is a mistake of the organization file', async () => {
    await expect(open('{ recovery: { account: nobody } }')).rejects.toThrow('the target recovery has the unknown account nobody');
  });
});
