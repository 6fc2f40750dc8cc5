import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Files under handlers/ that are Lambda functions: those that export `handler`. Paths from the repository's root, in order,
 * e.g. `handlers/account-vending/launch-account.ts`.
 */
export function handlerEntries(root: string): string[] {
  return readdirSync(join(root, 'handlers'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => `handlers/${file.replaceAll('\\', '/')}`)
    .filter((file) => /^export const handler\b/m.test(readFileSync(join(root, file), 'utf8')))
    .sort();
}
