import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LocalOwner } from '../../src/local/index.ts';
import { openInMemory } from '../../src/local/testing.ts';
import { repositoryRoot } from '../support/repository.ts';
import { askApproval, person, plainName, request, standing, twiceName, writeApprovalTarget } from './support/approval.ts';

jest.setTimeout(20_000);

describe('an approval', () => {
  let directory: string;
  let local: LocalOwner;
  const open = async (parameters = {}): Promise<LocalOwner> => {
    writeApprovalTarget(directory, parameters);
    return openInMemory({
      organizationFile: join(repositoryRoot, 'examples/organizations/small.yml'),
      targetsDirectory: directory,
      codeDirectory: repositoryRoot,
      callLog: true,
    });
  };
  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'groundcrew-approval-'));
    local = await open();
  });
  afterEach(async () => {
    await local.close();
    rmSync(directory, { recursive: true });
  });

  test('waits until somebody approves it, and tells the machine who did', async () => {
    const execution = await askApproval(local, 'one');
    expect(await local.run(execution)).toBe('waiting-for-person');
    const alice = person(local, 'alice');
    const [pending] = await alice.pending();
    expect(pending).toMatchObject({
      action: 'terminate failed products',
      allows: ['pp-1', 'pp-2'],
      state: 'PENDING',
      requester: 'requester',
    });
    const { status, approval } = await alice.decide({ approval: pending!.approval, decision: 'APPROVED', reason: 'seen' });
    expect([status, approval!.state]).toEqual([200, 'APPROVED']);
    expect(await local.run(execution)).toBe('closed');
    expect(await standing(local, execution)).toEqual({
      status: 'SUCCEEDED',
      output: {
        decision: 'APPROVED',
        approvals: [{ identity: 'alice', source: 'declared', at: expect.stringMatching(/Z$/) as string, reason: 'seen' }],
        allows: ['pp-1', 'pp-2'],
      },
    });
    expect(await alice.pending()).toEqual([]);
  });

  /** Starts, lets it ask, gives what waits. */
  const asked = async (
    name: string,
    what: object = {},
    starter?: string,
    machine?: string,
  ): Promise<{ execution: string; approval: string }> => {
    const execution = await askApproval(local, name, { ...request, ...what }, starter, machine);
    expect(await local.run(execution)).toBe('waiting-for-person');
    const pending = await person(local, 'anyone').pending();
    return { execution, approval: pending.find(({ executionArn }) => executionArn === execution)!.approval };
  };

  test('that is rejected lets the machine report it; a later answer is refused and changes nothing', async () => {
    const { execution, approval } = await asked('one');
    await person(local, 'alice').decide({ approval, decision: 'REJECTED', reason: 'not those' });
    const late = await person(local, 'bob').decide({ approval, decision: 'APPROVED' });
    expect(late).toMatchObject({ status: 409, error: 'ApprovalClosed' });
    expect(late.message).toContain('was REJECTED by alice');
    await local.run(execution);
    expect(await standing(local, execution)).toMatchObject({
      status: 'FAILED',
      error: 'ApprovalRejected',
      cause: 'alice rejected "terminate failed products": not those',
    });
  });

  test('that nobody gives expires when time is let pass; an answer after that is refused', async () => {
    const { execution, approval } = await asked('one');
    const before = local.now();
    expect(await local.run(execution)).toBe('waiting-for-person');
    expect(local.now()).toBe(before);
    expect(await local.run(execution, { approvals: 'expire' })).toBe('closed');
    expect(await standing(local, execution)).toMatchObject({ status: 'FAILED', error: 'ApprovalExpired' });
    const late = await person(local, 'alice').decide({ approval, decision: 'APPROVED' });
    expect(late).toMatchObject({ status: 409, error: 'ApprovalClosed' });
    expect(late.message).toContain('expired at');
    expect(await person(local, 'alice').pending()).toEqual([]);
  });

  test('by two people takes two different ones; the requester counts only where the deployment says so', async () => {
    await local.close();
    local = await open({ RequesterMayApprove: 'false' });
    const { execution, approval } = await asked('one', { people: 2 }, 'rita');
    const approve = async (name: string): Promise<unknown> => {
      const { status, error, approval: view } = await person(local, name).decide({ approval, decision: 'APPROVED' });
      return [status, error ?? view!.state];
    };
    expect(await approve('rita')).toEqual([403, 'ApproverNotAllowed']);
    expect(await approve('alice')).toEqual([200, 'PENDING']);
    expect(await approve('alice')).toEqual([403, 'ApproverNotAllowed']);
    expect(await local.run(execution)).toBe('waiting-for-person');
    expect(await approve('bob')).toEqual([200, 'APPROVED']);
    await local.run(execution);
    const { output } = await standing(local, execution);
    expect((output as { approvals: { identity: string }[] }).approvals.map(({ identity }) => identity)).toEqual(['alice', 'bob']);
  });

  test('by two people may count the requester as one of them', async () => {
    const { approval } = await asked('one', { people: 2 }, 'rita');
    const first = await person(local, 'rita').decide({ approval, decision: 'APPROVED' });
    const second = await person(local, 'bob').decide({ approval, decision: 'APPROVED' });
    expect([first.approval!.state, second.approval!.state]).toEqual(['PENDING', 'APPROVED']);
  });

  test('by one person may be given by the requester, unless the deployment says otherwise', async () => {
    const { approval } = await asked('one', {}, 'rita');
    expect((await person(local, 'rita').decide({ approval, decision: 'APPROVED' })).status).toBe(200);
    await local.close();
    local = await open({ RequesterMayApprove: 'false' });
    const strict = await asked('one', {}, 'rita');
    expect(await person(local, 'rita').decide({ approval: strict.approval, decision: 'APPROVED' })).toMatchObject({
      status: 403,
    });
    expect((await person(local, 'rita').decide({ approval: strict.approval, decision: 'REJECTED' })).status).toBe(200);
  });

  test('that the same execution asks for again is answered at once, as it was the first time', async () => {
    const execution = await askApproval(local, 'one', request, 'requester', twiceName);
    await local.run(execution);
    const approval = (await person(local, 'alice').pending())[0]!.approval;
    await person(local, 'alice').decide({ approval, decision: 'APPROVED' });
    expect(await local.run(execution)).toBe('closed');
    expect(await standing(local, execution)).toMatchObject({ status: 'SUCCEEDED', output: { decision: 'APPROVED' } });
    expect(await person(local, 'alice').decide({ approval, decision: 'APPROVED' })).toMatchObject({ status: 200 });
  });

  test('that was rejected is asked anew when its execution is redriven, and keeps what was before', async () => {
    const { execution, approval } = await asked('one', {}, 'requester', plainName);
    await person(local, 'alice').decide({ approval, decision: 'REJECTED', reason: 'not today' });
    await local.run(execution);
    local.engine.redrive(execution);
    expect(await local.run(execution)).toBe('waiting-for-person');
    expect(await person(local, 'bob').pending()).toMatchObject([{ approval, state: 'PENDING', approvals: [] }]);
    await person(local, 'bob').decide({ approval, decision: 'APPROVED' });
    expect(await local.run(execution)).toBe('closed');
    expect(await standing(local, execution)).toMatchObject({ output: { approvals: [{ identity: 'bob' }] } });
  });

  test('of an execution that was stopped is not recorded', async () => {
    const { execution, approval } = await asked('one');
    local.engine.stop({ executionArn: execution });
    const late = await person(local, 'alice').decide({ approval, decision: 'APPROVED' });
    expect(late).toMatchObject({ status: 409, error: 'ApprovalClosed' });
    expect((await person(local, 'alice').pending())[0]).toMatchObject({ approval, approvals: [] });
  });

  test('is not found under another id, and nonsense is refused', async () => {
    const decide = async (body: object): Promise<unknown> => {
      const { status, error } = await person(local, 'alice').decide(body);
      return [status, error];
    };
    expect(await decide({ approval: '0'.repeat(20), decision: 'APPROVED' })).toEqual([404, 'ApprovalNotFound']);
    expect(await decide({ approval: 'APPROVAL#x', decision: 'APPROVED' })).toEqual([400, 'InvalidInput']);
    expect(await decide({ approval: '0'.repeat(20), decision: 'YES' })).toEqual([400, 'InvalidInput']);
  });

  test('of a rehearsal is given at once, by as many people as it asks for, and recorded as simulated', async () => {
    const execution = await askApproval(local, 'one', { ...request, people: 2 });
    const begun = local.now();
    expect(await local.run(execution, { approvals: { approveAs: ['alice', 'bob', 'carol'] } })).toBe('closed');
    expect(local.now() - begun).toBeLessThan(60_000);
    expect(await standing(local, execution)).toMatchObject({
      output: {
        approvals: [
          { identity: 'alice', source: 'simulated' },
          { identity: 'bob', source: 'simulated' },
        ],
      },
    });
    const missing = await askApproval(local, 'two', { ...request, people: 2 }, 'alice');
    expect(await local.run(missing, { approvals: { approveAs: ['alice'] } })).toBe('waiting-for-person');
    await local.close();
    local = await open({ RequesterMayApprove: 'false' });
    const own = await askApproval(local, 'two', request, 'alice');
    await expect(local.run(own, { approvals: { approveAs: ['alice'] } })).rejects.toThrow('alice cannot approve');
  });

  test('is told to the topic without its token; the token is in no answer', async () => {
    const { approval } = await asked('one', { reason: 'They hold the names.' });
    const published = local.sandbox.callLog().filter(({ call }) => call === 'sns:Publish');
    expect(published).toHaveLength(1);
    const shown = JSON.stringify([
      await person(local, 'alice').pending(),
      await person(local, 'a').decide({ approval, decision: 'APPROVED' }),
    ]);
    expect(shown).not.toContain('oken');
  });
});
