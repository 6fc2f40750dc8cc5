/** What keeps an account from being enrolled, on each way, and how it can be read and taken away through AWS's APIs. */
import { CloudTrailClient, DeleteTrailCommand, DescribeTrailsCommand } from '@aws-sdk/client-cloudtrail';
import {
  ConfigServiceClient,
  DeleteConfigurationRecorderCommand,
  DeleteDeliveryChannelCommand,
  DescribeConfigurationRecordersCommand,
  DescribeDeliveryChannelsCommand,
  StopConfigurationRecorderCommand,
} from '@aws-sdk/client-config-service';
import { MoveAccountCommand, OrganizationsClient } from '@aws-sdk/client-organizations';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import type { Caller } from '../../../src/sandbox/core/service.ts';
import type { BaselineOperationOutput, EnabledBaselineSummary } from '../../../src/sandbox/control-tower/types.ts';
import { describeRecord, launch, lifecycle, minute, openLaunching, type Launching } from '../service-catalog/launching.ts';
import { clientConfig, root } from '../support/open.ts';

const stray = '333333333333';
const other = '444444444444';
const strayRoot: Caller = { kind: 'root', arn: `arn:aws:iam::${stray}:root`, account: stray };

const open = (existing: object, changes: object = {}): Promise<Launching> =>
  openLaunching({
    ous: [
      { name: 'Workloads', registered: true },
      {
        name: 'Loose',
        accounts: [
          { name: 'stray', email: 'stray@example.com', id: stray, existing },
          { name: 'other', email: 'other@example.com', id: other },
        ],
      },
    ],
    ...changes,
  });

const call = <Output>({ sandbox }: Launching, operation: string, input: object): Promise<Output> =>
  sandbox.call({ service: 'controltower', operation, input, caller: root }) as Promise<Output>;

async function move(launching: Launching, accountId: string, direction: 'into' | 'out of' = 'into'): Promise<void> {
  const [workloads, loose] = launching.organization.ous.map(({ id }) => id);
  const [SourceParentId, DestinationParentId] = direction === 'into' ? [loose, workloads] : [workloads, loose];
  await new OrganizationsClient(clientConfig(launching.sandbox, root)).send(
    new MoveAccountCommand({ AccountId: accountId, SourceParentId, DestinationParentId }),
  );
}

async function accountBaseline(launching: Launching, accountId: string): Promise<EnabledBaselineSummary | undefined> {
  const { enabledBaselines } = await call<{ enabledBaselines: EnabledBaselineSummary[] }>(launching, 'ListEnabledBaselines', {
    includeChildren: true,
  });
  return enabledBaselines.find(({ targetIdentifier }) => targetIdentifier.endsWith(`/${accountId}`));
}

const obstacles: readonly (readonly [string, object, object, RegExp])[] = [
  ['a recorder', { configRecorders: ['us-east-1'] }, {}, /configuration recorder because one already exists/],
  ['a delivery channel', { deliveryChannels: ['us-east-1'] }, {}, /delivery channel because one already exists/],
  ['a role of Control Tower', { roles: ['aws-controltower-ConfigRecorderRole'] }, {}, /because the role already exists/],
  [
    'its trail',
    { trails: [{ name: 'aws-controltower-BaselineCloudTrail', region: 'us-east-1' }] },
    {},
    /the trail already exists/,
  ],
  ['a stack of a stack set', { stacks: [{ name: 'StackSet-AWSControlTowerBP-X', region: 'us-east-1' }] }, {}, /already exists/],
  ['STS switched off', { stsDisabled: ['us-east-1'] }, {}, /STS is not activated in this region/],
  [
    'a denying SCP',
    {},
    {
      policies: [
        {
          name: 'NoConfig',
          content: { Version: '2012-10-17', Statement: [{ Effect: 'Deny', Action: 'config:*', Resource: '*' }] },
          targets: ['stray'],
        },
      ],
    },
    /not authorized to perform: config:PutConfigurationRecorder with an explicit deny/,
  ],
];

