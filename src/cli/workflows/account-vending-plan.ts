/** The plan of a dry run as a person reads it; `--json` and pipes get all of it. */
import type * as z from 'zod';
import type { validateBatch } from '../../../handlers/account-vending/contract.ts';
import { formatDuration } from '../format/duration.ts';
import { cut, formatTable } from '../format/table.ts';

export interface PlanDocument {
  readonly summary?: z.output<typeof validateBatch.output>['summary'];
  /** What failed launches of earlier runs have left, which a person is asked to let go. */
  readonly settlement?: readonly string[];
  readonly rows: readonly {
    readonly row: number;
    readonly accountName: string;
    readonly organizationalUnit: { readonly path: string };
    readonly access: readonly string[];
  }[];
}

/** Rows shown; a longer plan is in the JSON. */
const rowsShown = 60;

/** The plan in lines of at most `columns` characters. */
export function planText({ summary, settlement = [], rows }: PlanDocument, columns: number): string {
  const table = formatTable(
    ['ROW', 'ACCOUNT NAME', 'UNIT', 'ACCESS'],
    rows
      .slice(0, rowsShown)
      .map(({ row, accountName, organizationalUnit, access }) => [
        String(row),
        accountName,
        organizationalUnit.path,
        access.join('; '),
      ]),
    columns,
  );
  const more = rows.length > rowsShown ? [`... ${rows.length - rowsShown} more rows; --json prints all`] : [];
  const terminations = settlement.length > 0 ? ['', 'A person is asked to approve before anything else:'] : [];
  const lines = [
    ...more,
    ...terminations,
    ...settlement.map((line) => `  ${line}`),
    ...(summary ? ['', ...summaryLines(summary)] : []),
  ];
  return [table, ...lines.map((line) => cut(line, columns))].join('\n');
}

function summaryLines(summary: NonNullable<PlanDocument['summary']>): string[] {
  const { total, launch, resume, done, slots, slotsFree, expectedMinutes, transitions, transitionsUsd, charges } = summary;
  return [
    `${total} rows: ${launch} to launch, ${resume} to resume, ${done} done already; nothing was launched`,
    `  takes    about ${formatDuration(expectedMinutes * 60_000)} with ${slots} slots of Control Tower, ${slotsFree} of them free now`,
    `  billed   ${transitions} state transitions, ${transitionsUsd.toFixed(4)} USD`,
    ...(charges.length > 0 ? ['  and for each account that is made:'] : []),
    ...charges.flatMap(({ service, what, price }) => [`    ${service}, ${price}`, `      ${what}`]),
  ];
}
