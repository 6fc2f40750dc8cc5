/** groundcrew drill residue, abort and freeze: through the command's entry, and against drills in every state. */
import { DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { DisableRuleCommand, EventBridgeClient, ListRulesCommand } from '@aws-sdk/client-eventbridge';
import { drillIdOf } from '../../../../handlers/dr-drill/contract.ts';
import { connectionTo } from '../../../../src/cli/connect-local.ts';
import type { Connection } from '../../../../src/cli/connection.ts';
import { abortDrill, meantDrill, type Aborted } from '../../../../src/cli/drill/abort-drill.ts';
import { readResidue, type Residue } from '../../../../src/cli/drill/artefacts.ts';
import { drillMachine } from '../../../../src/cli/drill/drill-machines.ts';
import { residueLines } from '../../../../src/cli/drill/residue-lines.ts';
import { groundcrew, temporaryHome } from '../../../support/command.ts';
import { openDrilling, type Drilling } from '../../../workflows/support/drill.ts';
import { stateEntered } from '../../../workflows/support/state-entered.ts';

jest.setTimeout(120_000);

describe('groundcrew drill', () => {
  const { home, remove } = temporaryHome();
  afterAll(remove);

  it('abort ends a drill that waits for its approval, asks before, and leaves nothing that residue would list', () => {
    const started = groundcrew(home, ['start', 'dr-drill', '--input', 'examples/drill-eu-west-1.yml', '--name', 'waiting']);
    expect(started.code).toBe(8);
    const asked = groundcrew(home, ['drill', 'abort', 'waiting']);
    expect([asked.code, asked.stderr]).toEqual([8, expect.stringContaining('add --yes')]);
    const { code, stdout } = groundcrew(home, ['drill', 'abort', 'waiting', '--yes']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^drill [0-9a-f]{12} ended: nothing of it is left\n {2}execution ABORTED\n {2}janitor {3}SUCCEEDED /);
    expect(groundcrew(home, ['drill', 'freeze', '--reason', 'end of year']).code).toBe(0);
    const residue = groundcrew(home, ['drill', 'residue', '--json']);
    expect([residue.code, JSON.parse(residue.stdout)]).toEqual([
      0,
      { schemaVersion: 1, leftOver: 0, frozen: 'end of year', drills: [] },
    ]);
  });
});

describe('ending a drill from outside', () => {
  let drilling: Drilling;
  let connection: Connection;
  let janitor: string;
  beforeAll(async () => {
    drilling = await openDrilling();
    connection = connectionTo(drilling.local, 'management', { as: 'rita' });
    janitor = await drillMachine(connection, 'drill-janitor');
    // The janitor that nobody but the command starts.
    const events = new EventBridgeClient(drilling.local.sdkConfig('test'));
    const { Rules } = await events.send(new ListRulesCommand({}));
    const rule = Rules!.find(({ Description }) => Description?.startsWith('Starts the janitor for every drill'))!;
    await events.send(new DisableRuleCommand({ Name: rule.Name }));
    events.destroy();
  });
  afterAll(() => drilling.close());

  const residue = (): Promise<Residue> => readResidue(connection, janitor, []);
  const abort = async (reference: string): Promise<Aborted> =>
    abortDrill(await meantDrill(reference, await residue(), connection), {
      ...{ connection, janitor, regions: ['eu-west-1'], reason: 'a test' },
      note: () => {},
    });
  /** A drill that was stopped while its policy is attached, and that nobody ended. */
  const stopped = async (name: string): Promise<string> => {
    const executionArn = await drilling.start({}, name);
    stateEntered(drilling.local, executionArn, 'Prove Fault', () => drilling.local.engine.stop({ executionArn }));
    await drilling.local.run(executionArn, { approvals: { approveAs: ['ana'] } });
    return executionArn;
  };

  it('takes a drill away that is armed and attached; what it has is no residue before', async () => {
    const executionArn = await drilling.start({}, 'running');
    await drilling.passMinutes(3, ['ana']);
    const { drills } = await residue();
    expect(drills).toHaveLength(1);
    expect(drills[0]).toMatchObject({ drillId: drillIdOf(executionArn), underWay: true, execution: 'RUNNING' });
    expect(drills[0]!.artefacts.map(({ kind }) => kind).sort()).toEqual([
      'attachment',
      'interlock',
      'ledger',
      'lock',
      'policy',
      'schedule',
    ]);
    const aborted = await abort('running');
    expect(aborted).toMatchObject({ execution: 'ABORTED', janitor: { status: 'SUCCEEDED', verdict: 'ABORTED_GUARD' } });
    expect(aborted.left).toBeUndefined();
    expect(await drilling.residue()).toEqual([]);
  });

  it('cleans up after a drill whose execution is dead, and says the same when it is repeated', async () => {
    const executionArn = await stopped('dead');
    const [left] = (await residue()).drills;
    expect([left!.underWay, left!.execution]).toEqual([false, 'ABORTED']);
    const lines = residueLines(left!);
    expect(lines[0]).toMatch(/^drill [0-9a-f]{12} LEFT OVER: eu-west-1-lost$/);
    expect(lines.join('\n')).toMatch(/attachment {2}p-\w+ on ou-\S+ \(Test\)/);
    const first = await abort(drillIdOf(executionArn));
    expect([first.execution, first.janitor.verdict, first.left]).toEqual(['ABORTED', 'ABORTED_GUARD', undefined]);
    await drilling.passMinutes(1);
    const second = await abort(drillIdOf(executionArn));
    expect([second.execution, second.janitor.status, second.left]).toEqual(['ABORTED', 'SUCCEEDED', undefined]);
    expect(await drilling.residue()).toEqual([]);
  });

  it('cleans up after a drill whose execution Step Functions knows no more', async () => {
    const executionArn = await stopped('deleted');
    const dynamodb = new DynamoDBClient(drilling.local.sdkConfig('test'));
    await dynamodb.send(
      new UpdateItemCommand({
        TableName: drilling.local.stackOutputs['management']!['LedgerTableName']!,
        Key: { pk: { S: 'DRILL' }, sk: { S: `ENTRY#${drillIdOf(executionArn)}` } },
        UpdateExpression: 'SET executionArn = :gone',
        ExpressionAttributeValues: { ':gone': { S: `${executionArn}-gone` } },
      }),
    );
    dynamodb.destroy();
    const aborted = await abort(drillIdOf(executionArn));
    expect([aborted.execution, aborted.janitor.status, aborted.left]).toEqual(['GONE', 'SUCCEEDED', undefined]);
    // The entry named another execution than the interlock's, which is told apart and ends by itself.
    expect((await residue()).drills.map(({ drillId, artefacts }) => [drillId, artefacts.map(({ kind }) => kind)])).toEqual([
      ['unknown', ['interlock']],
    ]);
  });

  it('names what there is when nothing is called so', async () => {
    await expect(abort('no-such-drill')).rejects.toThrow('there is no drill "no-such-drill"');
    await expect(abort('000000000000')).rejects.toThrow('there is no drill "000000000000"');
  });
});
