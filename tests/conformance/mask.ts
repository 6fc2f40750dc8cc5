import type { Json } from '../../src/engine/json.ts';
import type { RecordedCase } from './corpus.ts';

/** An instant as the recording tool recognises it: four-digit year, `T`, and a zone. */
const INSTANT =
  /[1-9]\d{3}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?(?:Z|[+-][01]\d:?(?:[0-5]\d)?)/g;

/** Replaces every instant in a text by the word `date`, as the recordings do. */
export const maskInstants = (text: string): string => text.replace(INSTANT, 'date');

/**
 * Does to an answer of ours what was done to AWS's before it was recorded: the case's own masks over the JSON text, in order, then the
 * ones that every recording has (partition, Region, instants).
 */
export function maskAnswer(answer: Json, recorded: RecordedCase): Json {
  let text = JSON.stringify(answer);
  for (const [pattern, replacement] of recorded.masks ?? []) {
    const jsonSafe = replacement.replaceAll('"', '\\"');
    text = text.replace(new RegExp(pattern, 'g'), () => jsonSafe);
  }
  text = text.replaceAll('arn:aws:', 'arn:<partition>:').replaceAll('us-east-1', '<region>');
  return JSON.parse(maskInstants(text)) as Json;
}

/** Leaves that the recording tool wrote in place of a value it would not show; such a leaf says nothing about the value. */
export function hiddenLeaves(recorded: RecordedCase): ReadonlySet<string> {
  const hidden = new Set<string>();
  for (const { replacement, reference } of recorded.masks_other ?? [])
    if (replacement !== undefined && reference !== true) hidden.add(replacement);
  return hidden;
}
