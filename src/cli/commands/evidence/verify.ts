import { createPublicKey } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import type { CommandRun } from '../../command.ts';
import { sha256 } from '../../../trace/evidence/make-bundle.ts';
import { parseManifest } from '../../../trace/evidence/manifest.ts';
import { verifySignature } from '../../../trace/evidence/node-signature.ts';
import { verifyBundle, type Verification } from '../../../trace/evidence/verify-bundle.ts';
import { InputFileError, NotFoundError } from '../../errors.ts';
import { bundlesBelow, readBundle } from '../../evidence/bundle-files.ts';
import { chainProblems, missingLinks, type KeptBundle } from '../../evidence/evidence-folder.ts';
import { ExitCode } from '../../exit-code.ts';
import type { Terminal } from '../../terminal.ts';

/** `groundcrew evidence verify <path>`: checks a bundle, or every bundle of a folder and the chain between them. */
export const run: CommandRun = async ({ args, options }, terminal) => {
  const path = args[0]!;
  if (!existsSync(path)) throw new NotFoundError(`there is nothing at ${path}`, 'give the folder or zip file of a bundle');
  const key = typeof options['key'] === 'string' ? readKey(options['key']) : undefined;
  const paths = bundlesBelow(path);
  if (paths.length === 0) throw new NotFoundError(`there is no bundle at ${path}`, 'groundcrew evidence create makes one');
  const found: { path: string; verification: Verification }[] = [];
  for (const one of paths) found.push({ path: one, verification: await verifyOne(one, key) });
  const kept = found.flatMap(({ path: of, verification: { manifest, manifestSha256 } }): KeptBundle[] =>
    manifest && manifestSha256 !== undefined ? [{ path: of, manifest, manifestSha256 }] : [],
  );
  const chain = chainProblems(kept);
  const ok = chain.length === 0 && found.every(({ verification }) => verification.ok);
  if (options['json']) {
    terminal.out(JSON.stringify({ schemaVersion: 1, ok, bundles: found, chain, missing: missingLinks(kept) }, null, 2));
  } else {
    for (const one of found) print(one.path, one.verification, terminal);
    for (const problem of chain) terminal.out(`failed ✗  chain: ${problem}`);
    for (const id of missingLinks(kept)) terminal.note(`note: ${id} is followed by one of these and is not here`);
  }
  return ok ? ExitCode.Done : ExitCode.VerificationFailed;
};

function verifyOne(path: string, pinnedKey: string | undefined): Promise<Verification> {
  const pinned = pinnedKey === undefined ? {} : { pinnedKey };
  return verifyBundle(readBundle(path), { sha256, verifySignature, parseManifest, ...pinned });
}

function print(path: string, { ok, manifest, manifestSha256, checks }: Verification, terminal: Terminal): void {
  const { green, red, bold } = terminal.outColors;
  terminal.out(
    `${ok ? green('ok ✓') : red('failed ✗')}  ${bold(manifest?.id ?? path)}${manifest?.simulated ? '  (simulation)' : ''}`,
  );
  for (const { name, ok: good, detail } of checks) terminal.out(`  ${good ? 'ok ✓    ' : 'failed ✗'}  ${name}: ${detail}`);
  if (manifestSha256 !== undefined) terminal.out(`  SHA-256 of manifest.json: ${manifestSha256}`);
}

/** A public key in PEM, however the file has it. */
function readKey(file: string): string {
  try {
    return createPublicKey(readFileSync(file)).export({ type: 'spki', format: 'pem' }).toString();
  } catch (error) {
    throw new InputFileError(
      `${file} holds no public key: ${(error as Error).message}`,
      'give the public key of whoever signed',
      {
        cause: error,
      },
    );
  }
}
