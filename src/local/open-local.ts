/** Opens a simulated organization with the real sandbox and engine. */
import type { LocalClient, OpenLocalOptions } from './local.ts';
import { openWith } from './open-with.ts';
import type { LocalOwner } from './owner.ts';
import { realParts } from './real-parts.ts';

/**
 * Opens the organization of a file: as its holder, or as a client of the process that holds it.
 * @throws LocalError when the file, the packaged targets or the holder cannot be used; TemplateError for what the sandbox cannot make.
 */
export function openLocal(options: OpenLocalOptions): Promise<LocalOwner | LocalClient> {
  return openWith(realParts, options);
}
