/** The rule table: which findings are suppressed, notified, enriched or remediated. The first rule that matches decides. */
import * as z from 'zod';

const pattern = z.string().min(1).max(200);
/** One value or several, of which one must match. `*` stands for any text. */
const oneOf = z.union([pattern, z.array(pattern).min(1)]).transform((value) => (typeof value === 'string' ? [value] : value));

const conditions = z.strictObject({
  /** Security control, e.g. `S3.8` or `EC2.*`. */
  control: oneOf.optional(),
  severity: z
    .array(z.enum(['INFORMATIONAL', 'LOW', 'MEDIUM', 'HIGH', 'CRITICAL']))
    .min(1)
    .optional(),
  /** Account id. */
  account: oneOf.optional(),
  /** Path of the account's OU from the root: `Workloads/Production`, `Sandbox*`. */
  ouPath: oneOf.optional(),
  /** Tags of the account; each must have one of its values. */
  tags: z.record(z.string().min(1).max(128), oneOf).optional(),
  region: oneOf.optional(),
});

const rule = z
  .strictObject({
    name: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'must be kebab-case'),
    when: conditions,
    action: z.enum(['suppress', 'notify', 'enrich', 'remediate']),
    /** Playbook of a remediation. Without one: that of the finding's control. */
    playbook: z.string().min(1).max(80).optional(),
    /** A person approves the execution before anything of this rule is changed. */
    requireApproval: z.boolean().default(false),
    /** Settings of the playbook, e.g. `{destination: arn:aws:s3:::flow-logs}`. */
    with: z.record(z.string(), z.string()).default({}),
    /** Why, for the note on the finding. */
    reason: z.string().min(1).max(200).optional(),
  })
  .refine(({ action, requireApproval }) => action === 'remediate' || !requireApproval, 'only a remediation can require approval');

export const rules = z.strictObject({
  version: z.literal(1),
  limits: z
    .strictObject({
      /** Attempts on one finding before it is left to people. */
      attempts: z.int().min(1).max(20).default(3),
      /** Pause between two attempts on one finding. */
      cooldownSeconds: z.int().min(0).max(2_592_000).default(3600),
      /** Changes in one account within an hour. */
      changesPerAccountAndHour: z.int().min(1).max(1000).default(20),
      /** More findings of one playbook than this in a batch: one is done first, and the others only when it worked. */
      canaryAbove: z.int().min(1).max(10_000).default(10),
    })
    .prefault({}),
  rules: z
    .array(rule)
    .max(500)
    .refine((list) => new Set(list.map(({ name }) => name)).size === list.length, 'two rules have the same name'),
});
export type Rules = z.output<typeof rules>;
export type Rule = Rules['rules'][number];

/** What rules look at. `ouPath` and `tags` are undefined where they could not be read. */
export interface Subject {
  readonly control: string;
  readonly severity: string;
  readonly account: string;
  readonly region: string;
  readonly ouPath: string | undefined;
  readonly tags: Readonly<Record<string, string>> | undefined;
}

export type Decision =
  | { readonly kind: 'rule'; readonly rule: Rule }
  | { readonly kind: 'none' }
  /** A rule asks for what could not be read, so nobody can say whether it matches. */
  | { readonly kind: 'unknown'; readonly rule: Rule };

/** The first rule that matches. A rule that cannot be judged ends the search: a later one may not take its place. */
export function decide({ rules: list }: Rules, subject: Subject): Decision {
  for (const candidate of list) {
    const matches = judge(candidate, subject);
    if (matches === undefined) return { kind: 'unknown', rule: candidate };
    if (matches) return { kind: 'rule', rule: candidate };
  }
  return { kind: 'none' };
}

/** Whether a table asks for anything that is read from the organization. */
export const needsAccountFacts = ({ rules: list }: Rules): boolean =>
  list.some(({ when, action }) => when.ouPath !== undefined || when.tags !== undefined || action === 'enrich');

function judge({ when }: Rule, subject: Subject): boolean | undefined {
  const { control, severity, account, region, ouPath, tags } = when;
  const known =
    matchesOne(control, subject.control) &&
    (severity === undefined || severity.some((label) => label === subject.severity)) &&
    matchesOne(account, subject.account) &&
    matchesOne(region, subject.region);
  if (!known) return false;
  if (ouPath !== undefined && subject.ouPath === undefined) return undefined;
  if (tags !== undefined && subject.tags === undefined) return undefined;
  return (
    matchesOne(ouPath, subject.ouPath ?? '') &&
    Object.entries(tags ?? {}).every(
      ([key, values]) => Object.hasOwn(subject.tags!, key) && matchesOne(values, subject.tags![key]!),
    )
  );
}

function matchesOne(patterns: readonly string[] | undefined, value: string): boolean {
  return patterns === undefined || patterns.some((one) => matchesPattern(one, value));
}

/** `*` is any text; everything else stands for itself. Linear: the pieces are looked for from left to right. */
export function matchesPattern(text: string, value: string): boolean {
  const [first = '', ...rest] = text.split('*');
  if (rest.length === 0) return text === value;
  const last = rest.pop()!;
  if (!value.startsWith(first) || value.length < first.length + last.length || !value.endsWith(last)) return false;
  let place = first.length;
  const end = value.length - last.length;
  for (const piece of rest) {
    const found = value.indexOf(piece, place);
    if (found < 0 || found + piece.length > end) return false;
    place = found + piece.length;
  }
  return true;
}
