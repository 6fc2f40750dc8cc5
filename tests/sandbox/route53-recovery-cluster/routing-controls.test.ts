/** Application Recovery Controller as its data plane, its control plane and resolvers show it. */
import {
  GetRoutingControlStateCommand,
  ListRoutingControlsCommand,
  Route53RecoveryClusterClient,
  UpdateRoutingControlStateCommand,
  UpdateRoutingControlStatesCommand,
} from '@aws-sdk/client-route53-recovery-cluster';
import { clusterTable, endpointRegions, routingControlTable } from '../../../src/sandbox/route53-recovery-cluster/rows.ts';
import type { Sandbox } from '../../../src/sandbox/sandbox.ts';
import { clientConfig, management, openTestSandbox, root, testOrganization, type ManualClock } from '../support/open.ts';

const control = (name: string): string =>
  `arn:aws:route53-recovery-control::${management}:controlpanel/panel/routingcontrol/${name}`;
const rule = (name: string): string => `arn:aws:route53-recovery-control::${management}:controlpanel/panel/safetyrule/${name}`;
const [east, west] = [control('east-id'), control('west-id')];

const recovery = {
  clusters: [
    {
      name: 'cluster',
      id: 'cluster-id',
      account: 'Management',
      controlPanels: [
        {
          name: 'panel',
          id: 'panel',
          routingControls: [
            { name: 'east', id: 'east-id', state: 'On' },
            { name: 'west', id: 'west-id' },
            { name: 'lock', id: 'lock-id' },
            { name: 'free', id: 'free-id' },
            ...Array.from({ length: 10 }, (_, index) => ({ name: `more-${index}`, id: `more-${index}` })),
          ],
          safetyRules: [
            { name: 'min', id: 'min-rule', asserted: ['east', 'west'], type: 'ATLEAST', threshold: 1 },
            { name: 'max', id: 'max-rule', asserted: ['east', 'west'], type: 'ATLEAST', threshold: 2, inverted: true },
            {
              name: 'gate',
              id: 'gate-rule',
              gating: ['lock'],
              target: ['more-0'],
              type: 'ATLEAST',
              threshold: 1,
              waitPeriod: '0s',
            },
          ],
        },
      ],
    },
  ],
  dns: [
    {
      name: 'shop.example.com',
      ttl: '60s',
      records: [
        { control: 'panel/east', answers: ['192.0.2.1'] },
        { control: 'panel/west', answers: ['198.51.100.1'] },
      ],
    },
  ],
};

async function open(changes: object = {}): Promise<{ sandbox: Sandbox; clock: ManualClock; at: (region: string) => Endpoint }> {
  const organization = testOrganization({ recovery: { ...recovery, ...changes } });
  const { sandbox, clock } = await openTestSandbox({ organization });
  const [cluster] = [...clusterTable(sandbox.store).values()];
  return {
    sandbox,
    clock,
    at: (region) => new Endpoint(sandbox, region, cluster!.endpoints.find((of) => of.region === region)!.endpoint),
  };
}

class Endpoint {
  private readonly client: Route53RecoveryClusterClient;
  constructor(sandbox: Sandbox, region: string, endpoint: string) {
    this.client = new Route53RecoveryClusterClient({ ...clientConfig(sandbox, root, region), endpoint });
  }
  state = async (arn: string): Promise<string> =>
    (await this.client.send(new GetRoutingControlStateCommand({ RoutingControlArn: arn }))).RoutingControlState!;
  set = (states: Readonly<Record<string, 'On' | 'Off'>>, override: string[] = []): Promise<object> =>
    this.client.send(
      new UpdateRoutingControlStatesCommand({
        UpdateRoutingControlStateEntries: Object.entries(states).map(([RoutingControlArn, RoutingControlState]) => ({
          RoutingControlArn,
          RoutingControlState,
        })),
        SafetyRulesToOverride: override,
      }),
    );
  setOne = (RoutingControlArn: string, RoutingControlState: 'On' | 'Off'): Promise<object> =>
    this.client.send(new UpdateRoutingControlStateCommand({ RoutingControlArn, RoutingControlState }));
  list = (MaxResults?: number, NextToken?: string) =>
    this.client.send(
      new ListRoutingControlsCommand({
        ControlPanelArn: `arn:aws:route53-recovery-control::${management}:controlpanel/panel`,
        MaxResults,
        NextToken,
      }),
    );
}

