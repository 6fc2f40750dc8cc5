/** The evidence bundle that the page is of: what it says, and a check of its files in the browser. */
import type { JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { keyBytes } from '../../../trace/evidence/signature.ts';
import type { Verification } from '../../../trace/evidence/verify-bundle.ts';
import type { BundleData } from '../../page-data.ts';
import { checkFiles, usePageChains } from '../bundle-check.ts';
import { bundleFiles, chosenFiles, droppedFiles, type GivenFile } from '../bundle-files.ts';
import { usePage } from '../context.ts';
import { count } from '../format.ts';
import { CopyButton } from '../parts.tsx';
import { Card } from './summary.tsx';

type Outcome = Verification | { readonly problem: string };

/** Lets a person give the bundle's files, and says of each check how it went. */
export function BundleCheck({ bundle }: { bundle: BundleData }): JSX.Element {
  const { announce } = usePage();
  const [outcome, setOutcome] = useState<Outcome | 'reading'>();
  const [over, setOver] = useState(false);
  const [pinned, setPinned] = useState<{ name: string; pem: string }>();
  const last = useRef<readonly GivenFile[]>([]);
  const check = async (files: readonly GivenFile[], key = pinned): Promise<void> => {
    if (files.length === 0) return;
    last.current = files;
    setOutcome('reading');
    const found = await outcomeOf(files, bundle, key?.pem);
    setOutcome(found);
    announce('problem' in found ? found.problem : headline(found));
  };
  const pin = async (file: File | undefined): Promise<void> => {
    const pem = await file?.text();
    if (!file || pem === undefined) return;
    if (!keyBytes(pem)) return setOutcome({ problem: `${file.name} holds no public key in PEM.` });
    const key = { name: file.name, pem };
    setPinned(key);
    await check(last.current, key);
  };
  return (
    <Card title="Check the files">
      <p>
        Give the page its bundle: the folder that this page lies in, or the zip file. Each file is hashed here, in this browser;
        nothing leaves it.
      </p>
      <div
        class={`drop${over ? ' over' : ''}`}
        onDragOver={(event) => (event.preventDefault(), setOver(true))}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          if (event.dataTransfer) void droppedFiles(event.dataTransfer).then((files) => check(files));
        }}
      >
        <FilePicker label="Choose the folder" folder onFiles={(files) => void check(files)} />
        <FilePicker label="Choose a zip file" accept=".zip" onFiles={(files) => void check(files)} />
        <span class="soft">or drop either here</span>
      </div>
      {bundle.manifest.signer && (
        <p class="pin">
          <FilePicker
            label={pinned ? `Key to compare with: ${pinned.name}` : 'Compare with a public key you trust'}
            accept=".pem,.pub"
            onFiles={([one]) => void pin(one?.file)}
          />
        </p>
      )}
      <div class="check-result" aria-live="polite">
        {outcome === 'reading' ? <p>Hashing the files…</p> : outcome && <Result outcome={outcome} />}
      </div>
    </Card>
  );
}

async function outcomeOf(given: readonly GivenFile[], bundle: BundleData, pem: string | undefined): Promise<Outcome> {
  try {
    return await checkFiles(await bundleFiles(given, bundle.manifest.id), bundle, pem);
  } catch (error) {
    return { problem: (error as Error).message };
  }
}

const headline = ({ ok, checks, manifest }: Verification): string =>
  ok
    ? `The bundle is as it was captured: ${count(Object.keys(manifest?.files ?? {}).length, 'file')}, ${count(checks.length, 'check')}`
    : `The bundle is not as it was captured: ${count(checks.filter((one) => !one.ok).length, 'check')} of ${checks.length} failed`;

function Result({ outcome }: { outcome: Outcome }): JSX.Element {
  if ('problem' in outcome) {
    return (
      <p class="verdict broken">
        <strong>✗ Not checked.</strong> {outcome.problem}
      </p>
    );
  }
  const { ok, checks, manifestSha256 } = outcome;
  return (
    <>
      <p class={`verdict ${ok ? 'intact' : 'broken'}`}>
        <strong>
          {ok ? '✓' : '✗'} {headline(outcome)}.
        </strong>
      </p>
      <ul class="checks">
        {checks.map(({ name, ok: good, detail }) => (
          <li class={good ? 'good' : 'bad'}>
            <span class="mark">{good ? '✓ ok' : '✗ failed'}</span>
            <span>
              <code>{name}</code> {detail}
            </span>
          </li>
        ))}
      </ul>
      {manifestSha256 !== undefined && (
        <p class="hash-line">
          SHA-256 of manifest.json, to compare with the ticket: <code>{manifestSha256}</code>{' '}
          <CopyButton label="Copy" what="Hash" text={() => manifestSha256} />
        </p>
      )}
    </>
  );
}

