import { html } from 'hono/html';
import { sha256 } from '../../../trace/evidence/make-bundle.ts';
import { parseManifest } from '../../../trace/evidence/manifest.ts';
import { verifySignature } from '../../../trace/evidence/node-signature.ts';
import { verifyBundle } from '../../../trace/evidence/verify-bundle.ts';
import { version } from '../../../../package.json';
import { executionData, pageAssets, tracePage } from '../../../viewer/trace-page.ts';
import type { PageData } from '../../../viewer/page-data.ts';
import { readBundleParts } from '../../evidence/read-bundle.ts';
import { projectRoot } from '../../project-root.ts';
import { readBundle } from '../../evidence/bundle-files.ts';
import { chainProblems, keptBundles } from '../../evidence/evidence-folder.ts';
import type { ConsoleContext } from '../context.ts';
import { badge, frame, noticeOf, table, time, type Html } from '../frame.ts';

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
      html`${manifest.id} ${manifest.simulated ? html`<span class="chip simulated">Simulation</span>` : ''}<br /><span
          class="meta"
          >manifest ${manifestSha256.slice(0, 16)}…</span
        >`,
      manifest.kind === 'execution' ? badge(manifest.status) : 'nothing ran',
      manifest.kind === 'execution' ? manifest.completeness.verdict : '–',
      time(manifest.capturedAt),
      ok ? '✓ unchanged' : `✗ ${wrong.join('; ')}`,
      manifest.kind === 'execution'
        ? html`<a href="/evidence/page?id=${encodeURIComponent(manifest.id)}"
            >open<span class="hidden"> page of ${manifest.id}</span></a
          >`
        : '–',
    ]);
  }
  const columns = [
    { name: 'Bundle' },
    ...['Status', 'Complete', 'Captured'].map((name) => ({ name, short: true })),
    { name: 'Verified just now' },
    { name: 'Page', short: true },
  ];
  const chain = chainProblems(kept);
  const body = html`${chain.map((problem) => noticeOf({ text: `Chain: ${problem}`, problem: true }))}
    ${table('Evidence', columns, rows, html`Nothing is kept yet. Open an <a href="/executions">execution</a> that has ended and save its evidence.`)}
    <p class="meta">
      Bundles are in <code>${context.evidenceFolder}</code>. groundcrew evidence verify, sha256sum and the program in each
      README.txt tell the same as this page.
    </p>`;
  return frame(context, {
    title: 'Evidence',
    path: '/evidence',
    lead: 'What ran, kept so that any later change shows. Every bundle is verified each time this page is opened.',
    body,
  });
}

/** The page of a bundle, made of what is in it; it can check the bundle's files too. */
export async function bundlePage(context: ConsoleContext, id: string): Promise<string | undefined> {
  const found = keptBundles(context.evidenceFolder).find(({ manifest }) => manifest.id === id && manifest.kind === 'execution');
  if (!found) return undefined;
  const { subject, children, acts, bundle } = await readBundleParts(found.path);
  const data: PageData = {
    pageVersion: 1,
    madeBy: `groundcrew ${version}`,
    subject: await executionData(subject),
    children: await Promise.all(children.map(executionData)),
    acts,
    bundle,
  };
  return tracePage(data, pageAssets(projectRoot));
}