const swap = { [east]: 'Off', [west]: 'On' } as const;

describe('routing controls', () => {
  test('are swapped in one batch under "at least one" and "at most one", which neither single change would pass', async () => {
    const { at } = await open();
    await expect(at('us-east-1').setOne(east, 'Off')).rejects.toMatchObject({
      name: 'ConflictException',
      resourceId: rule('min-rule'),
    });
    await expect(at('us-east-1').setOne(west, 'On')).rejects.toThrow(rule('max-rule'));
    await at('us-east-1').set(swap);
    expect([await at('us-east-1').state(east), await at('us-east-1').state(west)]).toEqual(['Off', 'On']);
  });

  test('refuse everything within a wait period, and not after it', async () => {
    const { at, clock } = await open();
    await at('us-east-1').set(swap);
    clock.runUntil(clock.now() + 4999);
    await expect(at('eu-west-1').set({ [east]: 'On', [west]: 'Off' })).rejects.toMatchObject({ name: 'ConflictException' });
    clock.runUntil(clock.now() + 1);
    await at('eu-west-1').set({ [east]: 'On', [west]: 'Off' });
    expect(await at('eu-west-1').state(east)).toBe('On');
  });

  test('are seen through every endpoint within a quarter of a second, all of a batch together', async () => {
    const { at, clock } = await open();
    await at('us-east-1').set(swap);
    const seen = new Set<string>();
    for (const end = clock.now() + 250; clock.now() <= end; clock.runUntil(clock.now() + 10)) {
      seen.add(`${await at('eu-west-1').state(east)}${await at('eu-west-1').state(west)}`);
    }
    expect([...seen]).toEqual(['OnOff', 'OffOn']);
  });

  test('obey a gating rule, which can be overridden by name', async () => {
    const { at } = await open();
    const more = control('more-0');
    await expect(at('us-west-2').setOne(more, 'On')).rejects.toThrow(rule('gate-rule'));
    await at('us-west-2').set({ [more]: 'On' }, [rule('gate-rule')]);
    await at('us-west-2').setOne(control('lock-id'), 'On');
    await at('eu-west-1').setOne(more, 'Off');
  });

  test('take at most ten a batch, three changes a second and endpoint', async () => {
    const { at, clock } = await open();
    const eleven = Object.fromEntries(
      [...Array.from({ length: 10 }, (_, i) => control(`more-${i}`)), west].map((arn) => [arn, 'On' as const]),
    );
    await expect(at('us-east-1').set(eleven)).rejects.toMatchObject({ name: 'ServiceLimitExceededException' });
    await at('us-east-1').setOne(control('free-id'), 'On');
    await at('us-east-1').setOne(control('free-id'), 'Off');
    await expect(at('us-east-1').setOne(control('free-id'), 'On')).rejects.toMatchObject({
      name: 'ThrottlingException',
      retryAfterSeconds: 1,
    });
    await at('us-west-2').setOne(control('free-id'), 'On');
    clock.runUntil(clock.now() + 1001);
    await at('us-east-1').setOne(control('free-id'), 'Off');
  });

  test('are listed in pages; what does not exist or is not a state is refused', async () => {
    const { at } = await open();
    const first = await at('us-east-1').list(13);
    const second = await at('us-east-1').list(13, first.NextToken);
    expect([first.RoutingControls!.length, second.RoutingControls!.length, second.NextToken]).toEqual([13, 1, undefined]);
    await expect(at('us-east-1').state(control('none'))).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    await expect(at('us-east-1').setOne(east, 'ON' as never)).rejects.toMatchObject({
      name: 'ValidationException',
      reason: 'fieldValidationFailed',
    });
  });
});

