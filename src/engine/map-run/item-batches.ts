import type { JsonObject } from '../expressions/index.ts';
import type { Json } from '../json.ts';

/** Groups items into the inputs of child executions. https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itembatcher.html */
export function batchItems(
  items: readonly Json[],
  batcher: { maxItems: number | undefined; maxBytes: number | undefined; input: Json | undefined },
): { input: Json; itemCount: number }[] {
  const batches: Json[][] = [];
  let bytes = 0;
  for (const item of items) {
    const size = Buffer.byteLength(JSON.stringify(item)) + 1;
    const last = batches.at(-1);
    const full =
      last === undefined || last.length >= (batcher.maxItems ?? Infinity) || bytes + size > (batcher.maxBytes ?? Infinity);
    if (full) {
      batches.push([item]);
      bytes = size;
    } else {
      last.push(item);
      bytes += size;
    }
  }
  return batches.map((batch) => {
    const input: JsonObject = batcher.input === undefined ? { Items: batch } : { BatchInput: batcher.input, Items: batch };
    return { input, itemCount: batch.length };
  });
}
