/** Whether the page still holds what it held when it was made, and how to find out without it. */
import type { JSX } from 'preact';
import { chainAlgorithm, hex } from '../../../trace/evidence/event-chain.ts';
import { startOf } from '../chain-check.ts';
import { usePage } from '../context.ts';
import { count } from '../format.ts';
import { CopyButton } from '../parts.tsx';
import { bundleCommands, verifyCommands } from '../verify-commands.ts';
import { BundleCheck, BundleFacts, BundleFiles } from './bundle.tsx';
import { Card } from './summary.tsx';

export function VerifyView(): JSX.Element {
  const { subject, chain, data } = usePage();
  const { history, chainHead } = subject.data;
  const start = hex(startOf(subject.data));
  const simulated = subject.trace.source.kind === 'local-simulation';
  return (
    <div class="verify">
      <section class={`outcome ${chain.state}`} role="status">
        <p class="sentence">
          {chain.state === 'checking'
            ? 'Recomputing the hashes…'
            : chain.state === 'intact'
              ? `✓ ${count(history.length, 'event')} are as they were when the page was made`
              : '✗ The events are not those that the page was made with'}
        </p>
        <p class="soft">Recomputed in this browser just now, from the first event to the last.</p>
      </section>
      {data.bundle && (
        <div class="cards two">
          <BundleCheck bundle={data.bundle} />
          <BundleFacts bundle={data.bundle} />
        </div>
      )}
      <div class="cards two">
        <Card title="The chain">
          <dl class="pairs">
            <dt>Algorithm</dt>
            <dd>{chainAlgorithm}</dd>
            <dt>Before the first</dt>
            <dd>
              <code>{start}</code>
            </dd>
            <dt>Head, recorded</dt>
            <dd>
              <code>{chainHead || 'none'}</code>
            </dd>
            <dt>Head, recomputed</dt>
            <dd>
              <code>{chain.hashes.at(-1) ?? (chain.state === 'checking' ? '…' : start)}</code>
            </dd>
          </dl>
          <CopyButton label="Copy the head" what="Head" text={() => chainHead} />
        </Card>
        <Card title="What is proven">
          <ul class="proofs">
            <li>
              ✓ No event was changed, removed, added or put elsewhere since the page was made, if the head is the one you kept
              apart.
            </li>
            <li>
              ✗ Not that the head was made honestly: keep it where nobody can change it, in the ticket or under S3 Object Lock.
            </li>
            <li>
              ✗ Not who made the page
              {data.bundle?.manifest.signer ? ': the signature of its bundle says that' : ': it carries no signature'}.
            </li>
            {simulated && <li>✗ Nothing about AWS: this execution was simulated.</li>}
          </ul>
        </Card>
      </div>
      {data.bundle && <BundleFiles bundle={data.bundle} />}
      <Card title="Without this page's program">
        <p>
          {data.bundle
            ? 'These need only what a system has: sha256sum, Python 3, OpenSSL. Run them in the folder of the bundle.'
            : 'Two commands that need only sha256sum and Python 3. The first prints the file’s own hash, the second recomputes the chain’s head.'}
        </p>
        {(data.bundle ? bundleCommands(data.bundle) : verifyCommands).map(({ what, command }) => (
          <div class="command">
            <p>{what}</p>
            <pre tabIndex={0} role="group" aria-label={what}>
              {command}
            </pre>
            <CopyButton label="Copy" what="Command" text={() => command} />
          </div>
        ))}
      </Card>
    </div>
  );
}
