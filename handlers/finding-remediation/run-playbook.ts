import { task } from '../shared/task.ts';
import { runPlaybook } from './contract.ts';
import { applyFix, prepareFix, recordFailure, verifyFix, type Run } from './fix.ts';
import { applyUndo, prepareUndo, verifyUndo } from './undo.ts';

/** One step of a remediation, or of its undoing. Each may be called again: it then does nothing twice. */
export const handler = task(runPlaybook, async (run: Run) => {
  switch (run.step) {
    case 'PREPARE':
      return run.undo ? prepareUndo(run) : prepareFix(run);
    case 'APPLY':
      return run.undo ? applyUndo(run) : applyFix(run);
    case 'VERIFY':
      return run.undo ? verifyUndo(run) : verifyFix(run);
    case 'FAIL':
      return recordFailure(run);
  }
});
