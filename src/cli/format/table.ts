/** Columns of plain text, as wide as their longest cell; the last is cut so that a line fits `columns`. */
export function formatTable(header: readonly string[], rows: readonly (readonly string[])[], columns: number): string {
  const printable = rows.map((row) => row.map(singleLine));
  const widths = header.map((title, index) => Math.max(title.length, ...printable.map((row) => row[index]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    cut(
      cells
        .map((cell, index) => (index === header.length - 1 ? cell : cell.padEnd(widths[index]!)))
        .join('  ')
        .trimEnd(),
      columns,
    );
  return [line(header), ...printable.map(line)].join('\n');
}

/** `text` in at most `columns` characters, its end replaced by an ellipsis where it is longer. */
export function cut(text: string, columns: number): string {
  return text.length <= columns ? text : `${text.slice(0, Math.max(0, columns - 1))}…`;
}

/** Text from outside (an account name, AWS's message) without line breaks or control characters: it cannot steer the terminal. */
export function singleLine(text: string): string {
  // eslint-disable-next-line no-control-regex
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ');
}
