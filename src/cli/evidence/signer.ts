/** What signs bundles: an Ed25519 key in a file, or an asymmetric key of KMS. */
import { GetPublicKeyCommand, KMSClient, SignCommand } from '@aws-sdk/client-kms';
import { createPrivateKey, createPublicKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { digestFor, ed25519Signer } from '../../trace/evidence/node-signature.ts';
import type { SignatureAlgorithm, Signer } from '../../trace/evidence/signature.ts';
import type { Connection } from '../connection.ts';
import { InputFileError } from '../errors.ts';

/**
 * Signs with the Ed25519 private key of a file.
 * @throws InputFileError when it holds none.
 */
export function fileSigner(file: string): Signer {
  try {
    const key = createPrivateKey(readFileSync(file));
    if (key.asymmetricKeyType === 'ed25519') return ed25519Signer(key);
  } catch (error) {
    throw new InputFileError(`${file} holds no private key: ${(error as Error).message}`, undefined, { cause: error });
  }
  throw new InputFileError(`${file} holds no Ed25519 private key`, 'make one: openssl genpkey -algorithm ed25519 -out key.pem');
}

/** Those that take a digest: a manifest may be longer than what KMS hashes itself. */
type KmsAlgorithm = Exclude<SignatureAlgorithm, 'ED25519'>;
const kmsAlgorithms: readonly KmsAlgorithm[] = ['ECDSA_SHA_256', 'ECDSA_SHA_384', 'ECDSA_SHA_512', 'RSASSA_PSS_SHA_256'];

const keyArn = /^arn:[\w-]+:kms:[\w-]+:\d{12}:(key|alias)\/[\w/-]+$/;

/**
 * Signs with a key of KMS, which never leaves it. The caller needs kms:GetPublicKey and kms:Sign.
 * @throws InputFileError when the key cannot sign.
 */
export async function kmsSigner(arn: string, connection: Connection): Promise<Signer> {
  if (!keyArn.test(arn))
    throw new InputFileError(`${arn} is no ARN of a KMS key`, 'give arn:aws:kms:<region>:<account>:key/<id>');
  const client = connection.clientOf(KMSClient, arn);
  try {
    const { PublicKey, SigningAlgorithms = [], KeyId } = await client.send(new GetPublicKeyCommand({ KeyId: arn }));
    const algorithm = kmsAlgorithms.find((one) => SigningAlgorithms.includes(one));
    if (!PublicKey || !algorithm) throw unusable(arn, 'its key spec is none of those that bundles are signed with');
    const key = createPublicKey({ key: Buffer.from(PublicKey), format: 'der', type: 'spki' });
    return {
      algorithm,
      publicKey: key.export({ type: 'spki', format: 'pem' }).toString(),
      keyId: KeyId ?? arn,
      sign: (manifest) => signWith(connection, arn, algorithm, manifest),
    };
  } catch (error) {
    const { name, message } = error as Error;
    if (name === 'UnsupportedOperationException' || name === 'InvalidKeyUsageException') throw unusable(arn, message);
    throw error;
  } finally {
    client.destroy();
  }
}

async function signWith(connection: Connection, arn: string, algorithm: KmsAlgorithm, manifest: Uint8Array): Promise<Uint8Array> {
  const client = connection.clientOf(KMSClient, arn);
  try {
    const Message = digestFor(algorithm, manifest);
    const { Signature } = await client.send(
      new SignCommand({ KeyId: arn, Message, MessageType: 'DIGEST', SigningAlgorithm: algorithm }),
    );
    return Signature!;
  } finally {
    client.destroy();
  }
}

const unusable = (arn: string, why: string): InputFileError =>
  new InputFileError(
    `${arn} cannot sign bundles: ${why}`,
    'use a key with usage SIGN_VERIFY and spec ECC_NIST_P256, ECC_NIST_P384, ECC_NIST_P521 or RSA_*',
  );