describe('a cluster', () => {
  const out = (count: number, effect = 'unreachable') => endpointRegions.slice(0, count).map((region) => ({ region, effect }));

  test('answers through the other endpoints while two Regions are out', async () => {
    const { at } = await open({ outages: [...out(1), { region: 'us-west-2', effect: 'unavailable' }] });
    await expect(at('us-east-1').state(east)).rejects.toMatchObject({ name: 'TimeoutError', code: 'ETIMEDOUT' });
    await expect(at('us-west-2').state(east)).rejects.toMatchObject({ name: 'EndpointTemporarilyUnavailableException' });
    await at('eu-west-1').set(swap);
    expect(await at('eu-west-1').state(west)).toBe('On');
  });

  test('neither reads nor changes anything while three are out, and goes on when one is back', async () => {
    const { at, clock, sandbox } = await open({ outages: [...out(2), { region: 'eu-west-1', lasting: '5m' }] });
    for (const region of ['ap-northeast-1', 'ap-southeast-2']) {
      await expect(at(region).state(east)).rejects.toMatchObject({ name: 'EndpointTemporarilyUnavailableException' });
      await expect(at(region).set(swap)).rejects.toMatchObject({ name: 'EndpointTemporarilyUnavailableException' });
    }
    expect(routingControlTable(sandbox.store).get(west)!.changes).toHaveLength(1);
    clock.runUntil(clock.now() + 300_000);
    await at('ap-northeast-1').set(swap);
  });

  test('has one endpoint after another in maintenance, and never two', async () => {
    const { at, clock } = await open({
      clusters: [{ ...recovery.clusters[0], maintenance: { every: '1h', lasting: '5m' } }],
    });
    const seen = new Set<string>();
    for (let hour = 0; hour < 12; hour += 1) {
      const down: string[] = [];
      for (const region of endpointRegions)
        await at(region)
          .state(east)
          .catch(() => down.push(region));
      expect(down).toHaveLength(1);
      seen.add(down[0]!);
      clock.runUntil(clock.now() + 3_600_000);
    }
    expect(seen.size).toBeGreaterThan(1);
  });
});

describe('a name whose records have routing controls', () => {
  const ask = async (
    sandbox: Sandbox,
    resolver: string,
  ): Promise<{ Status: number; Answer?: { data: string; TTL: number }[] }> => {
    const { body } = await sandbox.handle({
      method: 'GET',
      hostname: resolver,
      path: '/resolve',
      query: { name: 'shop.example.com', type: 'A' },
      headers: { accept: 'application/dns-json' },
      body: new Uint8Array(),
    });
    return JSON.parse(Buffer.from(body).toString()) as never;
  };

  test('is answered with the old address until the TTL of each resolver has run out, then with the new one', async () => {
    const { at, sandbox, clock } = await open();
    expect((await ask(sandbox, 'one.example')).Answer![0]!.data).toBe('192.0.2.1');
    await at('us-east-1').set(swap);
    const changedAt: Record<string, number> = {};
    const begun = clock.now();
    for (; clock.now() < begun + 63_000; clock.runUntil(clock.now() + 1000)) {
      for (const resolver of ['one.example', 'two.example']) {
        const { Answer } = await ask(sandbox, resolver);
        if (Answer![0]!.data === '198.51.100.1') changedAt[resolver] ??= clock.now() - begun;
      }
    }
    expect(Object.keys(changedAt).sort()).toEqual(['one.example', 'two.example']);
    expect(changedAt['one.example']).not.toBe(changedAt['two.example']);
  });

  test('fails open with every record when all controls are Off', async () => {
    const { at, sandbox, clock } = await open();
    await at('us-east-1').set({ [east]: 'Off' }, [rule('min-rule')]);
    clock.runUntil(clock.now() + 65_000);
    expect((await ask(sandbox, 'one.example')).Answer!.map(({ data }) => data)).toEqual(['192.0.2.1', '198.51.100.1']);
  });
});
