import type { Json } from '../../../src/engine/json.ts';
import type { ObjectStore, ServiceOutcome } from '../../../src/engine/ports.ts';
import { harness, outline, output, run, seconds, single, task } from '../execution/run.ts';

/** Objects of one bucket in memory. */
function bucket(files: Readonly<Record<string, string>> = {}): { objects: ObjectStore; written: Map<string, Json> } {
  const written = new Map<string, Json>();
  const objects: ObjectStore = {
    getObject: async ({ key }) =>
      Object.hasOwn(files, key)
        ? { ok: true, body: Buffer.from(files[key]!), etag: '"e"' }
        : { ok: false, error: 'S3.NoSuchKeyException', cause: 'The specified key does not exist.' },
    putObject: async ({ key, body }) => {
      const text = Buffer.from(body).toString();
      written.set(key, key.endsWith('.jsonl') ? text : (JSON.parse(text) as Json));
      return { ok: true };
    },
    listObjects: async ({ prefix = '' }) => ({
      ok: true,
      objects: Object.keys(files)
        .filter((key) => key.startsWith(prefix))
        .map((Key) => ({ Key, Size: 1, Etag: '"e"', LastModified: 0, StorageClass: 'STANDARD' })),
    }),
  };
  return { objects, written };
}

function distributed(more: object = {}, states: object = { I: { Type: 'Pass', End: true } }, ExecutionType = 'STANDARD'): object {
  const ItemProcessor = { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType }, StartAt: 'I', States: states };
  return single({ Type: 'Map', Label: 'Each', ItemProcessor, ...more });
}

const reader = (InputType: string, Key: string, more: object = {}): object => ({
  ItemReader: {
    Resource: 'arn:aws:states:::s3:getObject',
    Parameters: { Bucket: 'b', Key },
    ReaderConfig: { InputType, ...more },
  },
});

/** The item 3 fails, the others take their value as seconds. */
const failingThird = {
  I: { Type: 'Choice', Choices: [{ Variable: '$', NumericEquals: 3, Next: 'F' }], Default: 'P' },
  F: { Type: 'Fail', Error: 'Third', Cause: 'as asked' },
  P: { Type: 'Pass', End: true },
};

describe('children', () => {
  test('each item is an execution of its own, with its own history and the Map Run that it belongs to', async () => {
    const { engine, start, finish } = harness();
    const execution = await finish(start(distributed(), ['a', 'b']));
    expect(output(execution)).toEqual(['a', 'b']);
    expect(outline(execution)).toEqual([
      '1<0 ExecutionStarted',
      '2<0 MapStateEntered',
      '3<2 MapStateStarted',
      '4<3 MapRunStarted',
      '5<4 MapRunSucceeded',
      expect.stringMatching(/^6<\d MapStateSucceeded$/),
      expect.stringMatching(/^7<\d MapStateExited$/),
      '8<7 ExecutionSucceeded',
    ]);
    const [mapRun] = engine.mapRuns(execution.arn);
    expect(mapRun).toMatchObject({
      status: 'SUCCEEDED',
      executionCounts: { succeeded: 2, total: 2 },
      itemCounts: { succeeded: 2 },
    });
    const children = [...engine.executions()].filter(({ mapRunArn }) => mapRunArn === mapRun?.mapRunArn);
    expect(children.map(({ input, status }) => ({ input, status }))).toEqual([
      { input: '"a"', status: 'SUCCEEDED' },
      { input: '"b"', status: 'SUCCEEDED' },
    ]);
    expect(children[0]?.arn).toContain(':execution:machine/Each:');
    expect(children[0]?.history.at(0)?.type).toBe('ExecutionStarted');
  });

  test('MaxConcurrency bounds how many run at once', async () => {
    const execution = await run(
      distributed({ MaxConcurrency: 2 }, { I: { Type: 'Wait', Seconds: 10, End: true } }),
      [1, 2, 3, 4, 5],
    );
    expect(seconds(execution)).toBe(30);
  });

  test('stopping the parent stops them', async () => {
    const { engine, start } = harness();
    const execution = start(distributed({}, { I: { Type: 'Wait', Seconds: 1000, End: true } }), [1, 2]);
    await new Promise((resolve) => setImmediate(resolve));
    engine.stop({ executionArn: execution.arn });
    expect([...engine.executions()].map(({ status }) => status)).toEqual(['ABORTED', 'ABORTED', 'ABORTED']);
    expect([...engine.mapRuns(execution.arn)][0]?.status).toBe('ABORTED');
  });

  test('no items, no children', async () => {
    expect(output(await run(distributed(), []))).toEqual([]);
  });
});

