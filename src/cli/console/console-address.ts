/** Where the console of an organization is served; in the organization's folder, readable by its owner only. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const fileName = 'console.json';

export function writeConsoleAddress(folder: string, url: string): void {
  const file = join(folder, fileName);
  rmSync(file, { force: true });
  writeFileSync(file, JSON.stringify({ url }), { mode: 0o600 });
}

export function removeConsoleAddress(folder: string): void {
  rmSync(join(folder, fileName), { force: true });
}

/** Undefined while nobody serves it. */
export function readConsoleAddress(folder: string): string | undefined {
  try {
    return (JSON.parse(readFileSync(join(folder, fileName), 'utf8')) as { url: string }).url;
  } catch {
    return undefined;
  }
}
