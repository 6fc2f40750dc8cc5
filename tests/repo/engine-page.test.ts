/** The example of docs/reference/engine.md is run as it stands there. */
import { transformSync } from 'esbuild';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runStateMachine } from '../../src/engine/index.ts';
import { repositoryRoot } from '../support/repository.ts';

describe('docs/reference/engine.md', () => {
  const page = readFileSync(join(repositoryRoot, 'docs/reference/engine.md'), 'utf8');
  const [, example = ''] = /```ts\n([\s\S]*?)```/.exec(page) ?? [];
  const body = transformSync(example.replace(/^import .*$/m, ''), { loader: 'ts' }).code;
  const tests = new Map<string, () => Promise<void>>();
  // The page is ours.
  new Function('runStateMachine', 'test', 'expect', body)(
    runStateMachine,
    (name: string, run: () => Promise<void>) => tests.set(name, run),
    expect,
  );

  it('has an example', () => expect([...tests.keys()]).toEqual(['a busy card service is asked again']));
  it.each([...tests])('holds what it says: %s', async (_, run) => run());
});
