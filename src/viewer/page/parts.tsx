/** Small parts that several views use. */
import type { ComponentChildren, JSX } from 'preact';
import { useState } from 'preact/hooks';
import { statusClass } from '../../trace/taken.ts';
import type { SpanStatus } from '../../trace/trace.ts';
import { usePage } from './context.ts';
import { pretty, signOf, timestamp, wordOf } from './format.ts';

/** A status as sign, word and colour. */
export function Status({ status, quiet = false }: { status: SpanStatus; quiet?: boolean }): JSX.Element {
  return (
    <span class={`status ${statusClass(status)}${quiet ? ' quiet' : ''}`}>
      <span aria-hidden="true" class="sign">
        {signOf(status)}
      </span>
      {wordOf(status)}
    </span>
  );
}

export function Time({ at, precise = true }: { at: number; precise?: boolean }): JSX.Element {
  const { local } = usePage();
  return <time dateTime={new Date(at).toISOString()}>{timestamp(at, local, precise)}</time>;
}

export function Icon({ path }: { path: string }): JSX.Element {
  return (
    <svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
      <path d={path} />
    </svg>
  );
}

export const Key = ({ children }: { children: string }): JSX.Element => <kbd>{children}</kbd>;

export function Empty({ title, children }: { title: string; children?: ComponentChildren }): JSX.Element {
  return (
    <div class="empty">
      <p class="empty-title">{title}</p>
      {children}
    </div>
  );
}

/** Letters shown of a long payload before a button shows the rest. */
const shownAtFirst = 12_000;

/** A payload as text. Nothing of it is ever markup: each piece is a text node. */
export function Payload({ text, label }: { text: string; label: string }): JSX.Element {
  const [whole, setWhole] = useState(false);
  const all = pretty(text);
  const shown = whole ? all : all.slice(0, shownAtFirst);
  return (
    <div class="payload">
      <pre tabIndex={0} role="group" aria-label={label}>
        <Colored text={shown} />
      </pre>
      {shown.length < all.length && (
        <button type="button" class="link" onClick={() => setWhole(true)}>
          Show all {all.length.toLocaleString('en')} characters
        </button>
      )}
    </div>
  );
}

const token = /("(?:[^"\\]|\\.)*")(\s*:)?|\b(true|false|null)\b|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/** JSON with its names and values told apart; other text as it is. */
function Colored({ text }: { text: string }): JSX.Element {
  if (!/^[[{"]/.test(text)) return <>{text}</>;
  const parts: ComponentChildren[] = [];
  let at = 0;
  for (const match of text.matchAll(token)) {
    if (match.index > at) parts.push(text.slice(at, match.index));
    const [whole, string, colon, word] = match;
    const kind = string === undefined ? (word === undefined ? 'number' : 'word') : colon === undefined ? 'string' : 'name';
    const redacted = kind === 'string' && string!.startsWith('"[redacted');
    parts.push(<span class={redacted ? 'j-redacted' : `j-${kind}`}>{string ?? whole}</span>);
    if (colon !== undefined) parts.push(colon);
    at = match.index + whole.length;
  }
  parts.push(text.slice(at));
  return <>{parts}</>;
}

/** Writes text to the clipboard; a page opened from disk may have only the old way. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = document.createElement('textarea');
    area.value = text;
    area.className = 'off-screen';
    document.body.append(area);
    area.select();
    const done = document.execCommand('copy');
    area.remove();
    return done;
  }
}

export function CopyButton({ text, what, label }: { text: () => string; what: string; label: string }): JSX.Element {
  const { announce } = usePage();
  const [done, setDone] = useState(false);
  const copy = async (): Promise<void> => {
    const copied = await copyText(text());
    announce(copied ? `${what} copied` : `${what} could not be copied`);
    setDone(copied);
    window.setTimeout(() => setDone(false), 1500);
  };
  return (
    <button type="button" class="small" onClick={() => void copy()}>
      {done ? 'Copied' : label}
    </button>
  );
}
