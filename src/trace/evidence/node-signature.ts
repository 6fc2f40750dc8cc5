/** Signs and checks manifests with Node's crypto. */
import { constants, createHash, createPublicKey, sign, verify, type KeyObject } from 'node:crypto';
import type { SignatureAlgorithm, SignedManifest, Signer } from './signature.ts';

/** Signs with an Ed25519 private key. */
export function ed25519Signer(key: KeyObject): Signer {
  return {
    algorithm: 'ED25519',
    publicKey: createPublicKey(key).export({ type: 'spki', format: 'pem' }).toString(),
    sign: async (manifest) => sign(null, manifest, key),
  };
}

const digests: Readonly<Record<SignatureAlgorithm, string | null>> = {
  ED25519: null,
  ECDSA_SHA_256: 'sha256',
  ECDSA_SHA_384: 'sha384',
  ECDSA_SHA_512: 'sha512',
  RSASSA_PSS_SHA_256: 'sha256',
};

/** The digest of the manifest that KMS signs: a manifest may be larger than the 4096 bytes that it takes. */
export function digestFor(algorithm: SignatureAlgorithm, manifest: Uint8Array): Uint8Array {
  const digest = digests[algorithm];
  if (digest === null) throw new Error(`${algorithm} signs no digest`);
  return createHash(digest).update(manifest).digest();
}

export function verifySignature({ algorithm, publicKey, manifest, signature }: SignedManifest): boolean {
  try {
    const key = createPublicKey({ key: Buffer.from(publicKey), format: 'der', type: 'spki' });
    const pss = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };
    return verify(digests[algorithm], manifest, algorithm.startsWith('RSA') ? { key, ...pss } : key, signature);
  } catch {
    return false;
  }
}
