/** A launch goes on after the process has ended; the same seed gives the same course. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeRecord, launch, lifecycle, minute, openLaunching } from './launching.ts';
import { ServiceCatalogClient } from '@aws-sdk/client-service-catalog';
import { clientConfig, ManualClock, openTestSandbox } from '../support/open.ts';

describe('a launch', () => {
  const folder = mkdtempSync(join(tmpdir(), 'groundcrew-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('is finished by the next process, once', async () => {
    const before = await openLaunching({}, true, { directory: folder });
    const record = await launch(before, 'alpha');
    before.clock.runUntil(before.clock.now() + 5 * minute);
    expect((await describeRecord(before, record)).RecordDetail!.Status).toBe('IN_PROGRESS');
    before.sandbox.close();

    const clock = new ManualClock(before.clock.now());
    const { sandbox } = await openTestSandbox({ organization: before.organization, directory: folder, clock });
    const catalog = new ServiceCatalogClient(clientConfig(sandbox, before.launcher));
    clock.runUntil(clock.now() + 90 * minute);
    expect((await describeRecord({ ...before, catalog }, record)).RecordDetail!.Status).toBe('SUCCEEDED');
    const names = [...sandbox.store.table<{ name: string }>('organizations/accounts').values()].map(({ name }) => name);
    expect(names.filter((name) => name === 'alpha')).toHaveLength(1);
    expect((await launch({ ...before, catalog, sandbox }, 'alpha')).RecordId).toBe(record.RecordId);
    sandbox.close();
  });
});

it('has the same course for the same seed', async () => {
  const course = async (): Promise<string> => {
    const launching = await openLaunching();
    for (const name of ['one', 'two', 'three']) await launch(launching, name);
    launching.clock.runUntil(launching.clock.now() + 90 * minute);
    return JSON.stringify([lifecycle(launching.events), [...launching.sandbox.store.table('servicecatalog/records').values()]]);
  };
  expect(await course()).toBe(await course());
});
