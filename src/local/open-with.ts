/** Opens a simulated organization: as its holder when no other process is, else as that process's client. */
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { connectClient } from './client.ts';
import type { LocalClient, OpenLocalOptions } from './local.ts';
import { holderGone, LocalError } from './local-error.ts';
import { lockHolder, takeLock } from './lock.ts';
import { openOwner, type LocalOwner } from './owner.ts';
import type { Parts } from './parts.ts';
import { readAddress } from './server/address.ts';

/** Real milliseconds to wait for a holder that is still opening the organization. */
const openingTimeoutMs = 30_000;

/**
 * Opens the organization of a file with the given parts (openLocal gives the real ones).
 * @throws LocalError when the file, the packaged targets or the holder cannot be used; TemplateError for what the sandbox cannot make.
 */
export async function openWith(parts: Parts, options: OpenLocalOptions): Promise<LocalOwner | LocalClient> {
  const organizationName = basename(options.organizationFile).replace(/\.ya?ml$/, '');
  if (options.directory === undefined) return openOwner(options, organizationName, undefined, undefined, parts);
  const folder = join(options.directory, organizationName);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const deadline = performance.now() + openingTimeoutMs;
  for (;;) {
    const lock = takeLock(folder);
    if (lock) {
      try {
        if (options.fresh) forget(folder);
        return await openOwner(options, organizationName, folder, lock, parts);
      } catch (error) {
        lock.release();
        throw error;
      }
    }
    const holder = lockHolder(folder);
    const address = readAddress(folder);
    if (holder !== undefined && address?.pid === holder) {
      if (options.fresh) throw new LocalError(`Process ${holder} holds ${organizationName}: end it before --fresh begins anew.`);
      try {
        return await connectClient(folder, address);
      } catch (error) {
        // It may just be ending: the lock is free in a moment.
        if (!holderGone(error) || performance.now() > deadline) throw error;
      }
    }
    if (performance.now() > deadline) {
      throw new LocalError(
        `Process ${holder ?? 'another'} holds ${organizationName} (${folder}) but does not answer. End it and try again.`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Files that belong to the lock and stay when an organization is begun anew. */
const kept = new Set(['lock', 'lock.takeover']);

function forget(folder: string): void {
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder)) if (!kept.has(name)) rmSync(join(folder, name), { recursive: true, force: true });
}
