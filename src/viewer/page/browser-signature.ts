/** Checks signatures with the browser's own cryptography (https://www.w3.org/TR/webcrypto/); undefined where it does not know how. */
import type { SignatureAlgorithm, SignedManifest } from '../../trace/evidence/signature.ts';

interface Way {
  readonly key: AlgorithmIdentifier | EcKeyImportParams | RsaHashedImportParams;
  readonly check: AlgorithmIdentifier | EcdsaParams | RsaPssParams;
  /** Bytes of each half of an ECDSA signature. */
  readonly half?: number;
}

const ecdsa = (namedCurve: string, hash: string, half: number): Way => ({
  key: { name: 'ECDSA', namedCurve },
  check: { name: 'ECDSA', hash },
  half,
});

const ways: Readonly<Record<SignatureAlgorithm, Way>> = {
  ED25519: { key: 'Ed25519', check: 'Ed25519' },
  ECDSA_SHA_256: ecdsa('P-256', 'SHA-256', 32),
  ECDSA_SHA_384: ecdsa('P-384', 'SHA-384', 48),
  ECDSA_SHA_512: ecdsa('P-521', 'SHA-512', 66),
  RSASSA_PSS_SHA_256: { key: { name: 'RSA-PSS', hash: 'SHA-256' }, check: { name: 'RSA-PSS', saltLength: 32 } },
};

export async function verifyInBrowser({
  algorithm,
  publicKey,
  manifest,
  signature,
}: SignedManifest): Promise<boolean | undefined> {
  const { key, check, half } = ways[algorithm];
  /* A page that is opened from disk need not have it. */
  const subtle = (globalThis.crypto as Crypto | undefined)?.subtle;
  if (!subtle) return undefined;
  const bytes = half === undefined ? signature : joinedHalves(signature, half);
  if (!bytes) return false;
  try {
    const imported = await subtle.importKey('spki', copyOf(publicKey), key, false, ['verify']);
    return await subtle.verify(check, imported, copyOf(bytes), copyOf(manifest));
  } catch (error) {
    return error instanceof DOMException && error.name === 'NotSupportedError' ? undefined : false;
  }
}

const copyOf = (bytes: Uint8Array): Uint8Array<ArrayBuffer> => Uint8Array.from(bytes);

/** The two numbers of a DER signature in the form that browsers take; undefined when it is no such signature. */
function joinedHalves(der: Uint8Array, half: number): Uint8Array | undefined {
  const long = der[1] === 0x81 ? 1 : 0;
  if (der[0] !== 0x30 || der[1 + long] !== der.length - 2 - long) return undefined;
  const joined = new Uint8Array(2 * half);
  let at = 2 + long;
  for (const index of [1, 2]) {
    const length = der[at + 1] ?? 0;
    if (der[at] !== 0x02 || at + 2 + length > der.length) return undefined;
    let digits = der.subarray(at + 2, at + 2 + length);
    while (digits.length > half && digits[0] === 0) digits = digits.subarray(1);
    if (digits.length > half) return undefined;
    joined.set(digits, index * half - digits.length);
    at += 2 + length;
  }
  return at === der.length ? joined : undefined;
}