describe('tolerated failures', () => {
  test('one failed child fails the Map Run, whose failure Catch can handle', async () => {
    const execution = await run(distributed({}, failingThird), [1, 2, 3]);
    expect(execution).toMatchObject({ status: 'FAILED', error: 'States.ExceedToleratedFailureThreshold' });
  });

  test.each([
    ['ToleratedFailureCount', { ToleratedFailureCount: 1 }],
    ['ToleratedFailurePercentage', { ToleratedFailurePercentage: 34 }],
  ])('%s tolerates it', async (_, tolerance) => {
    const execution = await run(distributed(tolerance, failingThird), [1, 2, 3]);
    expect(execution.status).toBe('SUCCEEDED');
    expect((output(execution) as Json[]).slice(0, 2)).toEqual([1, 2]);
  });
});

describe('ItemReader', () => {
  test.each([
    ['JSON', '[1,2]', {}],
    ['JSONL', '1\n2\n', {}],
  ])('reads %s', async (type, text, config) => {
    const execution = await run(distributed(reader(type, 'k', config)), {}, bucket({ k: text }));
    expect(output(execution)).toEqual([1, 2]);
  });

  test('reads CSV, at most MaxItems', async () => {
    const config = { CSVHeaderLocation: 'FIRST_ROW', MaxItems: 1 };
    const execution = await run(distributed(reader('CSV', 'k', config)), {}, bucket({ k: 'A,B\n1,2\n3,4\n' }));
    expect(output(execution)).toEqual([{ A: '1', B: '2' }]);
  });

  test('lists objects by prefix', async () => {
    const ItemReader = { Resource: 'arn:aws:states:::s3:listObjectsV2', Parameters: { Bucket: 'b', Prefix: 'p/' } };
    const execution = await run(distributed({ ItemReader }), {}, bucket({ 'p/1': '', q: '' }));
    expect(output(execution)).toMatchObject([{ Key: 'p/1', Size: 1 }]);
  });

  test('an object that is not there fails the state with States.ItemReaderFailed', async () => {
    const execution = await run(distributed(reader('JSON', 'missing')), {}, bucket());
    expect(execution).toMatchObject({ status: 'FAILED', error: 'States.ItemReaderFailed' });
    expect(execution.history.map(({ type }) => type)).toContain('MapRunFailed');
  });
});

describe('ItemBatcher', () => {
  test('a child gets a batch, with what all batches share', async () => {
    const ItemBatcher = { MaxItemsPerBatch: 2, BatchInput: { 'by.$': '$.by' } };
    const execution = await run(distributed({ ItemsPath: '$.items', ItemBatcher }), { by: 'me', items: [1, 2, 3] });
    expect(output(execution)).toEqual([
      { BatchInput: { by: 'me' }, Items: [1, 2] },
      { BatchInput: { by: 'me' }, Items: [3] },
    ]);
  });

  test('MaxInputBytesPerBatch bounds the size of a batch', async () => {
    const items = Array.from({ length: 6 }, () => 'x'.repeat(100));
    const execution = await run(distributed({ ItemBatcher: { MaxInputBytesPerBatch: 350 } }), items);
    const batches = output(execution) as { Items: string[] }[];
    expect(batches.flatMap(({ Items }) => Items)).toHaveLength(6);
    for (const batch of batches) expect(JSON.stringify(batch).length).toBeLessThanOrEqual(350);
  });
});

test('ResultWriter puts the results into S3 and hands on where', async () => {
  const { objects, written } = bucket();
  const ResultWriter = { Resource: 'arn:aws:states:::s3:putObject', Parameters: { Bucket: 'b', Prefix: 'results' } };
  const execution = await run(distributed({ ResultWriter, ToleratedFailureCount: 1 }, failingThird), [1, 2, 3], { objects });
  const { MapRunArn, ResultWriterDetails } = output(execution) as {
    MapRunArn: string;
    ResultWriterDetails: { Bucket: string; Key: string };
  };
  expect(MapRunArn).toContain(':mapRun:machine/Each:');
  expect(ResultWriterDetails.Bucket).toBe('b');
  const manifest = written.get(ResultWriterDetails.Key) as { ResultFiles: Record<'SUCCEEDED' | 'FAILED', { Key: string }[]> };
  const succeeded = written.get(manifest.ResultFiles.SUCCEEDED[0]!.Key) as { Output: string }[];
  const failed = written.get(manifest.ResultFiles.FAILED[0]!.Key) as { Error: string; Cause: string }[];
  expect(succeeded.map(({ Output }) => Output)).toEqual(['1', '2']);
  expect(failed).toMatchObject([{ Error: 'Third', Cause: 'as asked' }]);
});

