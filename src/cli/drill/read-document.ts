import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type * as z from 'zod';
import { DocumentError, parseDocument } from '../../document/parse-document.ts';
import { InputFileError } from '../errors.ts';

/**
 * A YAML or JSON file, checked.
 * @throws InputFileError with every problem and its line.
 */
export async function readDocument<Schema extends z.ZodType>(path: string, schema: Schema): Promise<z.output<Schema>> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    throw new InputFileError(`${path} cannot be read: ${(error as Error).message}`, 'check the path', { cause: error });
  }
  try {
    return parseDocument(text, basename(path), schema);
  } catch (error) {
    if (!(error instanceof DocumentError)) throw error;
    throw new InputFileError(`the file is not valid\n${error.message}`, 'mend it and give the same command again', {
      cause: error,
    });
  }
}
