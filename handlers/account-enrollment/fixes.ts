import type { FixName, ReportRow } from './contract.ts';

/** The listed fixes that an account needs; none where another blocker stays, for then a change would be for nothing. */
export function fixesOf({ status, findings }: ReportRow, listed: readonly FixName[]): FixName[] {
  if (status !== 'blocked') return [];
  const blockers = findings.filter(({ severity }) => severity === 'blocker');
  const fixed = blockers.flatMap(({ fixName }) => (fixName !== undefined && listed.includes(fixName) ? [fixName] : []));
  return fixed.length === blockers.length ? fixed : [];
}
