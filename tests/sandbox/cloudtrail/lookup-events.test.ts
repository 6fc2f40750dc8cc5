import { CloudTrailClient, LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import { recordApiCall } from '../../../src/sandbox/cloudtrail/rows.ts';
import type { Sandbox } from '../../../src/sandbox/sandbox.ts';
import { clientConfig, memberRoot, openTestSandbox, root } from '../support/open.ts';

function start(sandbox: Sandbox, name: string): void {
  sandbox.transact((context) =>
    recordApiCall(
      { ...context, account: context.account, caller: root, uuid: () => context.uuid(), table: (table) => context.table(table) },
      {
        eventSource: 'states.amazonaws.com',
        eventName: 'StartExecution',
        requestParameters: { name },
        responseElements: { executionArn: `arn:${name}` },
      },
    ),
  );
}

describe('LookupEvents', () => {
  it('gives events by name and time, newest first, in pages, with who made the call', async () => {
    const { sandbox, clock } = await openTestSandbox();
    const begun = clock.now();
    for (const name of ['one', 'two', 'three']) {
      start(sandbox, name);
      clock.runUntil(clock.now() + 10_000);
    }
    const client = new CloudTrailClient(clientConfig(sandbox, root));
    const lookup = (more: object = {}) =>
      client.send(
        new LookupEventsCommand({ LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue: 'StartExecution' }], ...more }),
      );
    const first = await lookup({ MaxResults: 2 });
    expect(first.Events).toHaveLength(2);
    const rest = await lookup({ MaxResults: 2, NextToken: first.NextToken });
    expect(rest.NextToken).toBeUndefined();
    const records = [...first.Events!, ...rest.Events!].map(({ CloudTrailEvent }) => JSON.parse(CloudTrailEvent!) as object);
    expect(records).toMatchObject(
      ['three', 'two', 'one'].map((name) => ({
        eventName: 'StartExecution',
        userIdentity: { type: 'Root', arn: root.arn },
        requestParameters: { name },
        responseElements: { executionArn: `arn:${name}` },
      })),
    );
    const only = await lookup({ StartTime: new Date(begun + 9_000), EndTime: new Date(begun + 11_000) });
    expect(
      only.Events!.map(
        ({ CloudTrailEvent }) => (JSON.parse(CloudTrailEvent!) as { requestParameters: object }).requestParameters,
      ),
    ).toEqual([{ name: 'two' }]);
    expect((await lookup({ LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue: 'StopExecution' }] })).Events).toEqual(
      [],
    );
    const member = new CloudTrailClient(clientConfig(sandbox, memberRoot));
    expect((await member.send(new LookupEventsCommand({}))).Events).toEqual([]);
  });

  it('refuses what CloudTrail refuses', async () => {
    const { sandbox, clock } = await openTestSandbox();
    const client = new CloudTrailClient(clientConfig(sandbox, root));
    const failure = (input: object): Promise<string> =>
      client.send(new LookupEventsCommand(input)).then(
        () => 'answered',
        (error: Error) => error.name,
      );
    expect(await failure({ MaxResults: 51 })).toBe('InvalidMaxResultsException');
    expect(await failure({ NextToken: 'another' })).toBe('InvalidNextTokenException');
    expect(await failure({ StartTime: new Date(clock.now() + 1000), EndTime: new Date(clock.now()) })).toBe(
      'InvalidTimeRangeException',
    );
  });
});
