import type { Json } from '../json.ts';
import type { Diagnostic } from './diagnostic.ts';
import { isObject } from './values.ts';

/**
 * What AWS runs and this engine does not, as warnings with the pointer: an ItemReader of Parquet, or of an Athena manifest. Such a Map Run
 * fails here with States.ItemReaderFailed. https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itemreader.html
 * Ours, not AWS's. The definition must be one that validateDefinition accepts.
 */
export function notSimulated(definition: Json): Diagnostic[] {
  const found: Diagnostic[] = [];
  visit(definition, '', found);
  return found;
}

function visit(value: Json, pointer: string, found: Diagnostic[]): void {
  if (!isObject(value) && !Array.isArray(value)) return;
  for (const [name, member] of Object.entries(value)) {
    const at = `${pointer}/${name}`;
    if (name === 'ReaderConfig' && isObject(member)) checkReader(member, at, found);
    visit(member, at, found);
  }
}

function checkReader(config: { [key: string]: Json }, pointer: string, found: Diagnostic[]): void {
  const warn = (member: string, what: string): void => {
    const message = `${what} can be read at AWS but not by this engine; here the Map Run fails with States.ItemReaderFailed.`;
    found.push({ severity: 'WARNING', code: 'NOT_SIMULATED', message, location: `${pointer}/${member}` });
  };
  if (config['InputType'] === 'PARQUET') warn('InputType', 'A Parquet file');
  if (config['ManifestType'] === 'ATHENA_DATA') warn('ManifestType', 'An Athena manifest');
}
