/** Any execution of Step Functions, ours or not, read through the SDK from the local Step Functions API. */
import { SFNClient } from '@aws-sdk/client-sfn';
import { StepFunctionsApi } from '../../src/engine/api/index.ts';
import type { Json } from '../../src/engine/json.ts';
import { readChildren, unfetchedGap } from '../../src/cli/read-children.ts';
import { readExecution } from '../../src/cli/read-execution.ts';
import { buildTrace } from '../../src/trace/build-trace.ts';
import type { TraceSource } from '../../src/trace/trace.ts';
import type { ExecutionParts } from '../../src/viewer/trace-page.ts';
import { harness, type Harness } from '../engine/execution/run.ts';

const origin: TraceSource = { kind: 'aws', account: '111122223333', region: 'eu-west-1' };

type Members = { [key: string]: Json };
type Refuse = (operation: string, input: Members) => string | undefined;

interface Account {
  /** Creates a machine of another tool than ours, and returns its ARN. */
  create(name: string, definition: object): Promise<string>;
  /** Runs it to its end and returns the execution's ARN. */
  run(stateMachineArn: string, input?: object): Promise<string>;
  call(operation: string, input: Members): Promise<Members>;
  readonly connection: { readonly stepFunctionsOf: () => SFNClient; readonly origin: TraceSource };
  /** GetExecutionHistory calls and their pages. */
  readonly operations: string[];
}

/** An account with the Step Functions API alone. `refuse` names the error with which a call is refused. */
function account(refuse: Refuse = () => undefined): Account {
  const under: Harness = harness({
    limits: { maxHistoryEvents: 1_000_000 },
    service: (call) => {
      if (call.action !== 'startExecution') return { ok: true, output: { answered: call.stateName } };
      const { StateMachineArn, Input } = call.parameters as { StateMachineArn: string; Input: Json };
      const { arn: executionArn, startDate } = under.engine.start({
        stateMachineArn: StateMachineArn,
        definition: definitions.get(StateMachineArn)!,
        roleArn: call.roleArn,
        type: 'STANDARD',
        input: JSON.stringify(Input ?? {}),
      });
      return { ok: true, output: { ExecutionArn: executionArn, StartDate: startDate } };
    },
  });
  const definitions = new Map<string, string>();
  let ids = 0;
  const api = new StepFunctionsApi({
    engine: under.engine,
    account: '111122223333',
    region: 'eu-west-1',
    callService: () => Promise.resolve({ ok: true, output: {} }),
    now: () => under.clock.now(),
    uuid: () => `id-${(ids += 1)}`,
    random: () => 0.5,
  });
  const call = (operation: string, input: Members): Promise<Members> => api.handle(operation, input);
  const operations: string[] = [];
  const client = new SFNClient({
    region: 'eu-west-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    maxAttempts: 1,
    requestHandler: {
      async handle(request: { headers: Record<string, string>; body: Uint8Array }) {
        const operation = request.headers['x-amz-target']!.split('.')[1]!;
        const input = JSON.parse(Buffer.concat([request.body]).toString()) as Members;
        operations.push(operation);
        const refused = refuse(operation, input);
        const answer =
          refused === undefined
            ? await call(operation, input).catch(answerOf)
            : { status: 400, body: { __type: refused, message: 'refused' } };
        const { status = 200, body = answer } = answer as { status?: number; body?: object };
        return {
          response: {
            statusCode: status,
            headers: { 'content-type': 'application/x-amz-json-1.0' },
            body: new TextEncoder().encode(JSON.stringify(body)),
          },
        };
      },
    } as never,
  });
  return {
    call,
    operations,
    connection: { stepFunctionsOf: () => client, origin },
    async create(name, definition) {
      const roleArn = 'arn:aws:iam::111122223333:role/machine';
      const { stateMachineArn } = await call('CreateStateMachine', { name, definition: JSON.stringify(definition), roleArn });
      definitions.set(String(stateMachineArn), JSON.stringify(definition));
      return String(stateMachineArn);
    },
    async run(stateMachineArn, input = {}) {
      const { executionArn } = await call('StartExecution', { stateMachineArn, name: 'run', input: JSON.stringify(input) });
      await under.finish(under.engine.execution(String(executionArn)) as never);
      return String(executionArn);
    },
  };
}

const answerOf = (error: { code?: string; message: string }): object => ({
  status: 400,
  body: { __type: error.code ?? 'InternalFailure', message: error.message },
});

const gapsOf = ({ history, source, executionArn, gaps = [] }: ExecutionParts): string[] =>
  buildTrace(history, { source, executionArn, gaps }).gaps.map(({ what, why }) => `${what}: ${why}`);

const pass = { StartAt: 'Only', States: { Only: { Type: 'Pass', End: true } } };