test('10,000 children are handled, and a task of each is called once', async () => {
  const service = ({ parameters }: { parameters: Json }): ServiceOutcome => ({ ok: true, output: parameters });
  const { start, finish, calls } = harness({ service });
  const items = Array.from({ length: 10_000 }, (_, index) => index);
  const execution = await finish(start(distributed({ MaxConcurrency: 100 }, { I: task({ End: true }) }, 'EXPRESS'), items));
  expect(calls).toHaveLength(10_000);
  expect(output(execution)).toEqual(items);
}, 30_000);

describe('WriterConfig', () => {
  const writer = (WriterConfig: object, more: object = {}): object => distributed({ ResultWriter: { WriterConfig, ...more } });

  test('without S3 its Transformation says what the state gives: outputs, flat outputs, or described executions', async () => {
    const items = [[1, 2], [3]];
    expect(output(await run(writer({ Transformation: 'COMPACT' }), items))).toEqual(items);
    expect(output(await run(writer({ Transformation: 'FLATTEN' }), items))).toEqual([1, 2, 3]);
    expect(output(await run(writer({ Transformation: 'NONE' }), items))).toMatchObject([
      { Input: '[1,2]', Output: '[1,2]', RedriveCount: 0, RedriveStatus: 'NOT_REDRIVABLE', Status: 'SUCCEEDED' },
      { Input: '[3]', Output: '[3]' },
    ]);
  });

  test('with S3 the files are written so; what failed is described whatever it says', async () => {
    const { objects, written } = bucket();
    const destination = { Resource: 'arn:aws:states:::s3:putObject', Parameters: { Bucket: 'b', Prefix: 'p/' } };
    const definition = distributed(
      {
        ToleratedFailureCount: 1,
        ResultWriter: { ...destination, WriterConfig: { Transformation: 'COMPACT', OutputType: 'JSONL' } },
      },
      failingThird,
    );
    const execution = await run(definition, [1, 2, 3], { objects });
    expect(execution.status).toBe('SUCCEEDED');
    const file = (end: string): Json => [...written].find(([key]) => key.endsWith(end))![1];
    expect(file('SUCCEEDED_0.jsonl')).toBe('1\n2\n');
    expect(JSON.parse(String(file('FAILED_0.jsonl')))).toMatchObject({
      Error: 'Third',
      Input: '3',
      RedriveStatus: 'REDRIVABLE_BY_MAP_RUN',
    });
    expect([...written.keys()].every((key) => key.startsWith('p/'))).toBe(true);
  });
});

test('LOAD_AND_FLATTEN reads what the listed objects hold', async () => {
  const { objects } = bucket({ 'in/1.json': '[1,2]', 'in/2.json': '[3]', other: '[4]' });
  const ItemReader = {
    Resource: 'arn:aws:states:::s3:listObjectsV2',
    Parameters: { Bucket: 'b', Prefix: 'in/' },
    ReaderConfig: { InputType: 'JSON', Transformation: 'LOAD_AND_FLATTEN' },
  };
  expect(output(await run(distributed({ ItemReader }), {}, { objects }))).toEqual([1, 2, 3]);
});

test('a batch size that is no positive number is refused', async () => {
  const batched = (MaxItemsPerBatchPath: string): object =>
    distributed({ ItemBatcher: { MaxItemsPerBatchPath }, ItemsPath: '$.items' });
  const { cause } = await run(batched('$.size'), { items: [1], size: 'many' });
  expect(cause).toContain('The MaxItemsPerBatchPath field refers to value "many" which is not a valid integer: $.size');
  expect((await run(batched('$.size'), { items: [1], size: 0 })).cause).toContain('MaxItemsPerBatch must be positive.');
});
