/** For tests of workflows: an organization in memory, opened in well under a second, that runs the packaged templates. */
import type { OpenLocalOptions } from './local.ts';
import { openLocal } from './open-local.ts';
import type { LocalOwner } from './owner.ts';

/** Opens it; the folders of a checkout are the defaults. Close it when the test ends. */
export async function openInMemory(options: Omit<OpenLocalOptions, 'directory' | 'fresh' | 'pace'>): Promise<LocalOwner> {
  const local = await openLocal(options);
  if (local.role !== 'owner') throw new Error('an organization in memory has no other holder');
  return local;
}
