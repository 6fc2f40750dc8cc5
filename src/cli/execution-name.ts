import { createHash } from 'node:crypto';

/**
 * Execution name `<stem>-<8 hex of the input's SHA-256>`, then `-2`, `-3`, ... where that is taken. The stem comes from a file name:
 * what Step Functions refuses in a name (blanks, brackets, wildcards, control characters) becomes a hyphen, at most 80 characters in all.
 */
export function executionName(stem: string, input: string, attempt: number): string {
  const digest = createHash('sha256').update(input).digest('hex').slice(0, 8);
  const suffix = attempt === 1 ? `-${digest}` : `-${digest}-${attempt}`;
  const clean = stem.replace(/[^A-Za-z0-9_-]+/g, '-').replace(/^-+|-+$/g, '') || 'execution';
  return clean.slice(0, 80 - suffix.length) + suffix;
}
