/**
 * Randomness and ids of the sandbox: streams derived from the organization's seed and a call number, so that the same calls in the
 * same order draw the same numbers. Not for secrets: nothing here guards anything real.
 */
import type { Duration } from './service.ts';

/** A stream of numbers in [0, 1). */
export type RandomStream = () => number;

/** 32-bit hash of a text (FNV-1a with a final mix). */
export function hash32(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x7feb352d);
  hash = Math.imul(hash ^ (hash >>> 15), 0x846ca68b);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** The stream (sfc32) that belongs to `name` under `seed`. The same pair always gives the same stream. */
export function randomStream(seed: number, name: string): RandomStream {
  let a = hash32(`${seed}/a/${name}`);
  let b = hash32(`${seed}/b/${name}`);
  let c = hash32(`${seed}/c/${name}`);
  let counter = 1;
  const next = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + sum) | 0;
    return (sum >>> 0) / 0x1_0000_0000;
  };
  for (let round = 0; round < 12; round++) next();
  return next;
}

const base36 = '0123456789abcdefghijklmnopqrstuvwxyz';

/** `length` characters of `alphabet` (default [0-9a-z]). */
export function randomId(random: RandomStream, length: number, alphabet: string = base36): string {
  let id = '';
  for (let index = 0; index < length; index++) id += alphabet[Math.floor(random() * alphabet.length)];
  return id;
}

/** A version 4 UUID. */
export function randomUuid(random: RandomStream): string {
  const hex = randomId(random, 32, '0123456789abcdef');
  const variant = '89ab'[Math.floor(random() * 4)];
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`;
}

/** A draw from a log-normal distribution with the given median, cut to [minimum, maximum]; whole milliseconds. */
export function sample(duration: Duration, random: RandomStream): number {
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const value = duration.median * Math.exp(0.35 * normal);
  return Math.round(Math.min(duration.maximum, Math.max(duration.minimum, value)));
}
