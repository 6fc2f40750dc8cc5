/** Kinds of values that several parts of an organization file have. */
import * as z from 'zod';

const minute = 60_000;
const units = { ms: 1, s: 1000, m: minute, h: 60 * minute, d: 24 * 60 * minute } as const;

/** Milliseconds, written as `90s`, `18m`, `1.5h`. */
export const span = z
  .string()
  .regex(/^\d+(\.\d+)?(ms|s|m|h|d)$/, 'must be a time span such as 90s, 18m or 1.5h')
  .transform((text) => {
    const [, amount, unit] = /^([\d.]+)(ms|s|m|h|d)$/.exec(text)!;
    return Math.round(Number(amount) * units[unit as keyof typeof units]);
  });

export const region = z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'must be a Region such as us-east-1');
