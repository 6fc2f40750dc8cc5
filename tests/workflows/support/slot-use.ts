/** How well Control Tower's slots are used while accounts are enrolled, read from the simulated organization's own rows. */
import type { LocalOwner } from '../../../src/local/index.ts';
import { accountOperationTable, baselineOperationTable } from '../../../src/sandbox/control-tower/rows.ts';

interface Busy {
  readonly unit: string;
  readonly from: number;
  readonly to: number;
}

export interface SlotUse {
  /** Share of slot-time in which a slot was idle although an account could have taken it, until the last one was begun. */
  idle(slots: number): number;
  /** Operations that were begun. */
  count(): number;
}

/**
 * Follows account operations (`account`), or operations on units (`unit`). With `onePerUnit` an account can only be taken while no other of
 * its unit is under way.
 */
export function followSlots(local: LocalOwner, kind: 'account' | 'unit', onePerUnit: boolean): SlotUse {
  const begun = new Map<string, { unit: string; from: number }>();
  const ended: Busy[] = [];
  const note = (key: string, unit: string | undefined): void => {
    if (unit !== undefined) {
      if (!begun.has(key)) begun.set(key, { unit, from: local.now() });
      return;
    }
    const operation = begun.get(key);
    if (operation) ended.push({ ...operation, to: local.now() });
    begun.delete(key);
  };
  const { store } = local.sandbox;
  if (kind === 'account') accountOperationTable(store).onChange((key, row) => note(key, row?.organizationalUnitId));
  else
    baselineOperationTable(store).onChange((key, row) => {
      if (row?.targetId.startsWith('ou-')) note(key, row.status === 'IN_PROGRESS' ? row.targetId : undefined);
    });
  return {
    count: () => ended.length,
    idle(slots) {
      const first = Math.min(...ended.map(({ from }) => from));
      const lastBegun = Math.max(...ended.map(({ from }) => from));
      const moments = [...new Set(ended.flatMap(({ from, to }) => [from, to]))].sort((one, other) => one - other);
      let wasted = 0;
      for (const [at, moment] of moments.entries()) {
        const until = Math.min(moments[at + 1] ?? lastBegun, lastBegun);
        if (moment >= lastBegun) break;
        const busy = ended.filter(({ from, to }) => from <= moment && to > moment);
        const waiting = ended.filter(({ from }) => from > moment);
        const ready = onePerUnit
          ? new Set(waiting.map(({ unit }) => unit).filter((unit) => !busy.some((operation) => operation.unit === unit))).size
          : waiting.length;
        wasted += Math.min(slots - busy.length, ready) * (until - moment);
      }
      return lastBegun === first ? 0 : wasted / (slots * (lastBegun - first));
    },
  };
}
