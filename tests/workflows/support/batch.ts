/** Batch files made in tests. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../../support/repository.ts';

export const header = 'AccountName,SSOUserEmail,AccountEmail,SSOUserFirstName,SSOUserLastName,OrgUnit,Status,AccountId,ErrorMsg';

/** A valid row for organization `small`, with cells replaced. */
export function row(name: string, cells: { email?: string; orgUnit?: string; firstName?: string } = {}): string {
  const { email = `aws+${name}@example.com`, orgUnit = 'Sandbox', firstName = 'Ana' } = cells;
  return `${name},ana.silva@example.com,${email},${firstName},Silva,${orgUnit},,,`;
}

/** Bytes of a file with the header and these rows. */
export function batch(...rows: readonly string[]): Uint8Array {
  return Buffer.from([header, ...rows, ''].join('\n'));
}

export const fixture = (name: string): Uint8Array => readFileSync(join(repositoryRoot, 'tests/workflows/fixtures', name));
export const example = (name: string): Uint8Array => readFileSync(join(repositoryRoot, 'examples', name));
