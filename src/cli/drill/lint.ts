/** Which calls of a workflow a drill's fault would deny, found from its files before any drill. */
import { readFile } from 'node:fs/promises';
import { relative } from 'node:path';
import { callsDenied, statementOf, type FaultAsked } from '../../../handlers/dr-drill/contract.ts';
import { definitionFiles, nameOf } from '../definition-files.ts';
import { definitionCalls } from './definition-calls.ts';
import { InputFileError } from '../errors.ts';
import { packagedMachine } from './function-calls.ts';
import { regionOf } from './service-calls.ts';

/** A call, who makes it and whether the fault would deny it. */
export interface LintedCall {
  readonly file: string;
  readonly state: string;
  readonly action: string;
  readonly region: string;
  /** Name of the function that makes it, where the state itself does not. */
  readonly function?: string;
}
export type LintRow = LintedCall & { readonly denied: boolean };

export interface Lint {
  readonly statement: ReturnType<typeof statementOf>;
  readonly rows: readonly LintRow[];
  /** Functions whose calls are not known. */
  readonly unknownFunctions: readonly string[];
  /** The packaged targets that the machines are of. */
  readonly targets: readonly string[];
}

/** Calls of a workflow of ours with its children, or of a file, when it runs in `runsIn`. */
export async function callsOfWorkflow(
  named: string,
  runsIn: string,
): Promise<{ calls: LintedCall[]; unknownFunctions: string[]; targets: string[] }> {
  const calls: LintedCall[] = [];
  const unknown = new Set<string>();
  const targets = new Set<string>();
  for (const path of await definitionFiles(named)) {
    const file = relative(process.cwd(), path);
    const machine = packagedMachine(nameOf(path));
    if (machine) targets.add(machine.target);
    for (const { state, action, functionName } of definitionCalls(parsed(file, await readFile(path, 'utf8')))) {
      const literal = /^arn:aws[\w-]*:lambda:([a-z0-9-]+):/.exec(functionName ?? '')?.[1];
      calls.push({ file, state, action, region: literal ?? regionOf(action, runsIn) });
      const inside = functionName === undefined ? undefined : machine?.callsOf(functionName);
      for (const { functionName: by, action: called, region } of inside ?? [])
        calls.push({ file, state, action: called, region: region ?? regionOf(called, runsIn), function: by });
      if (functionName !== undefined && inside === undefined) unknown.add(functionName);
    }
  }
  return { calls, unknownFunctions: [...unknown].sort(), targets: [...targets] };
}

/** The calls once each, marked by what the drill's own policy would do to them. */
export function lint(asked: FaultAsked, calls: readonly LintedCall[]): Pick<Lint, 'statement' | 'rows'> {
  const once = [...new Map(calls.map((call) => [JSON.stringify(call), call])).values()];
  const denied = new Set(callsDenied(asked, once));
  return { statement: statementOf(asked), rows: once.map((call) => ({ ...call, denied: denied.has(call) })) };
}

/** @throws InputFileError for a file that is no JSON. */
function parsed(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new InputFileError(`${file} is not JSON: ${(error as Error).message}`, 'give an .asl.json file', { cause: error });
  }
}
