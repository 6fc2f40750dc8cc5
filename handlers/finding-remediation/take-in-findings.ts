import { batchFile, bucket, readLines, writeLines } from '../findings/files.ts';
import { findingHash } from '../findings/finding.ts';
import { claimFinding } from '../findings/finding-entry.ts';
import { inParallel } from '../findings/parallel.ts';
import { playbooks } from '../playbooks/registry.ts';
import { task } from '../shared/task.ts';
import { remediationItem, takeInFindings, type RemediationItem } from './contract.ts';
import type { DecisionLine } from './decision.ts';
import { readRules } from './read-rules.ts';
import { ledgerOf, rehearsalOf } from './remediation-entry.ts';
import { factsFor, route, type Routed } from './routing.ts';
import type { Rules } from './rules.ts';
import { takeInUndo } from './take-in-undo.ts';

/** Approvals name at most this many things. */
const approvalsNamed = 500;

/**
 * Reads a batch, decides about every finding of it, claims those that something happens to, and writes what the maps read. The same batch again
 * decides the same and resumes its own claims.
 */
export const handler = task(takeInFindings, async ({ input, executionName }) => {
  if ('undo' in input) return takeInUndo(input, executionName);
  const { batch, key, asked, dryRun, rulesKey } = input;
  const rules = await readRules(rulesKey);
  const facts = factsFor(rules);
  const values = unique(await readLines(key));
  const routed = await inParallel(values, 25, (value) => route(value, rules, facts));
  const lines = await inParallel(routed, 25, (one) => claim(one, rules, { batch, asked, dryRun }));
  const items = lines.flatMap((line, index) => (line.action === 'remediate' ? [itemOf(routed[index]!, line, rules)] : []));
  const { canaries, others } = withCanaries(items, rules.limits.canaryAbove);
  const files = {
    decisions: batchFile(batch, `${executionName}/decisions.jsonl`),
    canaries: batchFile(batch, `${executionName}/canaries.jsonl`),
    remediations: batchFile(batch, `${executionName}/remediations.jsonl`),
  };
  await writeLines(files.decisions, lines);
  if (canaries.length > 0) await writeLines(files.canaries, canaries);
  if (others.length > 0) await writeLines(files.remediations, others);
  const needed = items.filter(({ requireApproval }) => requireApproval);
  const named = [...new Set(needed.map(({ playbook = 'none', account, resource }) => `${playbook} in ${account}: ${resource}`))];
  return {
    batch,
    ledger: dryRun ? rehearsalOf(executionName) : ledgerOf(batch),
    dryRun,
    undo: false,
    bucket: bucket(),
    summary: { findings: lines.length, decisions: countBy(lines, ({ action }) => action) },
    files,
    canaries: canaries.length,
    remediations: others.length,
    approvals:
      named.length <= approvalsNamed
        ? named
        : [...new Set(needed.map(({ playbook = 'none', account }) => `${playbook} in ${account}`))].slice(0, approvalsNamed),
  };
});

/** A finding that comes twice in a batch is worked on once: the newer of the two. */
function unique(values: readonly unknown[]): unknown[] {
  const byName = new Map<string, unknown>();
  values.forEach((value, index) => {
    const { Id, ProductArn, UpdatedAt = '' } = (value ?? {}) as { Id?: string; ProductArn?: string; UpdatedAt?: string };
    const name = typeof Id === 'string' ? `${ProductArn}\n${Id}` : `no finding ${index}`;
    const known = byName.get(name) as { UpdatedAt?: string } | undefined;
    if (!known || String(known.UpdatedAt ?? '') < String(UpdatedAt)) byName.set(name, value);
  });
  return [...byName.values()];
}

async function claim(
  { line, finding: one }: Routed,
  { limits }: Rules,
  { batch, asked, dryRun }: { batch: string; asked: boolean; dryRun: boolean },
): Promise<DecisionLine> {
  if (!one || line.action === 'skip' || line.action === 'refuse' || dryRun) return line;
  const { attempts, cooldownSeconds } = limits;
  const claimed = await claimFinding('REMEDIATION', one, batch, { attempts, cooldownSeconds, asked });
  return claimed.claimed
    ? { ...line, attempt: claimed.attempt }
    : { ...line, action: 'skip', reason: `${claimed.skip}: ${claimed.reason}` };
}

function itemOf({ rule }: Routed, line: DecisionLine, { limits }: Rules): RemediationItem {
  const { finding: one, account, region, resource, control, noted } = line;
  const named = rule?.playbook ?? playbooks.find(({ controls }) => controls.includes(control))?.name;
  return remediationItem.parse({
    finding: one,
    findingHash: findingHash(one),
    attempt: line.attempt,
    account,
    region,
    resource,
    control,
    ...(named === undefined ? {} : { playbook: named }),
    rule: rule!.name,
    requireApproval: rule!.requireApproval,
    settings: rule!.with,
    noted,
    capPerHour: limits.changesPerAccountAndHour,
  });
}

/** Of each playbook with many findings one goes ahead of the others: the first, or the first that needs no approval. */
function withCanaries(
  items: readonly RemediationItem[],
  above: number,
): { canaries: RemediationItem[]; others: RemediationItem[] } {
  const counts = countBy(items, ({ playbook = '' }) => playbook);
  const chosen = new Map<string, RemediationItem>();
  for (const item of items) {
    const { playbook, requireApproval } = item;
    if (playbook === undefined || counts[playbook]! <= above) continue;
    const first = chosen.get(playbook);
    if (!first || (first.requireApproval && !requireApproval)) chosen.set(playbook, item);
  }
  const ahead = new Set(chosen.values());
  return { canaries: [...ahead], others: items.filter((item) => !ahead.has(item)) };
}

export function countBy<Item>(items: readonly Item[], of: (item: Item) => string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const item of items) counts[of(item)] = (counts[of(item)] ?? 0) + 1;
  return counts;
}
