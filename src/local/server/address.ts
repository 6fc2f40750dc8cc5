/** Where the process that holds an organization listens; in the organization's folder, readable by its owner only. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface ServerAddress {
  readonly pid: number;
  /** `http://127.0.0.1:<port>`. */
  readonly endpoint: string;
  /** Must come with every request. */
  readonly token: string;
}

const fileName = 'server.json';

export function writeAddress(directory: string, address: ServerAddress): void {
  const path = join(directory, fileName);
  rmSync(path, { force: true });
  writeFileSync(path, JSON.stringify(address), { mode: 0o600 });
}

export function removeAddress(directory: string): void {
  rmSync(join(directory, fileName), { force: true });
}

/** The address; undefined while nobody listens. */
export function readAddress(directory: string): ServerAddress | undefined {
  try {
    return JSON.parse(readFileSync(join(directory, fileName), 'utf8')) as ServerAddress;
  } catch {
    return undefined;
  }
}

/** Header that carries the token. Tools that cannot set one put it first in the path: `http://127.0.0.1:<port>/<token>`. */
export const tokenHeader = 'x-groundcrew-token';
/** Header with the host name that the SDK would have called: it names service and Region. */
export const hostHeader = 'x-groundcrew-host';
/** Header of every answer: the organization's virtual time in milliseconds. */
export const nowHeader = 'x-groundcrew-now';
/** Path of what is ours and not AWS's. */
export const ownPath = '/.groundcrew/';
