import { html } from 'hono/html';
import { sha256 } from '../../../trace/evidence/make-bundle.ts';
import { parseManifest } from '../../../trace/evidence/manifest.ts';
import { verifySignature } from '../../../trace/evidence/node-signature.ts';
import { verifyBundle } from '../../../trace/evidence/verify-bundle.ts';
import { readBundle } from '../../evidence/bundle-files.ts';
import { chainProblems, keptBundles } from '../../evidence/evidence-folder.ts';
import type { ConsoleContext } from '../context.ts';
import { frame, table, time, type Html } from '../frame.ts';

/** The bundles of the folder, each verified now. */
export async function evidencePage(context: ConsoleContext): Promise<Html> {
  const kept = keptBundles(context.evidenceFolder).sort((one, other) =>
    one.manifest.capturedAt < other.manifest.capturedAt ? 1 : -1,
  );
  const rows: unknown[][] = [];
  for (const { path, manifest, manifestSha256 } of kept) {
    const { ok, checks } = await verifyBundle(readBundle(path), { sha256, verifySignature, parseManifest });
    const wrong = checks.filter((check) => !check.ok).map(({ detail }) => detail);
    rows.push([
      html`${manifest.id} ${manifest.simulated ? html`<span class="simulated">Simulation</span>` : ''}`,
      manifest.kind === 'execution' ? manifest.status : 'nothing ran',
      manifest.kind === 'execution' ? manifest.completeness.verdict : '–',
      time(manifest.capturedAt),
      ok ? '✓ unchanged' : `✗ ${wrong.join('; ')}`,
      html`<code>${manifestSha256.slice(0, 16)}</code>`,
    ]);
  }
  const columns = ['Bundle', 'Status', 'Complete', 'Captured', 'Verified just now', 'Manifest'].map((name) => ({ name }));
  const chain = chainProblems(kept);
  const body = html`<p class="lead">
      Bundles in <code>${context.evidenceFolder}</code>. Each proves itself whole; groundcrew evidence verify, sha256sum and the
      program in its README.txt tell the same.
    </p>
    ${chain.map((problem) => html`<p class="problem" role="alert">Chain: ${problem}</p>`)}
    ${table('Evidence', columns, rows, 'Nothing is kept yet. Open an execution that has ended and save its evidence.')}`;
  return frame(context, { title: 'Evidence', path: '/evidence', body });
}
