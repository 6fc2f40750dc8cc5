import { actsOf } from '../../src/trace/accountability.ts';
import { buildTrace } from '../../src/trace/build-trace.ts';
import type { TraceEvent, TraceSource } from '../../src/trace/trace.ts';

const aws: TraceSource = { kind: 'aws', account: '111122223333', region: 'eu-west-1' };
const simulation: TraceSource = { kind: 'local-simulation', organization: 'small', seed: 1 };

const history = (decision: string, approvals: object[]): TraceEvent[] => [
  {
    id: 1,
    previousEventId: 0,
    type: 'ExecutionStarted',
    timestamp: 1000,
    executionStartedEventDetails: { input: '{"requestedBy":"ana","reason":"quarterly","ticket":"CHG-1"}' },
  },
  { id: 2, previousEventId: 1, type: 'TaskStateEntered', timestamp: 1000, stateEnteredEventDetails: { name: 'Ask' } },
  {
    id: 3,
    previousEventId: 2,
    type: 'TaskScheduled',
    timestamp: 1000,
    taskScheduledEventDetails: { resource: 'invoke.waitForTaskToken', resourceType: 'lambda', parameters: '{"people":2}' },
  },
  {
    id: 4,
    previousEventId: 3,
    type: 'TaskSucceeded',
    timestamp: 9000,
    taskSucceededEventDetails: { output: JSON.stringify({ decision, approvals, allows: ['ou-1'] }) },
  },
  { id: 5, previousEventId: 0, type: 'ExecutionAborted', timestamp: 9500, executionAbortedEventDetails: { cause: 'wrong week' } },
  { id: 6, previousEventId: 5, type: 'ExecutionRedriven', timestamp: 10_000 },
];

const traceOf = (decision: string, approvals: object[], source: TraceSource = aws) =>
  buildTrace(history(decision, approvals), { source, executionArn: 'arn:aws:states:eu-west-1:111122223333:execution:m:run' });
const chen = {
  identity: 'arn:aws:sts::111122223333:assumed-role/Lead/chen',
  source: 'aws',
  at: '1970-01-01T00:00:05Z',
  reason: 'fine',
};

describe('actsOf', () => {
  it('tells who started, approved, stopped and redrove, why, and how that is known', () => {
    expect(
      actsOf(traceOf('APPROVED', [chen])).map(({ what, who, source, reason, at }) => [what, who, source, reason, at]),
    ).toEqual([
      ['started', 'ana', 'declared', 'quarterly; ticket CHG-1', 1000],
      ['asked for approval', 'm', 'verified', undefined, 1000],
      ['approved', chen.identity, 'verified', 'fine', 5000],
      ['stopped', undefined, 'not recorded', 'wrong week', 9500],
      ['redrove', undefined, 'not recorded', undefined, 10_000],
    ]);
  });

  it('tells the one who rejected from those who approved before', () => {
    const acts = actsOf(traceOf('REJECTED', [chen, { ...chen, identity: 'dara', source: 'declared' }]));
    expect(acts.filter(({ what }) => /approved|rejected/.test(what)).map(({ what, who }) => [what, who])).toEqual([
      ['approved', chen.identity],
      ['rejected', 'dara'],
    ]);
    expect(actsOf(traceOf('EXPIRED', [])).map(({ what }) => what)).toContain('approval expired');
  });

  it('calls nothing of a simulation verified that a rehearsal answered', () => {
    const acts = actsOf(traceOf('APPROVED', [{ ...chen, source: 'simulated' }], simulation));
    expect(acts.map(({ source }) => source)).toEqual(['declared', 'simulated', 'simulated', 'simulated', 'simulated']);
  });

  it('puts a record of CloudTrail in the place of what it confirms', () => {
    const record = {
      what: 'stopped',
      at: 9400,
      who: 'arn:aws:iam::111122223333:user/dara',
      source: 'verified',
      evidence: 'CloudTrail event 6f1c',
    } as const;
    const stops = actsOf(traceOf('APPROVED', [chen]), [record]).filter(({ what }) => what === 'stopped');
    expect(stops).toEqual([{ ...record, eventId: 5, reason: 'wrong week' }]);
  });
});
