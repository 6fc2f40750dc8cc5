/** Whether the page still holds what it held when it was made, and how to find out without it. */
import type { JSX } from 'preact';
import { chainAlgorithm, hex } from '../../../trace/evidence/event-chain.ts';
import { startOf } from '../chain-check.ts';
import { usePage } from '../context.ts';
import { count } from '../format.ts';
import { CopyButton } from '../parts.tsx';
import { verifyCommands } from '../verify-commands.ts';
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
              {data.bundle?.signature ? ': the signature of its bundle says that' : ': it carries no signature'}.
            </li>
            {simulated && <li>✗ Nothing about AWS: this execution was simulated.</li>}
          </ul>
        </Card>
      </div>
      {data.bundle && (
        <Card title="Evidence bundle">
          <dl class="pairs">
            <dt>Bundle</dt>
            <dd>
              <code>{data.bundle.id}</code>
            </dd>
            <dt>Captured</dt>
            <dd>
              {data.bundle.createdAt} by {data.bundle.createdBy}
            </dd>
            <dt>Verdict</dt>
            <dd>{data.bundle.verdict}</dd>
            <dt>Signature</dt>
            <dd>{data.bundle.signature ? `${data.bundle.signature.algorithm}, ${data.bundle.signature.key}` : 'none'}</dd>
            {data.bundle.previous && (
              <>
                <dt>Bundle before</dt>
                <dd>
                  <code>{data.bundle.previous.sha256}</code>
                </dd>
              </>
            )}
            <dt>Redactions</dt>
            <dd>{data.bundle.redactions}</dd>
          </dl>
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
              {data.bundle.files.map(({ path, sha256, bytes }) => (
                <tr>
                  <th scope="row">{path}</th>
                  <td>
                    <code>{sha256}</code>
                  </td>
                  <td class="right">{bytes.toLocaleString('en')}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Card>
      )}
      <Card title="Without this page's program">
        <p>
          Two commands that need only sha256sum and Python 3. The first prints the file's own hash, the second recomputes the
          chain's head.
        </p>
        {verifyCommands.map(({ what, command }) => (
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
