/**
 * A number in [0, 1) that depends on the seed alone. AWS's own sequence is not public: the same seed gives the same number
 * here and there, but not the same one. (The integer mixer known as mulberry32.)
 */
export function seededRandom(seed: number): number {
  let state = (Math.trunc(seed) + 0x6d2b79f5) | 0;
  state = Math.imul(state ^ (state >>> 15), state | 1);
  state ^= state + Math.imul(state ^ (state >>> 7), state | 61);
  return ((state ^ (state >>> 14)) >>> 0) / 4294967296;
}
