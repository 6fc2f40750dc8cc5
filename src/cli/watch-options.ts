import { UsageError } from './errors.ts';

const units: Readonly<Record<string, number>> = { s: 1000, m: 60_000, min: 60_000, h: 3_600_000, d: 86_400_000 };

/** `90s`, `15min`, `2h`, `3d` in milliseconds. @throws UsageError */
export function pastDuration(text: string): number {
  const [, count, unit] = /^(\d{1,6})(s|m|min|h|d)$/.exec(text) ?? [];
  if (count === undefined) throw new UsageError(`--since takes a duration such as 90s, 15min, 2h or 3d, not "${text}"`);
  return Number(count) * units[unit!]!;
}

/** @throws UsageError */
export function foldMode(text: string): 'ok' | 'none' {
  if (text !== 'ok' && text !== 'none') throw new UsageError(`--fold takes ok or none, not "${text}"`);
  return text;
}

/** @throws UsageError */
export function treeDepth(text: string): number {
  if (!/^[1-9]\d?$/.test(text)) throw new UsageError(`--depth takes a number from 1 to 99, not "${text}"`);
  return Number(text);
}
