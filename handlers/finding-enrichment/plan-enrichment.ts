import { accountFacts, type AccountFacts } from '../findings/account-facts.ts';
import { enrichmentNote, enrichmentOf, isEnrichmentNote } from '../findings/enrichment.ts';
import { batchFile, bucket, readLines, writeLines } from '../findings/files.ts';
import { enrichedField, finding, noteAuthor, type Finding } from '../findings/finding.ts';
import { claimFinding } from '../findings/finding-entry.ts';
import { inParallel } from '../findings/parallel.ts';
import { writeGroups, type WantedUpdate } from '../findings/update-group.ts';
import { describeIssues, task } from '../shared/task.ts';
import { planEnrichment } from './contract.ts';

/** A finding whose enrichment failed may be tried again with its next event. */
const limits = { attempts: 5, cooldownSeconds: 600 };

type Planned = {
  readonly id: string;
  readonly productArn: string;
  readonly outcome: string;
  readonly reason: string;
  readonly update?: WantedUpdate;
};

/**
 * Decides what each finding of a batch gets, and groups it into calls of 100. Our own mark on a finding, and the claim in the ledger, keep the
 * events that our updates cause from coming round.
 */
export const handler = task(planEnrichment, async ({ input, executionName }) => {
  const { batch, key, asked, dryRun } = input;
  const facts = new Map<string, Promise<AccountFacts | undefined>>();
  const factsOf = (account: string): Promise<AccountFacts | undefined> => {
    let known = facts.get(account);
    if (!known) facts.set(account, (known = accountFacts(account)));
    return known;
  };
  const values = await readLines(key);
  const byId = new Map<string, unknown>(values.map((value, index) => [nameOf(value) ?? `no finding ${index}`, value]));
  const planned = await inParallel([...byId.values()], 25, (value) => plan(value, factsOf, { batch, asked, dryRun }));
  const wanted = planned.flatMap(({ update }) => update ?? []);
  const groups = dryRun ? [] : await writeGroups('ENRICHMENT', batch, 'enrich', wanted);
  const listed = batchFile(batch, 'updates.jsonl');
  if (groups.length > 0) await writeLines(listed, groups);
  const file = batchFile(batch, `${executionName}/planned.jsonl`);
  await writeLines(
    file,
    planned.map(({ id, productArn, outcome, reason, update }) => {
      const line = { id, productArn, outcome, reason };
      return update ? { ...line, update: update.update } : line;
    }),
  );
  return { batch, bucket: bucket(), dryRun, groups: groups.length, key: listed, planned: file };
});

function nameOf(value: unknown): string | undefined {
  const { Id, ProductArn } = (value ?? {}) as { Id?: unknown; ProductArn?: unknown };
  return typeof Id === 'string' ? `${String(ProductArn)}\n${Id}` : undefined;
}

/** As much of a name as there is in what is no finding. */
function namesIn(value: unknown): { id: string; productArn: string } {
  const { Id, ProductArn } = (value ?? {}) as { Id?: unknown; ProductArn?: unknown };
  const text = (part: unknown): string => (typeof part === 'string' ? part.slice(0, 2048) : '');
  return { id: text(Id), productArn: text(ProductArn) };
}

async function plan(
  value: unknown,
  factsOf: (account: string) => Promise<AccountFacts | undefined>,
  { batch, asked, dryRun }: { batch: string; asked: boolean; dryRun: boolean },
): Promise<Planned> {
  const parsed = finding.safeParse(value);
  if (!parsed.success)
    return { ...namesIn(value), outcome: 'SKIPPED', reason: `INVALID: ${describeIssues(parsed.error.issues)}` };
  const one = parsed.data;
  const names = { id: one.Id, productArn: one.ProductArn };
  if (one.RecordState === 'ARCHIVED') return { ...names, outcome: 'SKIPPED', reason: 'ARCHIVED: its provider has archived it' };
  const known = await factsOf(one.AwsAccountId);
  if (!known) return { ...names, outcome: 'SKIPPED', reason: `FACTS_UNKNOWN: account ${one.AwsAccountId} could not be read` };
  const userDefinedFields = enrichmentOf(known, one.UserDefinedFields);
  if (isEnriched(one, userDefinedFields)) return { ...names, outcome: 'SKIPPED', reason: 'ENRICHED: it has all of this already' };
  let attempt = 0;
  if (!dryRun) {
    const claim = await claimFinding('ENRICHMENT', one, batch, { ...limits, asked });
    if (!claim.claimed) return { ...names, outcome: 'SKIPPED', reason: `${claim.skip}: ${claim.reason}` };
    attempt = claim.attempt;
  }
  const note = hasOtherNote(one) ? {} : { note: enrichmentNote(known) };
  const update: WantedUpdate = {
    finding: { Id: one.Id, ProductArn: one.ProductArn },
    attempt,
    update: { userDefinedFields, ...note },
    outcome: 'ENRICHED',
    reason: `OU ${known.ouPath}`,
  };
  return { ...names, outcome: dryRun ? 'PLANNED' : 'ENRICHED', reason: `OU ${known.ouPath}`, update };
}

function isEnriched({ UserDefinedFields = {} }: Finding, wanted: Readonly<Record<string, string>>): boolean {
  return (
    UserDefinedFields[enrichedField] === 'true' &&
    Object.entries(wanted).every(([name, value]) => UserDefinedFields[name] === value)
  );
}

/** An analyst's note, or what finding-remediation has to say: both stay. */
function hasOtherNote({ Note }: Finding): boolean {
  return Note !== undefined && !(Note.UpdatedBy === noteAuthor && isEnrichmentNote(Note.Text));
}
