import { StateMachines } from '../../../src/engine/api/state-machines.ts';
import { createAlias } from '../../../src/engine/api/aliases.ts';
import { deleteVersion, listVersions } from '../../../src/engine/api/versions.ts';
import { page } from '../../../src/engine/api/paging.ts';

const definition = (result: number): string =>
  JSON.stringify({ StartAt: 'A', States: { A: { Type: 'Pass', Result: result, End: true } } });
const roleArn = 'arn:aws:iam::111111111111:role/r';

function machines(): StateMachines {
  let ids = 0;
  return new StateMachines({
    arnPrefix: 'arn:aws:states:us-east-1:111111111111',
    now: () => 1_000,
    uuid: () => `id-${(ids += 1)}`,
  });
}

describe('state machines', () => {
  it('answers the same create again, and refuses another definition under the same name', () => {
    const all = machines();
    const first = all.create({ name: 'm', definition: definition(1), roleArn });
    expect(all.create({ name: 'm', definition: definition(1), roleArn })).toEqual(first);
    expect(() => all.create({ name: 'm', definition: definition(2), roleArn })).toThrow('State Machine Already Exists');
  });

  it('makes a revision only when something changes, and publishes a revision once', () => {
    const all = machines();
    const { stateMachineArn } = all.create({ name: 'm', definition: definition(1), roleArn, publish: true });
    expect(all.update({ stateMachineArn, definition: definition(1), publish: true })).toEqual({
      updateDate: 1,
      stateMachineVersionArn: `${stateMachineArn}:1`,
    });
    expect(all.update({ stateMachineArn, definition: definition(2), publish: true })).toEqual({
      updateDate: 1,
      revisionId: 'id-1',
      stateMachineVersionArn: `${stateMachineArn}:2`,
    });
    expect(listVersions(all, { stateMachineArn }).stateMachineVersions).toHaveLength(2);
  });

  it('keeps a version while an alias routes to it', () => {
    const all = machines();
    const { stateMachineVersionArn = '' } = all.create({ name: 'm', definition: definition(1), roleArn, publish: true });
    createAlias(all, { name: 'live', routingConfiguration: [{ stateMachineVersionArn, weight: 100 }] }, 1);
    expect(() => deleteVersion(all, { stateMachineVersionArn })).toThrow('must not be referenced by an alias');
  });

  it('refuses a page token of another list', () => {
    const { nextToken = '' } = page([1, 2], { maxResults: 1 }, 'these');
    expect(page([1, 2], { nextToken }, 'these').items).toEqual([2]);
    expect(() => page([1, 2], { nextToken }, 'those')).toThrow('Invalid token');
  });
});
