import { join } from 'node:path';
import { connectionTo } from '../connect-local.ts';
import type { Connection } from '../connection.ts';
import type { Local } from '../../local/index.ts';
import type { ConsoleContext } from './context.ts';

/** The console of a simulated organization that this process holds. Its connections are kept until the organization is closed. */
export function localContext(local: Local, home: string): ConsoleContext {
  const connections = new Map<string, Connection>();
  return {
    readOnly: false,
    description: `${local.organizationName}, seed ${local.seed}`,
    simulated: true,
    evidenceFolder: join(home, local.organizationName, 'evidence'),
    connection({ target = 'management', as = 'operator' } = {}) {
      const key = `${target}/${as}`;
      const connection = connections.get(key) ?? connectionTo(local, target, { as });
      connections.set(key, connection);
      return Promise.resolve(connection);
    },
    ledgers: () =>
      Promise.resolve(
        local.targets.flatMap(({ key, account, region }) => {
          const tableName = local.stackOutputs[key]?.['LedgerTableName'];
          return tableName === undefined
            ? []
            : [{ target: key, tableName, place: `arn:aws:dynamodb:${region}:${account}:table/${tableName}` }];
        }),
      ),
  };
}
