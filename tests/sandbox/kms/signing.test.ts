/** Signatures of KMS through its SDK client, and a bundle that is signed with them. */
import { CreateKeyCommand, GetPublicKeyCommand, KMSClient, SignCommand, type KeySpec } from '@aws-sdk/client-kms';
import { createHash } from 'node:crypto';
import type { Connection } from '../../../src/cli/connection.ts';
import { kmsSigner } from '../../../src/cli/evidence/signer.ts';
import { makeNothingRan, sha256 } from '../../../src/trace/evidence/make-bundle.ts';
import { parseManifest } from '../../../src/trace/evidence/manifest.ts';
import { verifySignature } from '../../../src/trace/evidence/node-signature.ts';
import { verifyBundle } from '../../../src/trace/evidence/verify-bundle.ts';
import { clientConfig, openTestSandbox, root, testOrganization } from '../support/open.ts';

async function open() {
  const { sandbox } = await openTestSandbox({ organization: testOrganization() });
  const config = clientConfig(sandbox, root);
  const client = new KMSClient(config);
  const create = async (KeySpec: KeySpec): Promise<string> => {
    const { KeyMetadata } = await client.send(new CreateKeyCommand({ KeySpec, KeyUsage: 'SIGN_VERIFY' }));
    return KeyMetadata!.Arn!;
  };
  const connection = { clientOf: (constructor: new (given: never) => KMSClient) => new constructor(config as never) };
  return { client, create, connection: connection as unknown as Connection };
}

describe.each([
  ['ECC_NIST_P256', 'ECDSA_SHA_256', 'sha256'],
  ['ECC_NIST_P384', 'ECDSA_SHA_384', 'sha384'],
  ['ECC_NIST_P521', 'ECDSA_SHA_512', 'sha512'],
] as const)('a key of %s', (spec, algorithm, hash) => {
  it('signs a message and its digest alike, as Node verifies it', async () => {
    const { client, create } = await open();
    const KeyId = await create(spec);
    const message = Buffer.from('a manifest');
    const digest = createHash(hash).update(message).digest();
    const { PublicKey, SigningAlgorithms } = await client.send(new GetPublicKeyCommand({ KeyId }));
    expect(SigningAlgorithms).toEqual([algorithm]);
    for (const [MessageType, Message] of [
      ['RAW', message],
      ['DIGEST', digest],
    ] as const) {
      const { Signature } = await client.send(new SignCommand({ KeyId, Message, MessageType, SigningAlgorithm: algorithm }));
      const signed = { algorithm, publicKey: PublicKey!, signature: Signature! };
      expect(verifySignature({ ...signed, manifest: message })).toBe(true);
      expect(verifySignature({ ...signed, manifest: Buffer.from('another') })).toBe(false);
    }
  });

  it('signs a bundle, which verifies with the key in it and fails when its signature is of something else', async () => {
    const { create, connection } = await open();
    const signer = await kmsSigner(await create(spec), connection);
    const capture = {
      source: { kind: 'aws', account: '1', region: 'x' },
      version: '1',
      now: 0,
      capturedBy: 'me',
      signer,
    } as const;
    const { files, manifest } = await makeNothingRan('account-vending', '2026-01-05', null, capture);
    expect(manifest.signer).toMatchObject({ algorithm, keyId: expect.stringMatching(/^arn:aws:kms:.*:key\//) as string });
    const check = async (of: ReadonlyMap<string, Uint8Array>) =>
      (await verifyBundle(of, { sha256, verifySignature, parseManifest, pinnedKey: signer.publicKey })).checks.at(-1);
    expect(await check(files)).toEqual({ name: 'manifest.sig', ok: true, detail: 'signed with the key that was given' });
    const { files: other } = await makeNothingRan('account-vending', '2026-01-06', null, capture);
    expect(await check(new Map([...files, ['manifest.sig', other.get('manifest.sig')!]]))).toMatchObject({ ok: false });
  });
});

it('refuses what the key cannot do, as KMS does', async () => {
  const { client, create, connection } = await open();
  const KeyId = await create('ECC_NIST_P256');
  const sign = (Message: Uint8Array, SigningAlgorithm: 'ECDSA_SHA_256' | 'RSASSA_PSS_SHA_256', MessageType: 'RAW' | 'DIGEST') =>
    client.send(new SignCommand({ KeyId, Message, MessageType, SigningAlgorithm }));
  await expect(sign(Buffer.alloc(32), 'RSASSA_PSS_SHA_256', 'DIGEST')).rejects.toMatchObject({
    name: 'InvalidKeyUsageException',
  });
  await expect(sign(Buffer.alloc(31), 'ECDSA_SHA_256', 'DIGEST')).rejects.toMatchObject({ name: 'ValidationException' });
  await expect(sign(Buffer.alloc(4097), 'ECDSA_SHA_256', 'RAW')).rejects.toMatchObject({ name: 'ValidationException' });
  const { KeyMetadata } = await client.send(new CreateKeyCommand({}));
  await expect(kmsSigner(KeyMetadata!.Arn!, connection)).rejects.toThrow(/cannot sign bundles/);
  await expect(kmsSigner('alias/audit', connection)).rejects.toThrow(/is no ARN of a KMS key/);
});