describe('reading any execution', () => {
  it('reads every page of a history of more than 1,000 events', async () => {
    const { create, run, connection, operations } = account();
    const machine = await create('long', {
      StartAt: 'Each',
      States: {
        Each: {
          Type: 'Map',
          ItemsPath: '$.items',
          ItemProcessor: { StartAt: 'One', States: { One: { Type: 'Pass', End: true } } },
          End: true,
        },
      },
    });
    const executionArn = await run(machine, { items: Array.from({ length: 600 }, (_, index) => index) });
    const parts = await readExecution(connection, executionArn);
    expect(parts.history).toHaveLength(2406);
    expect(operations.filter((operation) => operation === 'GetExecutionHistory')).toHaveLength(3);
    expect(gapsOf(parts)).toEqual([]);
    expect(parts.definition).toMatchObject({ StartAt: 'Each' });
  });

  it('says that the machine has been deleted, and shows the rest', async () => {
    const { create, run, call, connection } = account();
    const machine = await create('gone', pass);
    const executionArn = await run(machine);
    await call('DeleteStateMachine', { stateMachineArn: machine });
    const gone = account((operation) =>
      operation === 'DescribeStateMachineForExecution' ? 'StateMachineDoesNotExist' : undefined,
    );
    const again = await gone.run(await gone.create('gone', pass));
    const parts = await readExecution(gone.connection, again);
    expect(parts.definition).toBeUndefined();
    expect(gapsOf(parts)).toEqual(['no definition, so no graph: the state machine has been deleted']);
    await expect(readExecution(connection, executionArn)).resolves.toMatchObject({ executionArn });
  });

  it('says which definition the credentials may not read', async () => {
    const { create, run, connection } = account((operation) =>
      operation === 'DescribeStateMachineForExecution' ? 'AccessDeniedException' : undefined,
    );
    const parts = await readExecution(connection, await run(await create('closed', pass)));
    expect(gapsOf(parts)).toEqual(['no definition, so no graph: these credentials may not read it']);
  });

  it('reads what may be read where execution data is encrypted with a key that the credentials may not use', async () => {
    const { create, run, connection } = account((operation, input) =>
      operation === 'GetExecutionHistory' && input['includeExecutionData'] !== false ? 'KmsAccessDeniedException' : undefined,
    );
    const parts = await readExecution(connection, await run(await create('secret', pass), { password: 'hunter2' }));
    expect(JSON.stringify(parts.history)).not.toContain('hunter2');
    expect(gapsOf(parts)[0]).toMatch(/^no inputs and outputs: they are encrypted with a key that these credentials may not use/);
    expect(buildTrace(parts.history, parts).visits).toHaveLength(1);
  });

  it('leaves data at Step Functions where it is asked to', async () => {
    const { create, run, connection } = account();
    const parts = await readExecution(connection, await run(await create('plain', pass), { password: 'hunter2' }), {
      withoutData: true,
    });
    expect(JSON.stringify(parts.history)).not.toContain('hunter2');
    expect(gapsOf(parts)[0]).toBe('no inputs and outputs: the page was asked for without them (--without-data)');
  });

  it('says of an Express execution that Step Functions keeps no history of it', async () => {
    const { create, connection, operations } = account();
    await create('quick', pass);
    const parts = await readExecution(connection, 'arn:aws:states:eu-west-1:111122223333:express:quick:run:0a1b');
    expect(parts.definition).toMatchObject({ StartAt: 'Only' });
    expect(operations).toEqual(['DescribeStateMachine']);
    expect(gapsOf(parts)[0]).toMatch(/^an Express execution: Step Functions keeps no history of it/);
  });

  it('ends with exit code 7 where the history has expired, 6 where AWS refuses', async () => {
    const { create, connection } = account();
    await create('old', pass);
    const executionArn = 'arn:aws:states:eu-west-1:111122223333:execution:old:long-ago';
    await expect(readExecution(connection, executionArn)).rejects.toMatchObject({
      exitCode: 7,
      next: expect.stringContaining('90 days') as string,
    });
    const closed = account(() => 'AccessDeniedException');
    await expect(readExecution(closed.connection, executionArn)).rejects.toMatchObject({ exitCode: 6 });
  });
});

describe('reading children', () => {
  const parentOf = (child: string): object => ({
    StartAt: 'Child',
    States: {
      Child: {
        Type: 'Task',
        Resource: 'arn:aws:states:::states:startExecution.sync:2',
        Parameters: { StateMachineArn: child, Input: {} },
        Next: 'Fan Out',
      },
      'Fan Out': {
        Type: 'Map',
        ItemsPath: '$$.Execution.Input.items',
        Label: 'FanOut',
        ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' }, ...pass },
        End: true,
      },
    },
  });

  it('follows .sync children and the executions of Map Runs, and says what it left', async () => {
    const { create, run, connection } = account();
    const child = await create('child', pass);
    const executionArn = await run(await create('parent', parentOf(child)), { items: [1, 2, 3] });
    const parent = await readExecution(connection, executionArn);
    expect(unfetchedGap(parent)[0]!.what).toBe('2 child executions or Map Runs are named, not shown');
    const { children, gaps } = await readChildren(connection, parent, 100, {});
    expect(children.map(({ mapRunArn }) => mapRunArn?.split(':')[6])).toEqual([
      undefined,
      'parent/FanOut',
      'parent/FanOut',
      'parent/FanOut',
    ]);
    expect(children[0]!.executionArn).toContain(':execution:child:');
    expect(gaps).toEqual([]);
    const few = await readChildren(connection, parent, 2, {});
    expect(few.gaps).toEqual([{ what: '2 child executions were not fetched', why: 'at most 2 were asked for (--children 4)' }]);
  });

  it('states children that cannot be read any more as a gap', async () => {
    let closed = false;
    const { create, run, connection } = account((operation, input) =>
      closed && operation === 'GetExecutionHistory' && !String(input['executionArn']).endsWith(':run')
        ? 'ExecutionDoesNotExist'
        : undefined,
    );
    const executionArn = await run(await create('parent', parentOf(await create('child', pass))), { items: [1] });
    closed = true;
    const { children, gaps } = await readChildren(connection, await readExecution(connection, executionArn), 100, {});
    expect(children).toEqual([]);
    expect(gaps[0]!.what).toBe('2 children could not be read');
  });
});
