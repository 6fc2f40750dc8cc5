import { AwsError } from '../../../src/sandbox/core/errors.ts';
import {
  defineService,
  operation,
  type CallContext,
  type EventEnvelope,
  type Service,
} from '../../../src/sandbox/core/service.ts';
import type { Json } from '../../../src/sandbox/core/json.ts';
import { management, openTestSandbox, root, testOrganization } from '../support/open.ts';

/** A service of one table, which does what its input says. */
function notes(log: unknown[] = []): Service {
  const put = (key: string, context: CallContext): void => context.table<number>('notes/rows').put(key, context.now);
  return defineService({
    name: 'notes',
    iamPrefix: 'notes',
    operations: {
      Put: operation<{ key: string; fail?: boolean }, object>({
        handle: ({ key, fail }, context) => {
          put(key, context);
          if (fail) throw new AwsError('Refused', 'as asked');
          return { id: context.id(8), random: context.random() };
        },
      }),
      Later: operation<{ at: number; key: string }, string>({
        handle: ({ at, key }, context) => context.schedule(at, 'notes/put', key),
      }),
      Cancel: operation<{ timer: string }, void>({ handle: ({ timer }, context) => context.cancelTimer(timer) }),
      Emit: operation<{ name: string }, void>({
        handle: ({ name }, context) => context.emit({ source: 'test.notes', 'detail-type': 'Note', detail: { eventName: name } }),
      }),
      Nested: operation<{ key: string }, string>({
        handle: ({ key }, context) => {
          put('outer', context);
          try {
            context.call({ service: 'notes', operation: 'Put', input: { key, fail: true } });
          } catch (error) {
            if (!(error instanceof AwsError)) throw error;
            return error.code;
          }
          return 'none';
        },
      }),
      Effect: operation<object, void>({
        handle: (_input, context) => context.afterCommit(() => log.push(context.table('notes/rows').size)),
      }),
      Slow: operation<object, Promise<string>>({ handle: () => Promise.resolve('done') }),
    },
    timers: {
      put: (key: Json, context) => {
        log.push([key, context.now, context.caller.arn]);
        put(String(key), context);
      },
    },
  });
}

const receiver = (received: EventEnvelope[]): Service =>
  defineService({ name: 'events', iamPrefix: 'events', operations: {}, receiveEvent: (event) => void received.push(event) });

const call = (operationName: string, input: object) => ({ service: 'notes', operation: operationName, input, caller: root });

describe('a call', () => {
  it('leaves nothing when it fails', async () => {
    const { sandbox } = await openTestSandbox({ services: [notes()] });
    await expect(sandbox.call(call('Put', { key: 'a', fail: true }))).rejects.toMatchObject({ code: 'Refused' });
    expect(sandbox.store.table('notes/rows').size).toBe(0);
    await sandbox.call(call('Put', { key: 'a' }));
    expect([...sandbox.store.table('notes/rows').keys()]).toEqual(['a']);
  });

  it('within a call is undone alone when its error is caught', async () => {
    const { sandbox } = await openTestSandbox({ services: [notes()] });
    expect(await sandbox.call(call('Nested', { key: 'inner' }))).toBe('Refused');
    expect([...sandbox.store.table('notes/rows').keys()]).toEqual(['outer']);
  });

  it('draws the same numbers and ids for the same seed, others for another', async () => {
    const answers = async (seed: number) => {
      const { sandbox } = await openTestSandbox({ organization: testOrganization({ seed }), services: [notes()] });
      return [await sandbox.call(call('Put', { key: 'a' })), await sandbox.call(call('Put', { key: 'b' }))];
    };
    const [one, again, other] = [await answers(1), await answers(1), await answers(2)];
    expect(one).toEqual(again);
    expect(one[0]).not.toEqual(one[1]);
    expect(one).not.toEqual(other);
  });

  it('runs its effects after the commit and awaits a promise', async () => {
    const log: unknown[] = [];
    const { sandbox } = await openTestSandbox({ services: [notes(log)] });
    await sandbox.call(call('Effect', {}));
    expect(log).toEqual([0]);
    expect(await sandbox.call(call('Slow', {}))).toBe('done');
  });

  it('of an unknown operation is refused by name', async () => {
    const { sandbox } = await openTestSandbox({ services: [notes()] });
    await expect(sandbox.call(call('toString', {}))).rejects.toMatchObject({ code: 'UnknownOperationException' });
  });
});

