/** Executions for the page's tests: failures of every kind, hostile payloads, large Maps. */
import { VirtualClock } from '../../src/engine/clock.ts';
import type { Engine } from '../../src/engine/engine.ts';
import { runStateMachine, type Handler } from '../../src/engine/run-state-machine.ts';
import type { TraceEvent, TraceSource } from '../../src/trace/trace.ts';
import { repositoryRoot } from '../support/repository.ts';
import { executionData, pageAssets, tracePage } from '../../src/viewer/trace-page.ts';
import type { PageData } from '../../src/viewer/page-data.ts';

export const hostile = '</pre></template></script><img src=x onerror="document.title=\'owned\'"><style>*{display:none}</style>';

const task = (more: object = {}): object => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Parameters: { FunctionName: 'arn:aws:lambda:us-east-1:111122223333:function:check' },
  ...more,
});

export const definition = {
  StartAt: 'Try',
  States: {
    Try: task({
      Comment: 'Is tried twice.',
      Retry: [{ ErrorEquals: ['Busy'], IntervalSeconds: 30, MaxAttempts: 1 }],
      Catch: [{ ErrorEquals: ['Bad'], Next: 'Ask Somebody', ResultPath: '$.caught' }],
      Next: 'Ask Somebody',
    }),
    'Ask Somebody': {
      ...task({ ResultPath: '$.approval', Next: 'Each' }),
      Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
      Parameters: { FunctionName: 'ask', Payload: { people: 1, 'token.$': '$$.Task.Token' } },
    },
    Each: {
      Type: 'Map',
      ItemsPath: '$.items',
      ItemProcessor: {
        StartAt: 'One <of> "many"',
        States: { 'One <of> "many"': { Type: 'Wait', Seconds: 2, End: true } },
      },
      ResultPath: null,
      Next: 'Finish',
    },
    Finish: task({ Retry: [{ ErrorEquals: ['Slow'], IntervalSeconds: 3600, MaxAttempts: 1 }], End: true }),
  },
};

const failing = (name: string): never => {
  throw Object.assign(new Error(hostile), { name });
};

const approval = {
  decision: 'APPROVED',
  approvals: [{ identity: 'chen.wei@example.com', source: 'declared', at: '2026-01-05T00:00:31.000Z', reason: 'as planned' }],
  allows: ['finish'],
};

/** History of a run with `items` items; it fails at its end unless `well`. */
export async function historyOf(items: number, well = false): Promise<readonly TraceEvent[]> {
  let tries = 0;
  let finishes = 0;
  let engine: Engine | undefined;
  const handlers: Readonly<Record<string, Handler>> = {
    Try: () => (tries++ === 0 ? failing('Busy') : failing('Bad')),
    'Ask Somebody': (_, { taskToken }) => {
      queueMicrotask(() => engine!.sendTaskSuccess({ taskToken: taskToken!, output: JSON.stringify(approval) }));
      return undefined;
    },
    Finish: () => (well ? 'fine' : finishes++ === 0 ? failing('Slow') : failing('Broken')),
  };
  const input = {
    items: Array.from({ length: items }, (_, index) => index),
    note: hostile,
    requestedBy: 'ana.silva@example.com',
  };
  const { history } = await runStateMachine(definition, input, {
    clock: new VirtualClock(Date.UTC(2026, 0, 5)),
    handlers,
    withEngine: (given) => void (engine = given),
    limits: { maxHistoryEvents: 1_000_000 },
  });
  return history as unknown as TraceEvent[];
}

export const simulation: TraceSource = { kind: 'local-simulation', organization: 'test', seed: 3 };
export const aws: TraceSource = { kind: 'aws', account: '111122223333', region: 'us-east-1' };
export const executionArn = 'arn:aws:states:us-east-1:111122223333:execution:machine:run';

export async function pageData(history: readonly TraceEvent[], source: TraceSource = simulation): Promise<PageData> {
  return {
    pageVersion: 1,
    madeBy: 'groundcrew 0.1.0',
    subject: await executionData({ source, executionArn, history, definition }),
    children: [],
  };
}

export const page = (data: PageData): string => tracePage(data, pageAssets(repositoryRoot));
