/** Who sees and updates which findings, and where their events go. */
import type { AwsSecurityFinding } from '@aws-sdk/client-securityhub';
import type { Json } from '../core/json.ts';
import type { CallContext } from '../core/service.ts';
import { notSubscribed } from './limits.ts';
import { findingsOf, findingTable, hubTable, type FindingRow, type HubRow } from './rows.ts';

/** The organization's settings. Throws InvalidAccessException where Security Hub is not in use. */
export function hubOf(context: CallContext): HubRow {
  const hub = hubTable(context).get('organization');
  if (!hub) throw notSubscribed(context.account);
  return hub;
}

/** An administrator sees every account's findings, its members their own; the aggregation Region shows those of every Region. */
export function isVisible({ account, region }: FindingRow, hub: HubRow, context: CallContext): boolean {
  return (
    (context.account === account || context.account === hub.administrator) &&
    (context.region === region || context.region === hub.aggregationRegion)
  );
}

/** Findings that the call may see, before its filters. */
export function visibleFindings(context: CallContext): FindingRow[] {
  const hub = hubOf(context);
  const all =
    context.account === hub.administrator ? [...findingTable(context).values()] : findingsOf(context.store, context.account);
  return all.filter((row) => isVisible(row, hub, context));
}

/** "Security Hub Findings - Imported", for each import and each update, in the finding's account and in the administrator's. */
export function emitImported(row: FindingRow, context: CallContext): void {
  const { administrator, aggregationRegion } = hubOf(context);
  const own = `${row.account}/${row.region}`;
  const places = new Set([own, `${administrator}/${row.region}`, `${administrator}/${aggregationRegion}`]);
  for (const place of places) {
    const [account, region] = place.split('/') as [string, string];
    context.emit({
      source: 'aws.securityhub',
      'detail-type': 'Security Hub Findings - Imported',
      account,
      region,
      resources: [`${row.finding.ProductArn}/${row.finding.Id}`],
      detail: { findings: [row.finding as unknown as Json] },
    });
  }
}

/** The finding as the API gives it. */
export const shownFinding = (row: FindingRow): AwsSecurityFinding => row.finding;
