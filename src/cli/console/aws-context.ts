import { resolve } from 'node:path';
import type { Connection } from '../connection.ts';
import type { ConsoleContext } from './context.ts';

/** The console against AWS: it reads, and answers approvals as the caller that AWS authenticates. */
export function awsContext(connection: Connection): ConsoleContext {
  return {
    readOnly: true,
    description: connection.description,
    simulated: false,
    evidenceFolder: resolve('evidence'),
    connection: () => Promise.resolve(connection),
    ledgers: () => Promise.resolve([]),
  };
}
