/** One value that was taken out of a bundle. */
export interface RedactedValue {
  readonly reason: string;
  /** HMAC-SHA-256 of the value under the salt, hexadecimal. */
  readonly hash: string;
  /** How often it stood in the bundle. */
  readonly places: number;
}
