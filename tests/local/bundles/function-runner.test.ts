import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { VirtualClock } from '../../../src/engine/clock.ts';
import type { Json } from '../../../src/engine/json.ts';
import { Bundles } from '../../../src/local/bundles/compile-bundle.ts';
import type { FunctionConfiguration, InvocationResult } from '../../../src/local/bundles/container.ts';
import { FunctionRunner } from '../../../src/local/bundles/function-runner.ts';
import { Driver } from '../../../src/local/gate/driver.ts';
import { Gate } from '../../../src/local/gate/gate.ts';
import type { FunctionLogEntry } from '../../../src/local/local.ts';

const start = Date.UTC(2030, 0, 1);

describe('a function', () => {
  let directory: string;
  let logs: FunctionLogEntry[];
  let invoke: (handler: string, event?: Json, more?: Partial<FunctionConfiguration>) => Promise<InvocationResult>;
  let runner: FunctionRunner;
  let clock: VirtualClock;

  const write = (name: string, source: string): void => writeFileSync(join(directory, `${name}.js`), source);

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'groundcrew-bundles-'));
    logs = [];
    clock = new VirtualClock(start);
    const gate = new Gate(clock, () => 0);
    const driver = new Driver(clock, gate, undefined);
    const configurations = new Map<string, FunctionConfiguration>();
    runner = new FunctionRunner(
      new Bundles(directory),
      1,
      {
        configuration: (arn) => Promise.resolve(configurations.get(arn)!),
        credentials: ({ functionName }) => ({ accessKeyId: `key-of-${functionName}`, secretAccessKey: 's', sessionToken: 't' }),
      },
      {
        clock,
        gate,
        send: ({ path }) =>
          path === '/out'
            ? Promise.reject(Object.assign(new Error('connect ETIMEDOUT'), { name: 'TimeoutError', code: 'ETIMEDOUT' }))
            : Promise.resolve({
                statusCode: 200,
                headers: {},
                body: Buffer.from(`answer to ${path}`),
                latencyMs: path === '/slow' ? 60_000 : 20,
              }),
        onLog: (entry) => logs.push(entry),
      },
    );
    invoke = async (handler, event = {}, more = {}) => {
      const functionName = more.functionName ?? handler.split('.')[0]!;
      const functionArn = `arn:aws:lambda:eu-west-1:111122223333:function:${functionName}`;
      configurations.set(functionArn, {
        functionName,
        functionArn,
        version: '$LATEST',
        handler,
        roleArn: 'arn:aws:iam::111122223333:role/x',
        timeoutSeconds: 3,
        memorySize: 256,
        environment: {},
        account: '111122223333',
        region: 'eu-west-1',
        ...more,
      });
      return (await driver.drive(runner.invoke(functionArn, event, 'request-1'))) as InvocationResult;
    };
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  it('gives up a connection and an answer after as much virtual time as its client waits for them', async () => {
    write(
      'limits',
      `exports.handler = async () => {
        const { transport } = globalThis[Symbol.for('groundcrew.runtime')];
        const client = transport.within({ connectionTimeout: 1000, requestTimeout: 1500 });
        const ask = async (path) => {
          const begun = Date.now();
          const outcome = await client.handle({ method: 'GET', hostname: 'h', path, headers: {} }).then(
            ({ response }) => response.statusCode, ({ name }) => name);
          return [outcome, Date.now() - begun];
        };
        return [await ask('/out'), await ask('/slow'), await ask('/quick')];
      };`,
    );
    const { payload } = await invoke('limits.handler', {}, { timeoutSeconds: 10 });
    expect(payload).toEqual([
      ['TimeoutError', 1000],
      ['TimeoutError', 1500],
      [200, 20],
    ]);
  });

  it('sees its own environment, virtual time and seeded randomness, and not this process', async () => {
    write(
      'world',
      `exports.handler = async () => ({
        table: process.env.TABLE, path: process.env.PATH ?? 'none', region: globalThis.process.env.AWS_REGION,
        key: process.env.AWS_ACCESS_KEY_ID, now: Date.now(), made: new Date().toISOString(), global: new globalThis.Date().getTime(),
        random: Math.random() === globalThis.Math.random(), slot: Object.keys(globalThis[Symbol.for('groundcrew.runtime')]).sort() });`,
    );
    const { payload } = await invoke('world.handler', {}, { environment: { TABLE: 'ledger' } });
    expect(payload).toEqual({
      table: 'ledger',
      path: 'none',
      region: 'eu-west-1',
      key: 'key-of-world',
      now: start,
      made: '2030-01-01T00:00:00.000Z',
      global: start,
      random: false,
      slot: ['clock', 'credentials', 'env', 'random', 'signers', 'transport'],
    });
    expect((globalThis as Record<symbol, unknown>)[Symbol.for('groundcrew.runtime')]).toBeUndefined();
  });

  it('keeps its module state between invocations and shares none with another function of the same bundle', async () => {
    write(
      'counter',
      'let count = 0; globalThis.leak = (globalThis.leak ?? 0) + 1; exports.handler = () => [++count, globalThis.leak];',
    );
    expect((await invoke('counter.handler')).payload).toEqual([1, 1]);
    expect((await invoke('counter.handler')).payload).toEqual([2, 1]);
    expect((await invoke('counter.handler', {}, { functionName: 'second' })).payload).toEqual([1, 1]);
    expect((globalThis as { leak?: number }).leak).toBeUndefined();
  });

  it('gets one container more while all are busy', async () => {
    write(
      'slow',
      'let count = 0; exports.handler = async () => { await new Promise((done) => setTimeout(done, 500)); return ++count; };',
    );
    const [one, two] = await Promise.all([invoke('slow.handler'), invoke('slow.handler')]);
    expect([one.payload, two.payload]).toEqual([1, 1]);
    expect(runner.containers).toBe(2);
    expect(clock.now()).toBe(start + 500);
  });

  it('reports an error as Lambda does, without paths of this machine', async () => {
    write(
      'fails',
      "class Refused extends Error { constructor() { super('no room'); this.name = 'OuFull'; } } exports.handler = async () => { throw new Refused(); };",
    );
    const { payload, functionError } = await invoke('fails.handler');
    expect(functionError).toBe('Unhandled');
    expect(payload).toMatchObject({ errorType: 'OuFull', errorMessage: 'no room' });
    const { trace } = payload as { trace: string[] };
    expect(trace[0]).toContain('no room');
    expect(trace.join('\n')).not.toContain(directory);
    expect(trace.slice(1).every((line) => line.includes('/var/task/fails.js') || line.includes('node:'))).toBe(true);
  });

  it('is ended by its timeout on the virtual clock', async () => {
    write('sleeps', 'exports.handler = () => new Promise((done) => setTimeout(done, 60000));');
    const { payload, functionError } = await invoke('sleeps.handler');
    expect(functionError).toBe('Unhandled');
    expect(payload).toEqual({
      errorType: 'Sandbox.Timedout',
      errorMessage: 'RequestId: request-1 Error: Task timed out after 3.00 seconds',
    });
    expect(clock.now()).toBe(start + 3_000);
    expect(runner.containers).toBe(0);
  });

  it('sleeps on the virtual clock through the runtime slot and an interval', async () => {
    write(
      'ticks',
      `exports.handler = async () => {
        await globalThis[Symbol.for('groundcrew.runtime')].clock.sleep(1000);
        let ticks = 0;
        await new Promise((done) => { const timer = setInterval(() => { if (++ticks === 3) { clearInterval(timer); done(); } }, 100); });
        return [ticks, Date.now()]; };`,
    );
    expect((await invoke('ticks.handler')).payload).toEqual([3, start + 1_300]);
  });

  it('has its console collected with function and time', async () => {
    write('logs', "exports.handler = () => { console.warn('slot %d', 5, { free: 1 }); };");
    await invoke('logs.handler');
    expect(logs).toEqual([{ functionName: 'logs', level: 'warn', message: 'slot 5 { free: 1 }', time: start }]);
  });

  it('cannot change the event of its caller', async () => {
    write('changes', 'exports.handler = (event) => { event.a = 2; return event; };');
    const event = { a: 1 };
    expect((await invoke('changes.handler', event)).payload).toEqual({ a: 2 });
    expect(event).toEqual({ a: 1 });
  });

  it.each([
    ['that is not there', 'nothing.handler', /nothing\.js cannot be read/],
    ['that exports another name', 'world.other', /exports no function called other/],
    ['outside the code directory', '../outside.handler', /lies outside/],
  ])('with code %s says so', async (_what, handler, message) => {
    write('world', 'exports.handler = () => 1;');
    const outcome = await invoke(handler, {}, { functionName: 'broken' }).then(
      ({ payload }) => (payload as { errorMessage: string }).errorMessage,
      (error: Error) => error.message,
    );
    expect(outcome).toMatch(message);
  });
});