interface FilePickerProps {
  readonly label: string;
  readonly folder?: boolean;
  readonly accept?: string;
  readonly onFiles: (files: GivenFile[]) => void;
}

/** A file input that looks like a button. */
function FilePicker({ label, folder = false, accept, onFiles }: FilePickerProps): JSX.Element {
  return (
    <label class="picker">
      <input
        type="file"
        class="off-screen"
        accept={accept}
        multiple={folder}
        {...(folder ? { webkitdirectory: true } : {})}
        onChange={({ currentTarget }) => {
          if (currentTarget.files) onFiles(chosenFiles(currentTarget.files));
          /* The same folder may be chosen again after it was changed. */
          currentTarget.value = '';
        }}
      />
      <span>{label}</span>
    </label>
  );
}

/** What the manifest says, and whether the page's own events are those of its chains. */
export function BundleFacts({ bundle }: { bundle: BundleData }): JSX.Element {
  const { data } = usePage();
  const { manifest, redactions, manifestSha256 } = bundle;
  const chains = usePageChains(data);
  const { signer, previousBundle, completeness, tool } = manifest;
  const places = redactions.reduce((sum, one) => sum + one.places, 0);
  return (
    <Card title="The bundle">
      <dl class="pairs">
        <dt>Bundle</dt>
        <dd>
          <code>{manifest.id}</code>
        </dd>
        <dt>Captured</dt>
        <dd>
          <time dateTime={manifest.capturedAt}>{manifest.capturedAt.replace('T', ' ').replace(/\.\d+Z$/, ' UTC')}</time> by{' '}
          {manifest.capturedBy}, {tool.name} {tool.version}
        </dd>
        <dt>Complete</dt>
        <dd>
          {completeness.verdict === 'COMPLETE' ? '✓ COMPLETE' : `✗ INCOMPLETE: ${count(completeness.gaps, 'gap')}, see Summary`}
        </dd>
        <dt>Event chains</dt>
        <dd>{chainsText(chains)}</dd>
        <dt>Signed</dt>
        <dd>
          {signer ? (
            <>
              {signer.algorithm}, key <code>{signer.keyId ?? `SHA-256 ${signer.publicKeySha256}`}</code>
            </>
          ) : (
            'no'
          )}
        </dd>
        <dt>Follows</dt>
        <dd>{previousBundle ? <code>{previousBundle.id}</code> : 'nothing: it is the first of its workflow'}</dd>
        <dt>Redacted</dt>
        <dd>
          {count(redactions.length, 'value')} in {count(places, 'place')};{' '}
          {manifest.redacted ? 'personal data and task tokens' : 'task tokens only'}
        </dd>
        {manifestSha256 !== undefined && (
          <>
            <dt>manifest.json</dt>
            <dd>
              <code>{manifestSha256}</code>
            </dd>
          </>
        )}
      </dl>
    </Card>
  );
}

function chainsText(chains: ReturnType<typeof usePageChains>): string {
  if (!chains) return '… recomputing';
  if (chains.broken.length === 0) return `✓ ${count(chains.intact, 'execution')}: events as the manifest records them`;
  return `✗ not as the manifest records them: ${chains.broken.slice(0, 5).join(', ')}${chains.broken.length > 5 ? ` and ${chains.broken.length - 5} more` : ''}`;
}

/** Files with their recorded hashes. */
export function BundleFiles({ bundle }: { bundle: BundleData }): JSX.Element {
  const files = Object.entries(bundle.manifest.files);
  return (
    <Card title={`${count(files.length, 'file')} in the manifest`}>
      <div class="table-scroll" tabIndex={0} role="group" aria-label="Files in the manifest">
        <table class="plain">
          <thead>
            <tr>
              <th scope="col">File</th>
              <th scope="col">SHA-256</th>
              <th scope="col" class="right">
                Bytes
              </th>
            </tr>
          </thead>
          <tbody>
            {files.map(([path, { sha256, size }]) => (
              <tr>
                <th scope="row">{path}</th>
                <td>
                  <code>{sha256}</code>
                </td>
                <td class="right">{size.toLocaleString('en')}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {bundle.manifestSha256 === undefined && (
        <p class="soft">manifest.json lists this page too; it cannot hold its own hash, nor that of what came after it.</p>
      )}
    </Card>
  );
}