describe('timers', () => {
  it('run at their time with the service as caller, unless cancelled', async () => {
    const log: unknown[] = [];
    const { sandbox, clock } = await openTestSandbox({ services: [notes(log)] });
    const start = clock.now();
    await sandbox.call(call('Later', { at: start + 2000, key: 'second' }));
    await sandbox.call(call('Later', { at: start + 1000, key: 'first' }));
    const cancelled = await sandbox.call(call('Later', { at: start + 1500, key: 'never' }));
    await sandbox.call(call('Cancel', { timer: cancelled as string }));
    clock.runUntil(start + 5000);
    expect(log).toEqual([
      ['first', start + 1000, 'notes.amazonaws.com'],
      ['second', start + 2000, 'notes.amazonaws.com'],
    ]);
    expect(sandbox.store.table('sandbox/timers').size).toBe(0);
  });
});

describe('events', () => {
  it('are kept until a service receives them, and filled in', async () => {
    const received: EventEnvelope[] = [];
    const { sandbox } = await openTestSandbox({ services: [notes()] });
    await sandbox.call(call('Emit', { name: 'early' }));
    sandbox.register(receiver(received));
    await sandbox.call(call('Emit', { name: 'now' }));
    expect(received.map(({ detail }) => detail)).toEqual([{ eventName: 'early' }, { eventName: 'now' }]);
    expect(received[0]).toMatchObject({ account: management, region: 'us-east-1', time: '2026-01-05T09:00:00Z', version: '0' });
    expect(received[0]!.id).not.toBe(received[1]!.id);
  });

  it.each([
    ['event-lost', {}, 0, 0],
    ['event-duplicated', { delay: '10s' }, 1, 2],
    ['event-late', { delay: '10s' }, 0, 1],
  ])('with the fault %s arrive %s times', async (effect, more, atOnce, afterwards) => {
    const received: EventEnvelope[] = [];
    const faults = [{ service: 'test.notes', operation: 'struck', nth: 1, effect, ...more }];
    const { sandbox, clock } = await openTestSandbox({
      organization: testOrganization({ faults }),
      services: [notes(), receiver(received)],
    });
    await sandbox.call(call('Emit', { name: 'struck' }));
    expect(received.length).toBe(atOnce);
    clock.runUntil(clock.now() + 10_000);
    expect(received.length).toBe(afterwards);
    await sandbox.call(call('Emit', { name: 'struck' }));
    expect(received.length).toBe(afterwards + 1);
  });
});

describe('faults of calls', () => {
  const open = async (fault: object) => {
    const { sandbox } = await openTestSandbox({
      organization: testOrganization({ faults: [{ service: 'notes', operation: 'Put', ...fault }] }),
      services: [notes()],
    });
    return { sandbox, put: () => sandbox.invoke({ ...call('Put', { key: 'a' }), account: management, region: 'us-east-1' }) };
  };

  it('throttle the nth call only', async () => {
    const { put } = await open({ nth: 2, effect: 'throttle' });
    expect(await put()).toHaveProperty('output');
    expect(await put()).toMatchObject({ error: { code: 'ThrottlingException', message: 'Rate exceeded' } });
    expect(await put()).toHaveProperty('output');
  });

  it('answer with the error of the file and change nothing', async () => {
    const { sandbox, put } = await open({
      probability: 1,
      effect: 'error',
      error: { code: 'Broken', message: 'it is', statusCode: 500 },
    });
    expect(await put()).toMatchObject({ error: { code: 'Broken', message: 'it is', statusCode: 500 } });
    expect(sandbox.store.table('notes/rows').size).toBe(0);
  });

  it('lose the answer of a call that was carried out', async () => {
    const { sandbox, put } = await open({ nth: 1, effect: 'applied-but-reply-lost' });
    expect(await put()).toMatchObject({ error: { name: 'TimeoutError', code: 'ECONNRESET' } });
    expect(sandbox.store.table('notes/rows').size).toBe(1);
  });

  it('add latency', async () => {
    const { put } = await open({ nth: 1, effect: 'latency', delay: '5s' });
    expect((await put()).latencyMs).toBeGreaterThanOrEqual(5000);
    expect((await put()).latencyMs).toBeLessThan(100);
  });
});
