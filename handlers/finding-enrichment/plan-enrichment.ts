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

type Planned = { readonly id: string; readonly outcome: string; readonly reason: string; readonly update?: WantedUpdate };

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
  const results = `results/${batch}/${executionName}.jsonl`;
  await writeLines(
    results,
    planned.map(({ id, outcome, reason, update }) => ({ id, outcome, reason, ...(update ? { update: update.update } : {}) })),
  );
  const summary: Record<string, number> = {};
  for (const { outcome } of planned) summary[outcome] = (summary[outcome] ?? 0) + 1;
  return { batch, bucket: bucket(), dryRun, groups: groups.length, key: listed, summary, files: { results } };
});

function nameOf(value: unknown): string | undefined {
  const { Id, ProductArn } = (value ?? {}) as { Id?: unknown; ProductArn?: unknown };
  return typeof Id === 'string' ? `${String(ProductArn)}\n${Id}` : undefined;
}

async function plan(
  value: unknown,
  factsOf: (account: string) => Promise<AccountFacts | undefined>,
  { batch, asked, dryRun }: { batch: string; asked: boolean; dryRun: boolean },
): Promise<Planned> {
  const parsed = finding.safeParse(value);
  if (!parsed.success)
    return { id: nameOf(value) ?? '', outcome: 'SKIPPED', reason: `INVALID: ${describeIssues(parsed.error.issues)}` };
  const one = parsed.data;
  if (one.RecordState === 'ARCHIVED') return { id: one.Id, outcome: 'SKIPPED', reason: 'ARCHIVED: its provider has archived it' };
  const known = await factsOf(one.AwsAccountId);
  if (!known) return { id: one.Id, outcome: 'SKIPPED', reason: `FACTS_UNKNOWN: account ${one.AwsAccountId} could not be read` };
  const userDefinedFields = enrichmentOf(known, one.UserDefinedFields);
  if (isEnriched(one, userDefinedFields))
    return { id: one.Id, outcome: 'SKIPPED', reason: 'ENRICHED: it has all of this already' };
  let attempt = 0;
  if (!dryRun) {
    const claim = await claimFinding('ENRICHMENT', one, batch, { ...limits, asked });
    if (!claim.claimed) return { id: one.Id, outcome: 'SKIPPED', reason: `${claim.skip}: ${claim.reason}` };
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
  return { id: one.Id, outcome: dryRun ? 'PLANNED' : 'ENRICHED', reason: `OU ${known.ouPath}`, update };
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
