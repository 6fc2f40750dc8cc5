/** Files of a batch of findings in the bucket: states carry their keys. `batches/` has no trigger. */
import { readObject, writeObject } from '../shared/objects.ts';
import { environment } from '../shared/runtime.ts';

export const bucket = (): string => environment('FINDINGS_BUCKET');

/** `batches/<batch>/<name>` */
export const batchFile = (batch: string, name: string): string => `batches/${batch}/${name}`;

/** The lines of a JSON Lines file, as values that nobody has checked. */
export async function readLines(key: string): Promise<unknown[]> {
  const text = new TextDecoder().decode(await readObject(bucket(), key));
  return text
    .split('\n')
    .filter(Boolean)
    .map((line): unknown => JSON.parse(line));
}

export async function writeLines(key: string, values: readonly unknown[]): Promise<void> {
  await writeObject(bucket(), key, values.map((value) => `${JSON.stringify(value)}\n`).join(''), 'application/x-ndjson');
}

export async function readJson(key: string): Promise<unknown> {
  return JSON.parse(new TextDecoder().decode(await readObject(bucket(), key)));
}

export async function writeJson(key: string, value: unknown): Promise<void> {
  await writeObject(bucket(), key, JSON.stringify(value), 'application/json');
}
