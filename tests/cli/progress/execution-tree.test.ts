import { VirtualClock } from '../../../src/engine/clock.ts';
import { runStateMachine } from '../../../src/engine/run-state-machine.ts';
import { treeLines, treeText, type TreeOptions } from '../../../src/cli/progress/execution-tree.ts';
import { buildTrace } from '../../../src/trace/build-trace.ts';
import type { Trace, TraceEvent } from '../../../src/trace/trace.ts';

const definition = {
  StartAt: 'Prepare',
  States: {
    Prepare: { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', Parameters: { FunctionName: 'prepare' }, Next: 'Each' },
    Each: {
      Type: 'Map',
      ItemsPath: '$.items',
      MaxConcurrency: 10,
      ToleratedFailurePercentage: 100,
      ItemProcessor: {
        StartAt: 'Create',
        States: {
          Create: {
            Type: 'Task',
            Resource: 'arn:aws:states:::lambda:invoke',
            Parameters: { FunctionName: 'create' },
            Next: 'Settle',
          },
          Settle: { Type: 'Wait', Seconds: 60, End: true },
        },
      },
      End: true,
    },
  },
};

let whole: readonly TraceEvent[];
beforeAll(async () => {
  let created = 0;
  const { history } = await runStateMachine(
    definition,
    { items: Array.from({ length: 1000 }, (_, index) => index) },
    {
      clock: new VirtualClock(0),
      limits: { maxHistoryEvents: 1_000_000 },
      handlers: {
        Prepare: () => ({ items: Array.from({ length: 1000 }, (_, index) => index) }),
        Create: () => {
          created += 1;
          if (created % 100 === 0) throw Object.assign(new Error('no room'), { name: 'QuotaExceeded' });
          return {};
        },
      },
    },
  );
  whole = history as unknown as TraceEvent[];
});

const traceAt = (milliseconds: number): Trace =>
  buildTrace(
    whole.filter(({ timestamp }) => (timestamp as number) <= milliseconds),
    { source: { kind: 'file', name: 'test' }, executionArn: 'arn:aws:states:us-east-1:111122223333:execution:machine:run' },
  );
const options: TreeOptions = { now: 600_000, columns: 80, rows: 21, fold: 'ok', depth: 6 };
const shown = (trace: Trace, more: Partial<TreeOptions> = {}): string[] =>
  treeLines(trace, { ...options, ...more }).map((line) => treeText(line, 80));

describe('the tree of an execution in a terminal', () => {
  it('shows a Map of 1,000 items in 80 columns and 24 rows: counts, pace, failures, what runs', () => {
    const lines = shown(traceAt(600_000));
    expect(lines.length).toBeLessThanOrEqual(21);
    expect(lines.every((line) => line.length <= 80)).toBe(true);
    expect(lines[0]).toMatch(/^✓ ok {7}Prepare {2}0 ms$/);
    expect(lines[1]).toMatch(/^… running {2}Each {2}\d+\/1000 {2}ok \d+ {2}failed 1 {2}running 10 {2}\[#-{11}\]/);
    expect(lines[2]).toMatch(/^✗ failed {5}#\d+ {2}Create {2}0 ms {2}QuotaExceeded$/);
    expect(lines.at(-1)).toBe('-            and 7 more running');
  });

  it('folds what has succeeded, unless it is asked not to', () => {
    const end = traceAt(Infinity);
    expect(shown(end).length).toBeLessThan(10);
    expect(shown(end, { fold: 'none', rows: 10_000 }).length).toBeGreaterThan(2_900);
    expect(shown(end, { fold: 'none', rows: 10_000, depth: 1 })).toHaveLength(2);
  });

  it('keeps failures when there is no room for all lines, and counts what it folds', () => {
    const lines = shown(traceAt(Infinity), { fold: 'none', rows: 12 });
    expect(lines).toHaveLength(12);
    expect(lines[0]).toMatch(/^- {10}\d+ lines folded$/);
    expect(lines.filter((line) => line.startsWith('✗ failed')).length).toBeGreaterThanOrEqual(10);
  });

  it('lets no text from outside steer the terminal', () => {
    expect(treeText({ depth: 0, status: 'failed', text: 'a\u001b[2Jb\nc' }, 80)).toBe('✗ failed   a [2Jb c');
  });
});
