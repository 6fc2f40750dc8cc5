/** Rows of AWS Account Management. */
import type { Table } from '../core/store.ts';
import type { HasTables } from '../organizations/rows.ts';

export type ContactType = 'BILLING' | 'OPERATIONS' | 'SECURITY';

/** Key: `<account>/<contact type>`. */
export interface AlternateContactRow {
  readonly type: ContactType;
  readonly name: string;
  readonly title: string;
  readonly emailAddress: string;
  readonly phoneNumber: string;
}

/** Key: the account. The primary contact, by member name of ContactInformation. */
export interface ContactInformationRow {
  readonly members: readonly { readonly name: string; readonly value: string }[];
}

/** Key: `<account>/<Region>`; Regions that need no opting in have no row. */
export interface RegionOptRow {
  readonly status: 'ENABLED' | 'ENABLING' | 'DISABLING' | 'DISABLED';
}

export const alternateContactTable = (from: HasTables): Table<AlternateContactRow> => from.table('account/alternate-contacts');
export const contactInformationTable = (from: HasTables): Table<ContactInformationRow> =>
  from.table('account/contact-information');
export const regionOptTable = (from: HasTables): Table<RegionOptRow> => from.table('account/region-opt-statuses');
