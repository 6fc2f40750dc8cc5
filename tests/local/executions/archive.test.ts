import { appendFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EngineEvent, EngineExecution } from '../../../src/engine/api/engine-port.ts';
import { ExecutionArchive, orphanError } from '../../../src/local/executions/archive.ts';
import { ExecutionRecorder } from '../../../src/local/executions/recorder.ts';

const event = (id: number): EngineEvent => ({ timestamp: id, type: 'PassStateEntered', id, previousEventId: id - 1 });

const execution = (name: string, more: Partial<EngineExecution> = {}): EngineExecution => ({
  arn: `arn:aws:states:eu-west-1:111122223333:execution:vending:${name}`,
  name,
  stateMachineArn: 'arn:aws:states:eu-west-1:111122223333:stateMachine:vending',
  status: 'RUNNING',
  input: '{}',
  startDate: 1_000,
  history: [],
  ...more,
});

describe('recorded executions', () => {
  let directory: string;
  beforeEach(() => (directory = mkdtempSync(join(tmpdir(), 'groundcrew-executions-'))));
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  it('are found again with input, result and history', () => {
    const recorder = new ExecutionRecorder(directory);
    recorder.definition(execution('one'), '{"StartAt":"A"}');
    recorder.event(execution('one'), event(1));
    recorder.event(execution('one'), event(2));
    recorder.closed(execution('one', { status: 'SUCCEEDED', output: '{"a":1}', stopDate: 2_000 }));
    const files = ['definition.asl.json', 'execution.json', 'history.ndjson', 'input.json', 'result.json'];
    expect(readdirSync(join(directory, 'one')).sort()).toEqual(files);
    const archive = new ExecutionArchive(directory);
    expect(archive.closeOrphans(9_000)).toEqual([]);
    expect(archive.latest).toBe(2_000);
    expect([...archive.values()]).toMatchObject([
      { ...execution('one'), status: 'SUCCEEDED', output: '{"a":1}', stopDate: 2_000, history: [event(1), event(2)] },
    ]);
  });

  it('that were open when their process ended are closed as ABORTED, once', () => {
    const recorder = new ExecutionRecorder(directory);
    recorder.event(execution('open'), event(1));
    recorder.flush();
    appendFileSync(join(directory, 'open', 'history.ndjson'), '{"hash":"torn');
    const archive = new ExecutionArchive(directory);
    expect(archive.latest).toBe(1_000);
    expect(archive.closeOrphans(9_000)).toEqual(['open']);
    const [found] = archive.values();
    expect(found).toMatchObject({ status: 'ABORTED', stopDate: 9_000, error: orphanError });
    expect(found!.history.at(-1)).toMatchObject({ type: 'ExecutionAborted', id: 2, previousEventId: 1 });
    const again = new ExecutionArchive(directory);
    expect(again.closeOrphans(10_000)).toEqual([]);
    expect([...again.values()][0]).toMatchObject({ status: 'ABORTED', stopDate: 9_000 });
  });

  it('of two machines with the same name have a folder each', () => {
    const recorder = new ExecutionRecorder(directory);
    const other = {
      arn: 'arn:aws:states:eu-west-1:1:execution:other:one',
      stateMachineArn: 'arn:aws:states:eu-west-1:1:stateMachine:other',
    };
    recorder.event(execution('one'), event(1));
    recorder.event(execution('one', other), event(1));
    recorder.flush();
    expect(readdirSync(directory).sort()).toEqual(['one', 'one.other']);
  });

  it('with a name that a path would misunderstand stay inside the folder', () => {
    const recorder = new ExecutionRecorder(directory);
    for (const name of ['..', '.', '../outside', 'ä'.repeat(80)]) recorder.event(execution(name, { arn: name }), event(1));
    recorder.flush();
    expect(readdirSync(directory)).toHaveLength(4);
    expect(new ExecutionArchive(directory).closeOrphans(1)).toHaveLength(4);
  });
});