describe('an account with something in the way', () => {
  it.each(obstacles)('%s: fails through Account Factory and through a move', async (_what, existing, changes, text) => {
    const viaCatalog = await open({ executionRole: true, ...existing }, changes);
    const record = await launch(viaCatalog, 'stray');
    viaCatalog.clock.runUntil(viaCatalog.clock.now() + 120 * minute);
    const { RecordDetail } = await describeRecord(viaCatalog, record);
    expect(RecordDetail!.RecordErrors![0]!.Description).toMatch(text);

    const viaMove = await open(existing, changes);
    await move(viaMove, stray);
    viaMove.clock.runUntil(viaMove.clock.now() + 120 * minute);
    const baseline = await accountBaseline(viaMove, stray);
    expect(baseline!.statusSummary.status).toBe('FAILED');
    const { baselineOperation } = await call<BaselineOperationOutput>(viaMove, 'GetBaselineOperation', {
      operationIdentifier: baseline!.statusSummary.lastOperationIdentifier,
    });
    expect(baselineOperation.statusMessage).toMatch(text);
    expect(lifecycle(viaMove.events)).toEqual([`UpdateManagedAccount FAILED ${stray}`]);
  });

  it('needs the role for Account Factory, which a move makes itself', async () => {
    const viaCatalog = await open({});
    const record = await launch(viaCatalog, 'stray');
    viaCatalog.clock.runUntil(viaCatalog.clock.now() + 120 * minute);
    const { RecordDetail } = await describeRecord(viaCatalog, record);
    expect(RecordDetail!.RecordErrors![0]!.Description).toContain("AWSControlTowerExecution role can't be assumed");
    /* Account Factory has moved it before it failed, and leaves it there. */
    await move(viaCatalog, stray, 'out of');
    await move(viaCatalog, stray);
    viaCatalog.clock.runUntil(viaCatalog.clock.now() + 120 * minute);
    expect(lifecycle(viaCatalog.events).at(-1)).toBe(`UpdateManagedAccount SUCCEEDED ${stray}`);
  });

  it('can have it read and taken away', async () => {
    const { sandbox, launcher } = await open({
      configRecorders: ['us-east-1'],
      deliveryChannels: ['us-east-1'],
      trails: [{ name: 'own', region: 'us-east-1' }],
      stsDisabled: ['eu-west-1'],
    });
    const config = new ConfigServiceClient(clientConfig(sandbox, strayRoot));
    const { ConfigurationRecorders } = await config.send(new DescribeConfigurationRecordersCommand({}));
    const { DeliveryChannels } = await config.send(new DescribeDeliveryChannelsCommand({}));
    const [recorder, channel] = [ConfigurationRecorders![0]!.name, DeliveryChannels![0]!.name];
    await expect(config.send(new DeleteDeliveryChannelCommand({ DeliveryChannelName: channel }))).rejects.toMatchObject({
      name: 'LastDeliveryChannelDeleteFailedException',
    });
    await config.send(new StopConfigurationRecorderCommand({ ConfigurationRecorderName: recorder }));
    await config.send(new DeleteDeliveryChannelCommand({ DeliveryChannelName: channel }));
    await config.send(new DeleteConfigurationRecorderCommand({ ConfigurationRecorderName: recorder }));
    expect((await config.send(new DescribeConfigurationRecordersCommand({}))).ConfigurationRecorders).toEqual([]);

    const cloudTrail = new CloudTrailClient(clientConfig(sandbox, strayRoot));
    const { trailList } = await cloudTrail.send(new DescribeTrailsCommand({}));
    await cloudTrail.send(new DeleteTrailCommand({ Name: trailList![0]!.TrailARN }));
    await expect(cloudTrail.send(new DeleteTrailCommand({ Name: 'own' }))).rejects.toMatchObject({
      name: 'TrailNotFoundException',
    });

    const assume = new AssumeRoleCommand({
      RoleArn: `arn:aws:iam::${stray}:role/OrganizationAccountAccessRole`,
      RoleSessionName: 'look',
    });
    const [on, off] = ['us-east-1', 'eu-west-1'].map((region) => new STSClient(clientConfig(sandbox, launcher, region)));
    expect((await on!.send(assume)).Credentials).toBeDefined();
    await expect(off!.send(assume)).rejects.toMatchObject({ name: 'RegionDisabledException' });
  });
});

describe('moves', () => {
  it('into one OU one at a time: the second fails, and its text says why', async () => {
    const launching = await open({});
    await move(launching, stray);
    launching.clock.runUntil(launching.clock.now() + 1000);
    await move(launching, other);
    launching.clock.runUntil(launching.clock.now() + 120 * minute);
    expect(lifecycle(launching.events)).toEqual([
      `UpdateManagedAccount FAILED ${other}`,
      `UpdateManagedAccount SUCCEEDED ${stray}`,
    ]);
  });

  it('without auto-enrollment change no baseline, and the OU has drifted until it is reset', async () => {
    const launching = await open({}, { landingZone: { version: '3.0', remediationTypes: [] } });
    await move(launching, stray);
    launching.clock.runUntil(launching.clock.now() + 120 * minute);
    const drifted = async (): Promise<EnabledBaselineSummary[]> =>
      (
        await call<{ enabledBaselines: EnabledBaselineSummary[] }>(launching, 'ListEnabledBaselines', {
          filter: { inheritanceDriftStatuses: ['DRIFTED'] },
        })
      ).enabledBaselines;
    const [unit] = await drifted();
    expect(await accountBaseline(launching, stray)).toBeUndefined();
    await call(launching, 'ResetEnabledBaseline', { enabledBaselineIdentifier: unit!.arn });
    launching.clock.runUntil(launching.clock.now() + 120 * minute);
    expect(await drifted()).toEqual([]);
    expect((await accountBaseline(launching, stray))!.statusSummary.status).toBe('SUCCEEDED');
  });

  it('a reset leaves out the accounts that stand in its way, and says so', async () => {
    const launching = await open({ configRecorders: ['us-east-1'] }, { landingZone: { version: '3.0', remediationTypes: [] } });
    await move(launching, stray);
    await move(launching, other);
    const { enabledBaselines } = await call<{ enabledBaselines: EnabledBaselineSummary[] }>(
      launching,
      'ListEnabledBaselines',
      {},
    );
    const { operationIdentifier } = await call<{ operationIdentifier: string }>(launching, 'ResetEnabledBaseline', {
      enabledBaselineIdentifier: enabledBaselines[0]!.arn,
    });
    launching.clock.runUntil(launching.clock.now() + 120 * minute);
    const { baselineOperation } = await call<BaselineOperationOutput>(launching, 'GetBaselineOperation', { operationIdentifier });
    expect(baselineOperation).toMatchObject({ status: 'FAILED', statusMessage: expect.stringContaining('1 accounts') });
    expect((await accountBaseline(launching, other))!.statusSummary.status).toBe('SUCCEEDED');
    expect((await accountBaseline(launching, stray))!.statusSummary.status).toBe('FAILED');
  });
});
