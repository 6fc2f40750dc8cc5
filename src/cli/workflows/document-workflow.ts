/** Workflows whose input is one YAML or JSON file that becomes the execution's input as it is. */
import type * as z from 'zod';
import { DocumentError, parseDocument } from '../../document/parse-document.ts';
import { InputFileError, UsageError } from '../errors.ts';
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
      const read = document(file.name, new TextDecoder().decode(file.bytes), input);
      return { nameStem: file.name.replace(/\.[^.]*$/, ''), input: dryRun ? { ...(read as object), dryRun } : read };
    },
    async result({ output, error, cause }) {
      return { kind: 'document', output: parseJson(error === undefined ? output : cause) };
    },
  };
}

/** @throws InputFileError with everything wrong in the file. */
function document(name: string, text: string, schema: z.ZodType): unknown {
  try {
    return parseDocument(text, name, schema);
  } catch (error) {
    if (!(error instanceof DocumentError)) throw error;
    throw new InputFileError(
      `the input is not valid; nothing was started\n${error.message}`,
      'mend the file and give the same command again',
      { cause: error },
    );
  }
}
