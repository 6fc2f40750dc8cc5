import * as z from 'zod';

/**
 * One thing wrong with the input. Rows count as in a spreadsheet where there is a header (row 1), else from 1; 0 and an empty column mean the
 * input, row or file as such.
 */
export const inputError = z.object({ row: z.int().min(0), column: z.string(), code: z.string(), message: z.string() });
export type InputError = z.output<typeof inputError>;

/** What a schema found wrong with the input as such: the column is the path of the member. */
export function inputErrorsOf({ issues }: z.ZodError): InputError[] {
  return issues.map(({ path, message }) => ({ row: 0, column: path.map(String).join('.'), code: 'INVALID_INPUT', message }));
}
