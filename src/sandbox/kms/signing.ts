/** Elliptic-curve keys of KMS: ECDSA over a digest. Key and signature follow from the seed, so a simulation can be repeated. */
import { createECDH, createHash, createHmac, createPublicKey, type ECDH } from 'node:crypto';

interface Curve {
  /** OpenSSL's name. */
  readonly name: string;
  /** JSON Web Key's name. */
  readonly jwk: string;
  /** Order of the group (SEC 2). */
  readonly order: bigint;
  readonly algorithm: 'ECDSA_SHA_256' | 'ECDSA_SHA_384' | 'ECDSA_SHA_512';
  readonly digest: string;
}

const p256 = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
const p384 = 0xffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973n;
const p521 = BigInt(`0x1ff${'f'.repeat(63)}a51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409`);

export const curves: Readonly<Record<string, Curve>> = {
  ECC_NIST_P256: { name: 'prime256v1', jwk: 'P-256', order: p256, algorithm: 'ECDSA_SHA_256', digest: 'sha256' },
  ECC_NIST_P384: { name: 'secp384r1', jwk: 'P-384', order: p384, algorithm: 'ECDSA_SHA_384', digest: 'sha384' },
  ECC_NIST_P521: { name: 'secp521r1', jwk: 'P-521', order: p521, algorithm: 'ECDSA_SHA_512', digest: 'sha512' },
};

/** A private key, hexadecimal, from any text. */
export function privateKeyFrom({ order }: Curve, text: string): string {
  return scalar(order, (counter) => createHash('sha512').update(`${counter} ${text}`)).toString(16);
}

/** SubjectPublicKeyInfo in DER. */
export function publicKeyOf(curve: Curve, privateKey: string): Uint8Array {
  const point = pointOf(curve, BigInt(`0x${privateKey}`)).getPublicKey();
  const half = (point.length - 1) / 2;
  const jwk = {
    kty: 'EC',
    crv: curve.jwk,
    x: point.subarray(1, 1 + half).toString('base64url'),
    y: point.subarray(1 + half).toString('base64url'),
  };
  return createPublicKey({ key: jwk, format: 'jwk' }).export({ type: 'spki', format: 'der' });
}

/** ECDSA (FIPS 186-5, section 6.4.1) over a digest that is no longer than the order, in DER. */
export function signDigest(curve: Curve, privateKey: string, digest: Uint8Array): Uint8Array {
  const { order } = curve;
  const secret = BigInt(`0x${privateKey}`);
  const nonce = scalar(order, (counter) => createHmac('sha512', `${counter} ${privateKey}`).update(digest));
  const point = pointOf(curve, nonce).getPublicKey();
  const r = numberOf(point.subarray(1, 1 + (point.length - 1) / 2)) % order;
  const s = (inverse(nonce, order) * (numberOf(digest) + r * secret)) % order;
  return sequence([integer(r), integer(s)]);
}

/** A number from 1 to below the order. */
function scalar(order: bigint, hash: (counter: number) => { digest(): Buffer }): bigint {
  const bytes = Buffer.concat([hash(1).digest(), hash(2).digest()]);
  return (numberOf(bytes) % (order - 1n)) + 1n;
}

function pointOf({ name, order }: Curve, factor: bigint): ECDH {
  const ecdh = createECDH(name);
  ecdh.setPrivateKey(Buffer.from(factor.toString(16).padStart(2 * Math.ceil(order.toString(16).length / 2), '0'), 'hex'));
  return ecdh;
}

/** By Euclid's extended algorithm. */
function inverse(value: bigint, modulus: bigint): bigint {
  let [a, b, x, y] = [value % modulus, modulus, 1n, 0n];
  while (a > 1n) {
    const quotient = a / b;
    [a, b] = [b, a % b];
    [x, y] = [y, x - quotient * y];
  }
  return ((x % modulus) + modulus) % modulus;
}

const numberOf = (bytes: Uint8Array): bigint => BigInt(`0x${Buffer.from(bytes).toString('hex')}`);

function integer(value: bigint): Buffer {
  const digits = value.toString(16);
  const bytes = Buffer.from(digits.length % 2 === 1 ? `0${digits}` : digits, 'hex');
  const positive = bytes[0]! & 0x80 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes;
  return Buffer.concat([Buffer.from([0x02, positive.length]), positive]);
}

function sequence(parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  const length = body.length < 0x80 ? [body.length] : [0x81, body.length];
  return Buffer.concat([Buffer.from([0x30, ...length]), body]);
}
