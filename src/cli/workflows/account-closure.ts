/** account-closure for the command: accounts from a file or from options in, what became of each out. */
import * as z from 'zod';
import { inputError, cancelClosures, planClosure, rowResult, workflowInput } from '../../../handlers/account-closure/contract.ts';
import { UsageError } from '../errors.ts';
import { checkedInput, documentOf } from './checked-input.ts';
import { parseJson } from './parse-json.ts';
import type { ItemProgress, Workflow } from './workflow.ts';

const flags = ['account', 'quarantineOu', 'coolingOffDays', 'cancel'] as const;

export const accountClosure: Workflow = {
  name: 'account-closure',
  purpose: 'close accounts in stages: quarantine, out of Control Tower, cooling-off, closure',
  target: 'management',
  flags,

  async prepare(file, { dryRun, allOrNothing, flags: given = {} }) {
    if (allOrNothing) throw new UsageError('account-closure closes what it may: --all-or-nothing means nothing here');
    const { account, ...options } = given;
    if (!file && account === undefined)
      throw new UsageError(
        'account-closure needs accounts',
        'give some: groundcrew start account-closure --account 111122223333, or --input closure.yml',
      );
    const accounts = account === undefined ? {} : { accounts: account };
    const input = { ...(file ? documentOf(file, workflowInput) : {}), ...options, ...accounts, ...(dryRun ? { dryRun } : {}) };
    const { cancel, accounts: asked } = checkedInput(workflowInput, input);
    const stem = `${cancel ? 'keep' : 'close'}-${asked.length === 1 ? asked[0]! : 'accounts'}`;
    return { nameStem: stem.replace(/[^A-Za-z0-9_-]+/g, '-').slice(0, 50), input };
  },

  async result({ status, output, error, cause }) {
    if (error === 'InvalidInput') {
      const refused = refusal.safeParse(parseJson(cause));
      if (refused.success)
        return {
          kind: 'invalid-input',
          errors: refused.data.errors.map(({ row, column, ...rest }) => ({ row: row || null, column: column || null, ...rest })),
        };
    }
    const given = parseJson(error === undefined ? output : cause);
    const results = cancelClosures.output.safeParse(given);
    if (status === 'SUCCEEDED' && results.success) {
      const { rows, summary } = results.data;
      return { kind: 'rows', summary, rows: rows.map(withoutUndefined), files: [] };
    }
    return { kind: 'document', output: given };
  },

  itemCount({ event }) {
    const exited = event.stateExitedEventDetails;
    if (exited?.name !== 'Plan Closure') return undefined;
    return planClosure.output.safeParse(parseJson(exited.output)).data?.summary?.ready;
  },

  itemFinished({ executionArn, event }): ItemProgress | undefined {
    if (!executionArn.split(':')[6]?.endsWith('close-account')) return undefined;
    const parsed = rowResult.safeParse(parseJson(event.executionSucceededEventDetails?.output));
    if (!parsed.success) return undefined;
    const { accountName, accountId, status, errorMsg } = parsed.data;
    return { label: accountName, ok: status === 'SUCCEEDED', detail: errorMsg ?? accountId };
  },
};

const refusal = z.object({ errors: z.array(inputError) });

const withoutUndefined = ({ errorMsg, nextAction, ...row }: z.output<typeof rowResult>) => ({
  ...row,
  ...(errorMsg === undefined ? {} : { errorMsg }),
  ...(nextAction === undefined ? {} : { nextAction }),
});
