/**
 * The chain over an execution's events: `h0 = SHA-256(header)`, `hn = SHA-256(h(n-1) || event n)`, each in canonical JSON (RFC 8785,
 * https://www.rfc-editor.org/rfc/rfc8785) as UTF-8, the hash before as 32 bytes. A change, a loss or another order of events gives
 * another head. Works in a browser: the hash function comes in as an argument.
 */
import canonicalize from 'canonicalize';
import type { Json, JsonObject } from './json.ts';

/** SHA-256 of bytes, as 32 bytes. */
export type Sha256 = (bytes: Uint8Array) => Uint8Array;

export const chainAlgorithm = 'SHA-256 over RFC 8785 canonical JSON';

/** What the chain begins with. */
export function chainHeader(executionArn: string, startDate: string): Record<string, string> {
  return { algorithm: chainAlgorithm, executionArn, startDate };
}

/** Hash before the first event. */
export function chainStart(header: JsonObject, sha256: Sha256): Uint8Array {
  return sha256(canonicalBytes(header));
}

/** Hash after one more event. */
export function chainStep(before: Uint8Array, event: JsonObject, sha256: Sha256): Uint8Array {
  return sha256(joined(before, canonicalBytes(event)));
}

/** Hash of the last event, in hexadecimal. */
export function chainHead(header: JsonObject, events: readonly JsonObject[], sha256: Sha256): string {
  return hex(events.reduce((hash, event) => chainStep(hash, event, sha256), chainStart(header, sha256)));
}

function canonicalBytes(value: Json): Uint8Array {
  return new TextEncoder().encode(canonicalize(value)!);
}

function joined(one: Uint8Array, other: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(one.length + other.length);
  bytes.set(one);
  bytes.set(other, one.length);
  return bytes;
}

export function hex(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += byte.toString(16).padStart(2, '0');
  return text;
}
