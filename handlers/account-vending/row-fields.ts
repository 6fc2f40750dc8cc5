/** Checks of one row by itself, and the reading of its compound cells. */
import * as z from 'zod';
import type { BatchRow, InputColumn } from './batch-file.ts';
import { optionalColumns, requiredColumns } from './batch-file.ts';
import type { Contacts, InputError, QuotaAsked } from './contract.ts';

/** A row's cells read into their parts; wrong cells are left out and reported. */
export interface RowFields {
  readonly access: readonly { readonly group: string; readonly permissionSet: string; readonly until?: string }[];
  readonly tags: Record<string, string>;
  readonly contacts: Contacts;
  readonly regions: readonly string[];
  readonly quotas: readonly QuotaAsked[];
}

const email =
  /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)+$/;
const contactColumns = { BillingContact: 'billing', OperationsContact: 'operations', SecurityContact: 'security' } as const;

/** True for an address that is longer than 7 characters, at most 64 (Organizations' limit), and shaped like one. */
const isEmail = (text: string): boolean => text.length > 7 && text.length <= 64 && email.test(text);

/** `2026-12-31`, a day that is in the calendar. */
const isDate = (text: string): boolean => z.iso.date().safeParse(text).success;

const parts = (cell: string, separator: string): string[] =>
  cell
    .split(separator)
    .map((part) => part.trim())
    .filter(Boolean);

/** Checks required cells, names, addresses, formulas; reads Access, Tags and contacts. All errors of the row at once. */
export function readRow({ row, cells }: BatchRow): { fields: RowFields; errors: InputError[] } {
  const errors: InputError[] = [];
  const report = (column: InputColumn, code: string, message: string): void => void errors.push({ row, column, code, message });

  for (const column of [...requiredColumns, ...optionalColumns]) {
    /* A spreadsheet runs such a cell when it opens the file. */
    if (/^[=+\-@\t\r]/.test(cells[column]))
      report(column, 'FORMULA', `${column} begins like a formula ("${cells[column].slice(0, 1)}").`);
  }
  for (const column of requiredColumns) if (!cells[column]) report(column, 'REQUIRED', `${column} is empty.`);
  if (cells.AccountName && !/^[a-zA-Z0-9_-]{1,50}$/.test(cells.AccountName)) {
    report('AccountName', 'INVALID_ACCOUNT_NAME', 'AccountName is 1 to 50 letters, digits, _ or -.');
  }
  for (const column of ['AccountEmail', 'SSOUserEmail'] as const) {
    if (cells[column] && !isEmail(cells[column]))
      report(column, 'INVALID_EMAIL', `${column} is not an email address of 8 to 64 characters.`);
  }
  for (const column of ['SSOUserFirstName', 'SSOUserLastName'] as const) {
    if (cells[column].length > 128) report(column, 'VALUE_TOO_LONG', `${column} is longer than 128 characters.`);
  }

  const access = parts(cells.Access, ';').flatMap((pair) => {
    const [, group, permissionSet, until] = /^(.+):([\w+=,.@-]{1,32})(?:\s+until\s+(\S+))?$/.exec(pair) ?? [];
    if (group && permissionSet && (until === undefined || isDate(until)))
      return [{ group: group.trim(), permissionSet, ...(until === undefined ? {} : { until }) }];
    report('Access', 'INVALID_ACCESS', `"${pair.slice(0, 80)}" is not group:permission-set, with "until 2026-12-31" or without.`);
    return [];
  });
  const tags: [string, string][] = parts(cells.Tags, ';').flatMap((pair): [string, string][] => {
    const at = pair.indexOf('=');
    const [key, value] = [pair.slice(0, Math.max(at, 0)).trim(), pair.slice(at + 1).trim()];
    const allowed = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;
    if (key && key.length <= 128 && value.length <= 256 && allowed.test(pair) && !/^aws:/i.test(key)) return [[key, value]];
    report(
      'Tags',
      'INVALID_TAGS',
      `"${pair.slice(0, 80)}" is not key=value (key up to 128 characters, value up to 256, no aws: in front).`,
    );
    return [];
  });
  if (tags.length > 50) report('Tags', 'INVALID_TAGS', `An account has at most 50 tags; the row asks for ${tags.length}.`);
  const contacts: Contacts = {};
  for (const [column, member] of Object.entries(contactColumns) as [
    keyof typeof contactColumns,
    (typeof contactColumns)[keyof typeof contactColumns],
  ][]) {
    if (!cells[column]) continue;
    const [name = '', title = '', address = '', phone = '', ...rest] = cells[column].split(';').map((part) => part.trim());
    if (
      rest.length === 0 &&
      name &&
      name.length <= 64 &&
      title &&
      title.length <= 50 &&
      isEmail(address) &&
      /^[\s0-9()+-]{1,25}$/.test(phone)
    ) {
      contacts[member] = { name, title, email: address, phone };
    } else {
      report(column, 'INVALID_CONTACT', `${column} is "Name;Title;Email;Phone".`);
    }
  }
  const regions = parts(cells.Regions, ';').filter((name) => {
    const isRegion = /^[a-z]{2}(-[a-z]+)+-\d$/.test(name);
    if (!isRegion) report('Regions', 'INVALID_REGIONS', `"${name.slice(0, 80)}" is no Region, such as ap-east-1.`);
    return isRegion;
  });
  const quotas = parts(cells.Quotas, ';').flatMap((pair): QuotaAsked[] => {
    const [, service, quota, region, value] =
      /^([a-z][a-z0-9-]{0,62})\/(L-[A-Z0-9]{1,20})\/([a-z]{2}(?:-[a-z]+)+-\d)=(\d{1,10})$/.exec(pair) ?? [];
    if (service && quota && region && Number(value) > 0) return [{ service, quota, region, value: Number(value) }];
    report(
      'Quotas',
      'INVALID_QUOTAS',
      `"${pair.slice(0, 80)}" is not service/quota-code/region=value, such as lambda/L-B99A9384/us-east-1=1000.`,
    );
    return [];
  });
  return { fields: { access, tags: Object.fromEntries(tags), contacts, regions, quotas }, errors };
}
