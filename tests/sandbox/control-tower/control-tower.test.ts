/** Control Tower in process (the pinned SDK client is older than baselines), and auto-enrollment after MoveAccount. */
import type { EnabledBaselineSummary } from '../../../src/sandbox/control-tower/types.ts';
import { enabledBaselineTable } from '../../../src/sandbox/control-tower/rows.ts';
import { accountTable, organizationalUnitTable } from '../../../src/sandbox/organizations/rows.ts';
import { resourceArn } from '../../../src/sandbox/organizations/tree.ts';
import { launch, lifecycle, minute, openLaunching, type Launching } from '../service-catalog/launching.ts';
import { management, root } from '../support/open.ts';

const ous = [
  { name: 'Workloads', registered: true, accounts: [{ name: 'Member', email: 'member@example.com', id: '222222222222' }] },
  { name: 'Loose', accounts: [{ name: 'Stray', email: 'stray@example.com', id: '333333333333' }] },
];

const call = <Output>({ sandbox }: Launching, operation: string, input: object): Promise<Output> =>
  sandbox.call({ service: 'controltower', operation, input, caller: root }) as Promise<Output>;

function unitArn({ sandbox }: Launching, name: string): string {
  const unit = [...organizationalUnitTable(sandbox.store).values()].find((row) => row.name === name)!;
  return resourceArn(sandbox.store, unit.id);
}

async function register(launching: Launching, name: string): Promise<{ operationIdentifier: string; arn: string }> {
  const { baselines } = await call<{ baselines: { arn: string; name: string }[] }>(launching, 'ListBaselines', {});
  return call(launching, 'EnableBaseline', {
    baselineIdentifier: baselines.find((baseline) => baseline.name === 'AWSControlTowerBaseline')!.arn,
    baselineVersion: '5.0',
    targetIdentifier: unitArn(launching, name),
  });
}

const enabled = async (launching: Launching, input: object): Promise<EnabledBaselineSummary[]> =>
  (await call<{ enabledBaselines: EnabledBaselineSummary[] }>(launching, 'ListEnabledBaselines', input)).enabledBaselines;

describe('baselines', () => {
  it('lists registered OUs, and their accounts where children are asked for', async () => {
    const launching = await openLaunching({ ous });
    const [unit, ...others] = await enabled(launching, {});
    expect(others).toEqual([]);
    expect(unit).toMatchObject({ targetIdentifier: unitArn(launching, 'Workloads'), statusSummary: { status: 'SUCCEEDED' } });
    const all = await enabled(launching, { includeChildren: true });
    expect(all.map(({ parentIdentifier }) => parentIdentifier)).toEqual([undefined, unit!.arn]);
  });

  it('registers an OU with its accounts, and tells when it is done', async () => {
    const launching = await openLaunching({ ous });
    const { operationIdentifier } = await register(launching, 'Loose');
    const operation = async () =>
      (await call<{ baselineOperation: object }>(launching, 'GetBaselineOperation', { operationIdentifier })).baselineOperation;
    expect(await operation()).toMatchObject({ operationType: 'ENABLE_BASELINE', status: 'IN_PROGRESS' });
    expect(await enabled(launching, { includeChildren: true, filter: { statuses: ['UNDER_CHANGE'] } })).toHaveLength(2);
    launching.clock.runUntil(launching.clock.now() + 90 * minute);
    expect(await operation()).toMatchObject({ status: 'SUCCEEDED' });
    expect(enabledBaselineTable(launching.sandbox.store).get('333333333333')).toMatchObject({ status: 'SUCCEEDED' });
    expect(lifecycle(launching.events)).toEqual(['RegisterOrganizationalUnit SUCCEEDED']);
  });

  it('does one OU at a time, and no account meanwhile', async () => {
    const launching = await openLaunching({ ous: [...ous, { name: 'Third' }] });
    await register(launching, 'Loose');
    await expect(register(launching, 'Third')).rejects.toMatchObject({ code: 'ConflictException', statusCode: 409 });
    const record = await launch(launching, 'alpha');
    launching.clock.runUntil(launching.clock.now() + minute);
    const failed = launching.sandbox.store.table<{ errors: { code: string }[] }>('servicecatalog/records').get(record.RecordId!)!;
    expect(failed.errors).toMatchObject([{ code: 'ResourceInUseException' }]);
  });

  it('refuses an OU that is registered already', async () => {
    const launching = await openLaunching({ ous });
    await expect(register(launching, 'Workloads')).rejects.toMatchObject({ code: 'ConflictException' });
  });
});

describe('controls', () => {
  it('are enabled after a while, once for an OU', async () => {
    const launching = await openLaunching({ ous });
    const input = {
      controlIdentifier: 'arn:aws:controltower:us-east-1::control/AWS-GR_ENCRYPTED_VOLUMES',
      targetIdentifier: unitArn(launching, 'Workloads'),
    };
    const { operationIdentifier } = await call<{ operationIdentifier: string }>(launching, 'EnableControl', input);
    await expect(call(launching, 'EnableControl', input)).rejects.toMatchObject({ code: 'ConflictException' });
    launching.clock.runUntil(launching.clock.now() + 20 * minute);
    expect(await call(launching, 'GetControlOperation', { operationIdentifier })).toMatchObject({
      controlOperation: { status: 'SUCCEEDED' },
    });
    const listed = await call<{ enabledControls: object[] }>(launching, 'ListEnabledControls', {
      targetIdentifier: input.targetIdentifier,
    });
    expect(listed.enabledControls).toMatchObject([
      { controlIdentifier: input.controlIdentifier, statusSummary: { status: 'SUCCEEDED' } },
    ]);
  });
});

describe('auto-enrollment', () => {
  const move = ({ sandbox }: Launching, AccountId: string, SourceParentId: string, DestinationParentId: string) =>
    sandbox.call({
      service: 'organizations',
      operation: 'MoveAccount',
      input: { AccountId, SourceParentId, DestinationParentId },
      caller: root,
    });

  it('enrolls an account that is moved into a registered OU, and lets go of one that is moved out', async () => {
    const launching = await openLaunching({ ous });
    const { store, settings } = launching.sandbox;
    const parent = (id: string): string => accountTable(store).get(id)!.parentId;
    const [workloads, loose] = [parent('222222222222'), parent('333333333333')];
    await move(launching, '333333333333', loose, workloads);
    launching.clock.runUntil(launching.clock.now() + minute);
    expect(enabledBaselineTable(store).get('333333333333')).toMatchObject({ status: 'UNDER_CHANGE', parentId: workloads });
    launching.clock.runUntil(launching.clock.now() + 90 * minute);
    expect(lifecycle(launching.events)).toEqual(['UpdateManagedAccount SUCCEEDED 333333333333']);

    await move(launching, '222222222222', workloads, settings.rootId);
    launching.clock.runUntil(launching.clock.now() + minute);
    expect(enabledBaselineTable(store).has('222222222222')).toBe(false);
  });
});

it('is not there in another account or Region', async () => {
  const launching = await openLaunching();
  const elsewhere = launching.sandbox.call({
    service: 'controltower',
    operation: 'ListEnabledBaselines',
    input: {},
    caller: root,
    account: management,
    region: 'eu-west-1',
  });
  await expect(elsewhere).rejects.toMatchObject({ code: 'AccessDeniedException' });
});
