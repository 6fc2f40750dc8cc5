/** Inputs of workflows, checked before anything is started: each problem of a file with its line, of options with its member. */
import type * as z from 'zod';
import { DocumentError, parseDocument } from '../../document/parse-document.ts';
import { InputFileError } from '../errors.ts';
import type { InputFile } from './workflow.ts';

const notValid = (problems: string): string => `the input is not valid; nothing was started\n${problems}`;

/**
 * A YAML or JSON file of this shape.
 * @param next what a person does about a file that is not.
 * @throws InputFileError with everything wrong in the file.
 */
export function documentOf<Schema extends z.ZodType>(
  { name, bytes }: InputFile,
  schema: Schema,
  next = 'mend the file and give the same command again',
): z.output<Schema> {
  try {
    return parseDocument(new TextDecoder().decode(bytes), name, schema);
  } catch (error) {
    if (!(error instanceof DocumentError)) throw error;
    throw new InputFileError(notValid(error.message), next, { cause: error });
  }
}

/**
 * An input that was put together from a file and options.
 * @throws InputFileError with everything wrong, by member.
 */
export function checkedInput<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const checked = schema.safeParse(input);
  if (checked.success) return checked.data;
  const problems = checked.error.issues.map(({ path, message }) => `${path.map(String).join('.') || 'input'}: ${message}`);
  throw new InputFileError(notValid(problems.join('\n')), 'mend it and give the same command again');
}
