/** Words and numbers of the page. Times are milliseconds. */
import { escapeXml } from '../trace/graph-svg.ts';
import type { SpanStatus } from '../trace/trace.ts';

/** `<time>` in UTC, to the millisecond. */
export function time(milliseconds: number): string {
  const iso = new Date(milliseconds).toISOString();
  return `<time datetime="${iso}">${iso.slice(0, 10)} ${iso.slice(11, 23)}</time>`;
}

export function duration(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  if (seconds < 1) return `${Math.round(milliseconds)} ms`;
  if (seconds < 60) return `${Number(seconds.toFixed(2))} s`;
  const [days, hours, minutes] = [Math.floor(seconds / 86_400), Math.floor(seconds / 3600) % 24, Math.floor(seconds / 60) % 60];
  const parts = [
    days && `${days} d`,
    hours && `${hours} h`,
    minutes && `${minutes} min`,
    days === 0 && hours === 0 && `${Math.floor(seconds % 60)} s`,
  ];
  return parts.filter(Boolean).join(' ');
}

const signs: Readonly<Record<SpanStatus, string>> = {
  SUCCEEDED: '✓',
  FAILED: '✗',
  CAUGHT: '↷',
  ABORTED: '■',
  TIMED_OUT: '⧖',
  RUNNING: '…',
};

/** Class of a status: succeeded, timed-out. */
export const statusClass = (status: SpanStatus): string => status.toLowerCase().replace('_', '-');

/** A status as sign and word, never colour alone. */
export function badge(status: SpanStatus): string {
  return `<span class="badge ${statusClass(status)}"><span aria-hidden="true">${signs[status]}</span> ${status}</span>`;
}

/** JSON text, indented where it is JSON. */
export function payload(text: string): string {
  let shown = text;
  try {
    shown = JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    /* Shown as it is. */
  }
  return `<pre tabindex="0">${escapeXml(shown)}</pre>`;
}
