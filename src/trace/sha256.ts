/**
 * SHA-256 in plain ECMAScript (FIPS 180-4), for pages opened from disk, where a browser need not offer `crypto.subtle`.
 * The tests hold it to Node's.
 */
const round = new Uint32Array(64);
const start = new Uint32Array(8);

/* The constants are the first 32 bits of the fractional parts of roots of primes. */
for (let candidate = 2, found = 0; found < 64; candidate += 1) {
  let prime = true;
  for (let divisor = 2; divisor * divisor <= candidate; divisor += 1) if (candidate % divisor === 0) prime = false;
  if (!prime) continue;
  const fraction = (root: number): number => ((root - Math.floor(root)) * 2 ** 32) >>> 0;
  if (found < 8) start[found] = fraction(Math.sqrt(candidate));
  round[found] = fraction(Math.cbrt(candidate));
  found += 1;
}

const schedule = new Uint32Array(64);

/** SHA-256 of bytes, as 32 bytes. */
export function sha256(bytes: Uint8Array): Uint8Array {
  const padded = new Uint8Array((((bytes.length + 8) >> 6) + 1) << 6);
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 8, Math.floor(bytes.length / 2 ** 29));
  view.setUint32(padded.length - 4, (bytes.length << 3) >>> 0);
  const state = Uint32Array.from(start);
  for (let offset = 0; offset < padded.length; offset += 64) block(view, offset, state);
  const digest = new Uint8Array(32);
  const words = new DataView(digest.buffer);
  state.forEach((word, index) => words.setUint32(4 * index, word));
  return digest;
}

function block(view: DataView, offset: number, state: Uint32Array): void {
  for (let index = 0; index < 16; index += 1) schedule[index] = view.getUint32(offset + 4 * index);
  for (let index = 16; index < 64; index += 1) {
    const low = schedule[index - 15]!;
    const high = schedule[index - 2]!;
    const first = ((low >>> 7) | (low << 25)) ^ ((low >>> 18) | (low << 14)) ^ (low >>> 3);
    const second = ((high >>> 17) | (high << 15)) ^ ((high >>> 19) | (high << 13)) ^ (high >>> 10);
    schedule[index] = schedule[index - 16]! + first + schedule[index - 7]! + second;
  }
  let [a, b, c, d, e, f, g, h] = state as unknown as [number, number, number, number, number, number, number, number];
  for (let index = 0; index < 64; index += 1) {
    const mixed = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const chosen = (e & f) ^ (~e & g);
    const one = (h + mixed + chosen + round[index]! + schedule[index]!) | 0;
    const turned = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const most = (a & b) ^ (a & c) ^ (b & c);
    h = g;
    g = f;
    f = e;
    e = (d + one) | 0;
    d = c;
    c = b;
    b = a;
    a = (one + turned + most) | 0;
  }
  [a, b, c, d, e, f, g, h].forEach((word, index) => (state[index] = state[index]! + word));
}
