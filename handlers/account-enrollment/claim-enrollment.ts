import { enterOperation } from '../ledger/interlock.ts';
import { enrollmentKey, noteOpenEnrollment, readEnrollmentEntry, type EnrollmentEntry } from '../ledger/enrollment-entry.ts';
import { updateItem } from '../ledger/table.ts';
import { now } from '../shared/runtime.ts';
import { task } from '../shared/task.ts';
import { slotHolder } from './asked.ts';
import { claimEnrollment, type PlanRow } from './contract.ts';
import { DrillArmed, EnrollmentInProgress } from './errors.ts';

/** Days that an enrollment may take, its place in the queues included: as long as its state machine. */
const longestDays = 12;

/**
 * Claims an account for this execution: a claim holds against every other execution of the same generation and attempt; a later attempt,
 * planned after the earlier execution was seen to have ended, takes over. Raises EnrollmentInProgress, and DrillArmed for a drill that was
 * armed since the account was checked.
 */
export const handler = task(claimEnrollment, async ({ row, executionArn }) => {
  const at = new Date(now()).toISOString();
  const claimed = await updateItem(
    enrollmentKey(row.accountId),
    {
      schemaVersion: 1,
      accountId: row.accountId,
      accountName: row.accountName,
      accountArn: row.accountArn,
      path: row.path,
      sourceParentId: row.sourceParentId,
      targetUnitId: row.target.id,
      targetBaseline: row.targetBaseline,
      asked: row.asked,
      generation: row.generation,
      attempt: row.attempt,
      executionArn,
      claimedAt: at,
      updatedAt: at,
      state: 'CLAIMED',
    },
    {
      /* What an earlier generation left is not this one's. */
      ...(row.attempt === 1
        ? { remove: ['recordId', 'operationId', 'startedAt', 'taskToken', 'error', 'errorMsg', 'nextAction'] }
        : {}),
      condition: {
        expression:
          'attribute_not_exists(pk) OR #generation < :generation OR (#generation = :generation AND #attempt < :attempt)',
      },
    },
  );
  const entry = await readEnrollmentEntry(row.accountId);
  if (!entry) throw new EnrollmentInProgress(`the ledger's entry of ${row.accountId} was deleted while it was being claimed`);
  if (!claimed && entry.executionArn !== executionArn && entry.state !== 'SETTLED') {
    throw new EnrollmentInProgress(
      `${row.accountId} is being enrolled by ${entry.executionArn} (${entry.state} since ${entry.updatedAt})`,
    );
  }
  await noteOpenEnrollment(row.accountId);
  const next = whatIsLeft(entry, row);
  if (next === 'enroll') await keepOutOfDrills(row, executionArn);
  return {
    next,
    generation: entry.generation,
    holder: slotHolder(row.accountId),
    order: `${entry.claimedAt}#${String(row.row).padStart(6, '0')}#${row.accountId}`,
    oneMove: row.path === 'move-account',
    exclusive: row.path === 'reset-baseline',
  };
});

function whatIsLeft(entry: EnrollmentEntry, row: PlanRow): 'enroll' | 'assign-access' | 'report' {
  if (entry.state === 'SETTLED' && entry.asked === row.asked) return 'report';
  return entry.state === 'ENROLLED' || entry.state === 'INCOMPLETE' ? 'assign-access' : 'enroll';
}

async function keepOutOfDrills(row: PlanRow, executionArn: string): Promise<void> {
  const until = new Date(now() + longestDays * 86_400_000).toISOString();
  const drills = await enterOperation({ workflow: 'account-enrollment', executionArn, lineages: row.lineages, until });
  const [drill] = drills;
  if (!drill) return;
  throw new DrillArmed(`the drill ${drill.drill} is armed here until ${drill.until} (${drill.executionArn})`);
}
