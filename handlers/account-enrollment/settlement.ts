/** What is kept of failed products when they are terminated: AWS's words would go with them. */
import * as z from 'zod';
import { readObject, writeObject } from '../shared/objects.ts';
import { settledProduct, type ReportRow, type RunFiles, type SettledProduct } from './contract.ts';

/** The products of this run that were terminated so far. The plan writes the empty file: reading none would need a right to list. */
export async function readSettled(bucket: string, { settled }: RunFiles): Promise<SettledProduct[]> {
  const text = new TextDecoder().decode(await readObject(bucket, settled));
  return z.array(settledProduct).parse(JSON.parse(text));
}

/** Keeps AWS's words of the products that are about to be terminated. Repeating it changes nothing. */
export async function keepSettled(bucket: string, files: RunFiles, rows: readonly ReportRow[]): Promise<void> {
  const products = rows.flatMap(({ accountId, findings }) =>
    findings.flatMap(({ fixName, subject, message }): SettledProduct[] =>
      fixName === 'terminate-failed-products' && subject !== undefined ? [{ accountId, productId: subject, message }] : [],
    ),
  );
  if (products.length === 0) return;
  const all = new Map<string, SettledProduct>();
  for (const product of [...(await readSettled(bucket, files)), ...products]) all.set(product.productId, product);
  await writeObject(bucket, files.settled, `${JSON.stringify([...all.values()], null, 2)}\n`, 'application/json');
}
