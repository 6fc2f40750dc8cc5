/** Remembers what was instantiated, in the sandbox's journal. Ours, not AWS's: the real API has no such operation. */
import type { Json } from '../engine/json.ts';
import type { Service } from '../sandbox/core/service.ts';
import type { Store } from '../sandbox/core/store.ts';
import type { StackMemory, StackResource } from './cloudformation/deploy-stack.ts';

interface Row extends StackResource {
  readonly stackName: string;
  readonly logicalId: string;
}

const tableName = 'stacks/resources';

/** The internal service that writes the rows; only the administrator that instantiates templates calls it. */
export const stacksService: Service = {
  name: 'groundcrew-stacks',
  iamPrefix: 'groundcrew-stacks',
  operations: {
    SaveResource: {
      handle(row: Row, context): Json {
        context.table<Row>(tableName).put(`${row.stackName}/${row.logicalId}`, row);
        return {};
      },
    },
  },
};

/** `save` writes one row by calling SaveResource. */
export function stackMemory(store: Store, save: (row: object) => Promise<unknown>): StackMemory {
  return {
    resources(stackName) {
      const rows = [...store.table<Row>(tableName).values()].filter((row) => row.stackName === stackName);
      return new Map(rows.map((row) => [row.logicalId, row]));
    },
    async save(stackName, logicalId, resource) {
      await save({ stackName, logicalId, ...resource });
    },
  };
}
