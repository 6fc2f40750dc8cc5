/** Rows of AWS Config. Key of both: `<account>/<region>/<name>`. An account has at most one of each in a Region. */
import type { Table } from '../core/store.ts';
import type { HasTables } from '../organizations/rows.ts';

export interface ConfigRecorderRow {
  readonly account: string;
  readonly region: string;
  readonly name: string;
  readonly roleArn: string;
  readonly recording: boolean;
}

export interface DeliveryChannelRow {
  readonly account: string;
  readonly region: string;
  readonly name: string;
  readonly bucket: string;
}

export const recorderTable = (from: HasTables): Table<ConfigRecorderRow> => from.table('config/recorders');
export const deliveryChannelTable = (from: HasTables): Table<DeliveryChannelRow> => from.table('config/delivery-channels');

/** The one of an account in a Region. */
export function inRegion<Row extends { readonly account: string; readonly region: string }>(
  table: Table<Row>,
  { account, region }: { readonly account: string; readonly region: string },
): (Row & { readonly key: string }) | undefined {
  for (const [key, row] of table.entries()) if (row.account === account && row.region === region) return { ...row, key };
  return undefined;
}
