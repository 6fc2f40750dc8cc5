import type { DrillEntry } from '../../../handlers/dr-drill/drill-entry.ts';
import { judge } from '../../../handlers/dr-drill/report/verdict.ts';

/** A drill with which everything went well. */
const entry = {
  t0: '2026-01-05T09:05:00Z',
  plan: { input: { rtoMinutes: 10 } },
  policyId: 'p-12345678',
  proof: { streak: 3, rounds: 3, provenAt: '2026-01-05T09:05:11Z', weaker: false, evidence: [], missing: [] },
  steady: { streak: 3, rounds: 3, steadyAt: '2026-01-05T09:05:20Z', missing: [] },
  cleared: { streak: 3, rounds: 3, clearedAt: '2026-01-05T09:06:00Z', steadyAfter: true, missing: [] as string[] },
} as unknown as DrillEntry;

describe('the verdict on a drill', () => {
  it('is PASSED when the deny was proven, the system steady in time, and steady again afterwards', () => {
    expect(judge(entry)).toEqual({ verdict: 'PASSED', reason: expect.stringContaining('steady 20 s after') });
  });

  it('is UNSAFE while nobody has seen the system steady afterwards, although the deny is gone (seed 5038 of the simulation)', () => {
    const { steadyAfter: _unknown, ...cleared } = entry.cleared!;
    const missing = ['alarm shop in us-east-1 is ALARM'];
    expect(judge({ ...entry, cleared: { ...cleared, missing } })).toEqual({
      verdict: 'UNSAFE',
      reason: 'the system was not seen steady after the drill: alarm shop in us-east-1 is ALARM',
    });
  });

  it('asks for no second look where nothing was attached', () => {
    const { policyId: _none, ...unattached } = entry;
    const cleared = { streak: 0, rounds: 0, clearedAt: '2026-01-05T09:06:00Z', missing: [] };
    expect(judge({ ...unattached, cleared }).verdict).toBe('INCONCLUSIVE');
  });
});
