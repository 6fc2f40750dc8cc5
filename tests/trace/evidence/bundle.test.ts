import { generateKeyPairSync } from 'node:crypto';
import type { CollectedExecution } from '../../../src/trace/evidence/collected.ts';
import { parseManifest } from '../../../src/trace/evidence/manifest.ts';
import { ed25519Signer, verifySignature } from '../../../src/trace/evidence/node-signature.ts';
import { makeBundle, makeNothingRan, sha256, type ExecutionBundle } from '../../../src/trace/evidence/make-bundle.ts';
import { verifyBundle, type Verification } from '../../../src/trace/evidence/verify-bundle.ts';

const arn = 'arn:aws:states:eu-west-1:111122223333:execution:account-vending:batch';

function execution(name: string, children: readonly CollectedExecution[] = []): CollectedExecution {
  return {
    execution: {
      ...{ executionArn: `${arn}-${name}`, name, status: 'SUCCEEDED', input: '{}' },
      ...{ startDate: '2026-01-05T09:00:00.000Z', stopDate: '2026-01-05T10:00:00.000Z' },
    },
    pages: [
      { events: [{ id: 1, previousEventId: 0, type: 'ExecutionStarted', timestamp: '2026-01-05T09:00:00.000Z' }] },
      { events: [{ id: 2, previousEventId: 1, type: 'ExecutionSucceeded', timestamp: '2026-01-05T10:00:00.000Z' }] },
    ],
    definition: { definition: '{"StartAt":"A","States":{"A":{"Type":"Succeed"}}}' },
    children,
    gaps: [],
  };
}

const keys = generateKeyPairSync('ed25519');
const options: ExecutionBundle = {
  source: { kind: 'aws', account: '111122223333', region: 'eu-west-1' },
  version: '1.2.3',
  now: Date.UTC(2026, 0, 5, 11),
  capturedBy: 'arn:aws:iam::111122223333:role/auditor',
  workflow: 'account-vending',
  actors: [],
  redaction: { rules: [], salt: Buffer.alloc(32, 7) },
  previousBundle: null,
  signer: ed25519Signer(keys.privateKey),
};
const publicKey = keys.publicKey.export({ type: 'spki', format: 'pem' }).toString();
const check = (files: ReadonlyMap<string, Uint8Array>, pinnedKey = publicKey): Promise<Verification> =>
  verifyBundle(files, { sha256, verifySignature, parseManifest, pinnedKey });

