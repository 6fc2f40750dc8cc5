/** Workflows whose input is one YAML or JSON file that becomes the execution's input as it is. */
import type * as z from 'zod';
import { UsageError } from '../errors.ts';
import { documentOf } from './checked-input.ts';
import { parseJson } from './parse-json.ts';
import type { Workflow } from './workflow.ts';

export interface DocumentWorkflow extends Pick<Workflow, 'name' | 'purpose' | 'target'> {
  /** Shape of the state machine's input, from the workflow's contract. It may have a member `dryRun`. */
  readonly input: z.ZodType;
  /** An input to start from, named when none is given, e.g. `examples/failover-plan.yml`. */
  readonly example: string;
  /** True when the machine's input has `dryRun`. */
  readonly dryRun?: boolean;
}

/** How the command starts such a workflow and reads its output. */
export function documentWorkflow({ name, purpose, target, input, example, dryRun: hasDryRun }: DocumentWorkflow): Workflow {
  return {
    name,
    purpose,
    target,
    example,
    async prepare(file, { dryRun, allOrNothing }) {
      if (!file) throw new UsageError(`${name} needs an input file`, `give one: groundcrew start ${name} --input ${example}`);
      if (allOrNothing) throw new UsageError(`${name} has no items, so --all-or-nothing means nothing here`);
      if (dryRun && !hasDryRun) throw new UsageError(`${name} has no dry run`);
      const read = documentOf(file, input);
      return { nameStem: file.name.replace(/\.[^.]*$/, ''), input: dryRun ? { ...(read as object), dryRun } : read };
    },
    async result({ output, error, cause }) {
      return { kind: 'document', output: parseJson(error === undefined ? output : cause) };
    },
  };
}
