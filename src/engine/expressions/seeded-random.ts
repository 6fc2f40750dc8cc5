/**
 * A number in [0, 1) that depends on the seed alone: `new java.util.Random(seed).nextDouble()`, which is what AWS's `$random(seed)` gives
 * (measured there by others: `$random(42)` is 0.7275636800328681). The seed is cut to a whole number.
 * https://docs.oracle.com/javase/8/docs/api/java/util/Random.html
 */
export function seededRandom(seed: number): number {
  const mask = (1n << 48n) - 1n;
  let state = (BigInt(Math.trunc(seed)) ^ 0x5deece66dn) & mask;
  const next = (bits: bigint): number => {
    state = (state * 0x5deece66dn + 0xbn) & mask;
    return Number(state >> (48n - bits));
  };
  return (next(26n) * 2 ** 27 + next(27n)) / 2 ** 53;
}
