/** What each finding is told in Security Hub, by its decision and outcome. */
import type { FindingUpdate, WantedUpdate } from '../findings/update-group.ts';
import type { Outcome } from '../findings/finding-entry.ts';
import type { DecisionLine } from './decision.ts';
import type { RemediationEntry } from './remediation-entry.ts';

/** How a line that changes something ended. */
export interface Ended {
  readonly line: DecisionLine;
  readonly playbook: string | undefined;
  readonly outcome: RemediationEntry['outcome'] | undefined;
  readonly reason: string | undefined;
}

const workflowOf: Readonly<Partial<Record<Outcome, FindingUpdate['workflow']>>> = {
  SUPPRESSED: 'SUPPRESSED',
  NOTIFIED: 'NOTIFIED',
  VERIFIED: 'RESOLVED',
  REMEDIATED: 'NOTIFIED',
  UNDONE: 'NEW',
};

/** The update of a line that no playbook runs for; undefined where nothing is told. */
export function updateOfDecision(line: DecisionLine): WantedUpdate | undefined {
  const { action, reason, finding, rule, noted, attempt, userDefinedFields } = line;
  if (action === 'suppress') return wanted(finding, 'SUPPRESSED', `Suppressed by rule ${rule}: ${reason}`, noted, attempt);
  if (action === 'notify') return wanted(finding, 'NOTIFIED', `Notified by rule ${rule}: ${reason}`, noted, attempt);
  if (action === 'enrich')
    return { finding, attempt, outcome: 'ENRICHED', reason, update: { userDefinedFields: userDefinedFields ?? {} } };
  return undefined;
}

/** The update of a remediation that has ended. */
export function updateOfRemediation({ line, playbook = 'none', outcome, reason = '' }: Ended): WantedUpdate | undefined {
  if (outcome === undefined || outcome === 'PLANNED') return undefined;
  return wanted(line.finding, outcome, `${outcome} by playbook ${playbook}: ${reason}`, line.noted, line.attempt);
}

/** An analyst's note stays; a finding for which nothing is left to say has an empty update and is only recorded. */
function wanted(finding: WantedUpdate['finding'], outcome: Outcome, note: string, noted: boolean, attempt: number): WantedUpdate {
  const workflow = workflowOf[outcome];
  return {
    finding,
    attempt,
    outcome,
    reason: note.slice(0, 512),
    update: { ...(noted ? {} : { note: note.slice(0, 512) }), ...(workflow ? { workflow } : {}) },
  };
}
