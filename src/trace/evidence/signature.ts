/** How a manifest is signed, and the forms that a public key has. Works in a browser too: nothing here computes a signature. */

/**
 * Algorithms by the names that KMS gives them (https://docs.aws.amazon.com/kms/latest/developerguide/symm-asymm-choose-key-spec.html);
 * ED25519 is RFC 8032 over the manifest itself.
 */
export const signatureAlgorithms = ['ED25519', 'ECDSA_SHA_256', 'ECDSA_SHA_384', 'ECDSA_SHA_512', 'RSASSA_PSS_SHA_256'] as const;
export type SignatureAlgorithm = (typeof signatureAlgorithms)[number];

export interface Signer {
  readonly algorithm: SignatureAlgorithm;
  /** SubjectPublicKeyInfo in PEM. */
  readonly publicKey: string;
  /** ARN of a KMS key. */
  readonly keyId?: string;
  /** ECDSA gives DER (RFC 3279, section 2.2.3), as KMS does. */
  readonly sign: (manifest: Uint8Array) => Promise<Uint8Array>;
}

/** What is checked of a signed manifest. */
export interface SignedManifest {
  readonly algorithm: SignatureAlgorithm;
  /** SubjectPublicKeyInfo in DER. */
  readonly publicKey: Uint8Array;
  readonly manifest: Uint8Array;
  readonly signature: Uint8Array;
}

/** True or false; undefined where the signature cannot be checked, as in a browser that does not know the algorithm. */
export type VerifySignature = (signed: SignedManifest) => boolean | undefined | Promise<boolean | undefined>;

/** DER of a public key in PEM; undefined for other text. */
export function keyBytes(pem: string): Uint8Array | undefined {
  const [, body] = /^\s*-----BEGIN PUBLIC KEY-----\s+([A-Za-z0-9+/=\s]+)-----END PUBLIC KEY-----\s*$/.exec(pem) ?? [];
  return body === undefined ? undefined : fromBase64(body.replace(/\s+/g, ''));
}

/** Bytes of a base64 text; undefined for other text. */
export function fromBase64(text: string): Uint8Array | undefined {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return undefined;
  try {
    return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  } catch {
    return undefined;
  }
}

export function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, index) => byte === other[index]);
}

/** What checks manifest.sig with OpenSSL 3, in the bundle's folder. */
export function opensslCommand(algorithm: SignatureAlgorithm): string {
  const signature = '<(base64 -d manifest.sig)';
  if (algorithm === 'ED25519') {
    return `openssl pkeyutl -verify -pubin -inkey public-key.pem -rawin -in manifest.json -sigfile ${signature}`;
  }
  const digest = algorithm.slice(algorithm.lastIndexOf('_') + 1);
  const padding = algorithm.startsWith('RSA') ? ' -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:digest' : '';
  return `openssl dgst -sha${digest} -verify public-key.pem${padding} -signature ${signature} manifest.json`;
}
