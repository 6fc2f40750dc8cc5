import type { Unit } from './organization.ts';

/** The unit that an OrgUnit cell means, or why there is none. */
export type UnitMatch = { readonly unit: Unit } | { readonly code: 'OU_UNKNOWN' | 'OU_AMBIGUOUS'; readonly message: string };

const unitId = /^ou-[0-9a-z]{4,32}-[0-9a-z]{8,32}$/;

/** Resolves `ou-id`, `Name (ou-id)`, a full path (`Workloads/Production`, `Root/` in front is allowed) or a name that only one unit has. */
export function findUnit(cell: string, units: readonly Unit[]): UnitMatch {
  const named = /^(.*?)\s*\((ou-[^)]+)\)$/.exec(cell);
  const id = named?.[2] ?? (unitId.test(cell) ? cell : undefined);
  if (id) {
    const unit = units.find((candidate) => candidate.id === id);
    if (!unit) return { code: 'OU_UNKNOWN', message: `The organization has no unit ${id}.` };
    if (named && named[1] !== unit.name) {
      return { code: 'OU_UNKNOWN', message: `${id} is named "${unit.name}", not "${named[1]}".` };
    }
    return { unit };
  }
  const path = cell.replace(/^Root\//, '').replace(/^\/|\/$/g, '');
  const byPath = units.filter((candidate) => candidate.path === path);
  const matches = byPath.length > 0 && cell.includes('/') ? byPath : units.filter(({ name }) => name === cell);
  if (matches.length === 1) return { unit: matches[0]! };
  if (matches.length === 0) return { code: 'OU_UNKNOWN', message: `The organization has no unit "${cell}".` };
  return {
    code: 'OU_AMBIGUOUS',
    message: `"${cell}" is the name of ${matches.length} units: ${matches.map(({ path: full, id: one }) => `${full} (${one})`).join(', ')}. Write the path or the id.`,
  };
}