describe('an evidence bundle', () => {
  it('verifies as it was made, children with chains of their own', async () => {
    const { files, manifest } = await makeBundle(execution('a', [execution('b'), execution('../b')]), options);
    expect(await check(files)).toMatchObject({ ok: true });
    expect(manifest).toMatchObject({
      id: 'account-vending/2026-01-05/a',
      simulated: false,
      definitionSha256: expect.any(String) as string,
    });
    expect(Object.keys((manifest as { chains: object }).chains)).toHaveLength(3);
    expect([...files.keys()].filter((path) => path.includes('..'))).toEqual([]);
  });

  it('is the same bytes when the same is captured again', async () => {
    const [one, other] = await Promise.all([makeBundle(execution('a'), options), makeBundle(execution('a'), options)]);
    expect([...one.files]).toEqual([...other.files]);
  });

  it('fails when any byte of any file is flipped, and names the file', async () => {
    const { files } = await makeBundle(execution('a', [execution('b')]), { ...options, page: async () => '<p>page</p>' });
    for (const [path, bytes] of files) {
      for (const place of [0, bytes.length >> 1, bytes.length - 1]) {
        for (const bit of [1, 0x80]) {
          const changed = Uint8Array.from(bytes);
          changed[place]! ^= bit;
          const { ok, checks } = await check(new Map([...files, [path, changed]]));
          expect({ path, place, bit, ok }).toEqual({ path, place, bit, ok: false });
          expect(
            checks
              .filter((one) => !one.ok)
              .map(({ detail }) => detail)
              .join('; '),
          ).toMatch(
            path === 'SHA256SUMS' ? /SHA256SUMS|is missing|was changed|not listed/ : new RegExp(path.replace(/[.]/g, '\\.')),
          );
        }
      }
    }
  });

  it('fails when a file is added or taken away, though the sums are made anew', async () => {
    const { files } = await makeBundle(execution('a'), options);
    const without = new Map([...files].filter(([path]) => path !== 'gaps.json'));
    expect((await check(without)).ok).toBe(false);
    expect((await check(new Map([...files, ['extra.txt', Buffer.from('x')]]))).ok).toBe(false);
    const sums = Buffer.from(files.get('SHA256SUMS')!)
      .toString()
      .split('\n')
      .filter((line) => !line.endsWith('gaps.json'))
      .join('\n');
    const resummed = new Map([...without, ['SHA256SUMS', Buffer.from(sums)]]) as Map<string, Uint8Array>;
    expect((await check(resummed)).checks.filter(({ ok }) => !ok)).toEqual([
      { name: 'manifest.json', ok: false, detail: 'gaps.json is missing' },
    ]);
  });

  it('fails under another key than the one that is given, and says whose key it carries where none is given', async () => {
    const { files } = await makeBundle(execution('a'), options);
    const other = generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'pem' }).toString();
    const wrong = (await check(files, other)).checks.filter(({ ok }) => !ok);
    expect(wrong.map(({ name }) => name)).toEqual(['manifest.sig']);
    expect((await verifyBundle(files, { sha256, verifySignature, parseManifest })).checks.at(-1)).toMatchObject({
      ok: true,
      detail: expect.stringMatching(/signed with the key in the bundle, SHA-256 [0-9a-f]{64}: compare it/) as string,
    });
  });

  it('whose signature was taken away or made with another key does not pass, with or without a key to compare with', async () => {
    const { files } = await makeBundle(execution('a'), options);
    const { files: others } = await makeBundle(execution('a'), {
      ...options,
      signer: ed25519Signer(generateKeyPairSync('ed25519').privateKey),
    });
    const signatureOf = async (changed: ReadonlyMap<string, Uint8Array>): Promise<string> =>
      (await verifyBundle(changed, { sha256, verifySignature, parseManifest })).checks.at(-1)!.detail;
    expect(await signatureOf(new Map([...files].filter(([path]) => path !== 'manifest.sig')))).toBe('manifest.sig is missing');
    expect(await signatureOf(new Map([...files, ['manifest.sig', others.get('manifest.sig')!]]))).toMatch(/is no signature/);
    expect(await signatureOf(new Map([...files, ['public-key.pem', others.get('public-key.pem')!]]))).toMatch(/is not the key/);
    const { files: unsigned } = await makeBundle(execution('a'), { ...options, signer: undefined as never });
    expect((await check(unsigned)).checks.at(-1)).toMatchObject({ ok: false, detail: 'the bundle is not signed' });
  });

  it('of a simulation says so in the manifest and in README.txt', async () => {
    const { files, manifest } = await makeBundle(execution('a'), {
      ...options,
      source: { kind: 'local-simulation', organization: 'small', seed: 1 },
    });
    expect(manifest.simulated).toBe(true);
    expect(Buffer.from(files.get('README.txt')!).toString()).toContain('THIS IS A SIMULATION');
  });

  it('keeps no gap to itself: one is INCOMPLETE', async () => {
    const { manifest } = await makeBundle(execution('a'), { ...options, gaps: [{ what: 'who started it', why: 'not told' }] });
    expect(manifest).toMatchObject({ completeness: { verdict: 'INCOMPLETE', gaps: 1 } });
  });

  it('of a day on which nothing ran verifies, and links to the one before', async () => {
    const { manifest, files } = await makeNothingRan(
      'account-vending',
      '2026-01-06',
      { id: 'x', manifestSha256: 'a'.repeat(64) },
      options,
    );
    expect((await check(files)).ok).toBe(true);
    expect(manifest.previousBundle?.id).toBe('x');
  });
});
