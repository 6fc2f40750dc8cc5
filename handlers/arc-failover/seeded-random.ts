import { createHash } from 'node:crypto';

/** Numbers in [0, 1) that depend on the text alone: a run's order of endpoints can be told from its execution's ARN. */
export function seededRandom(seed: string): () => number {
  let block = createHash('sha256').update(seed).digest();
  let position = 0;
  return () => {
    if (position + 4 > block.length) {
      block = createHash('sha256').update(block).digest();
      position = 0;
    }
    const value = block.readUInt32BE(position);
    position += 4;
    return value / 0x1_0000_0000;
  };
}

/** The items in an order drawn by `random` (Fisher and Yates). */
export function shuffled<Item>(items: readonly Item[], random: () => number): Item[] {
  const order = [...items];
  for (let last = order.length - 1; last > 0; last -= 1) {
    const chosen = Math.floor(random() * (last + 1));
    [order[last], order[chosen]] = [order[chosen]!, order[last]!];
  }
  return order;
}
