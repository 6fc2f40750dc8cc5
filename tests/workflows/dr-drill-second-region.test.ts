/** A drill of the Region in which dr-drill runs, and the loss of that Region during a drill: the undo in a second Region ends both. */
import { policyAttachmentTable, policyTable } from '../../src/sandbox/organizations/rows.ts';
import { openDrilling, type Drilling } from './support/drill.ts';

jest.setTimeout(60_000);

const second = { 'drill-undo': { account: 'Management', regions: ['us-west-2'] } };
const both = ['management', 'drill-member', 'drill-undo'];
const withSecond = (small: Record<string, unknown>): object => ({
  ...small,
  targets: { ...(small['targets'] as object), ...second },
});
const steadyState = [{ account: 'web-test', region: 'us-west-2', call: 'dynamodb:ListTables' }];

/** What the first Region is made of, but for Organizations, which answers there for every Region. */
const firstRegion = ['lambda', 'states', 'dynamodb', 'scheduler', 'events', 's3', 'sqs', 'sns', 'sts'];
const error = { code: 'ServiceUnavailable', message: 'us-east-1 is lost', statusCode: 503 };
const lost = firstRegion.map((service) => ({
  ...{ service, operation: '*', region: 'us-east-1', effect: 'error', probability: 1, error },
  ...{ from: '2026-01-05T09:05:08Z', until: '2026-01-05T09:50:00Z' },
}));

const attached = ({ local: { sandbox } }: Drilling): number =>
  [...policyAttachmentTable(sandbox.store).values()].filter(({ policyId }) =>
    policyTable(sandbox.store).get(policyId)!.name.startsWith('groundcrew-drill-'),
  ).length;

describe('a drill of the first Region', () => {
  it('is armed and swept from the second Region too, and leaves nothing in either', async () => {
    const drilling = await openDrilling(withSecond, { targets: both });
    try {
      const { result, report } = await drilling.run(
        await drilling.start({ mode: 'region-keep-globals', region: 'us-east-1', standbyRegion: 'us-west-2', steadyState }),
      );
      expect([result.verdict, report!.deniedRegion]).toEqual(['PASSED', 'us-east-1']);
      const armed = report!.events.find(({ what }) => what === 'dead-man-armed')!;
      expect((armed.facts['schedules'] as string[]).map((schedule) => schedule.split(' ')[0])).toEqual([
        'us-east-1',
        'us-west-2',
      ]);
      expect(report!.undoLayers).toContainEqual(expect.objectContaining({ layer: 'second Region us-west-2', counted: true }));
      expect(await drilling.residue()).toEqual([]);
    } finally {
      await drilling.close();
    }
  });
});

describe('a drill during which the first Region is really lost', () => {
  it.each([
    ['is ended at its last second by the second Region', withSecond, both, 0],
    ['has only its window of time, where there is no second Region', {}, ['management', 'drill-member'], 1],
  ])('%s', async (_what, organization, targets, left) => {
    const drilling = await openDrilling(
      (small) => ({ ...(typeof organization === 'function' ? organization(small) : small), faults: lost }),
      { targets },
    );
    try {
      const seen: Record<string, number> = {};
      const { clock } = drilling.local;
      for (const time of ['09:05', '09:09', '09:16'])
        clock.setTimer(Date.parse(`2026-01-05T${time}:30Z`), () => (seen[time] = attached(drilling)));
      await drilling.start({ minutes: 5, steadyState });
      await drilling.passMinutes(90, ['ana']);
      // The window is from 09:05 to 09:10.
      expect(seen).toEqual({ '09:05': 1, '09:09': 1, '09:16': left });
      expect(await drilling.residue()).toEqual([]);
    } finally {
      await drilling.close();
    }
  });
});
