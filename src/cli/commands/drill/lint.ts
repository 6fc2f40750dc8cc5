import { deniedRegionOf, type FaultAsked } from '../../../../handlers/dr-drill/contract.ts';
import type { CommandRun } from '../../command.ts';
import { faultOf, type FaultOptions } from '../../drill/fault-options.ts';
import { callsOfWorkflow, lint, type Lint, type LintRow } from '../../drill/lint.ts';
import { callsOfPlan, planFile, standbyOf } from '../../drill/plan-calls.ts';
import { readDocument } from '../../drill/read-document.ts';
import { ExitCode } from '../../exit-code.ts';
import { singleLine } from '../../format/table.ts';
import type { Terminal } from '../../terminal.ts';

interface LintOptions extends FaultOptions {
  readonly runsIn?: string;
  readonly all?: boolean;
  readonly json?: boolean;
}

/**
 * `groundcrew drill lint <asl | plan>`: lists the calls that the chosen fault would deny to a workflow inside the unit, by the drill's own
 * policy and evaluator. It reads files only.
 */
export const run: CommandRun = async ({ args, options: given }, terminal) => {
  const options = given as LintOptions;
  const asked = await faultOf(options);
  const { runsIn, ...found } = await callsOf(args[0]!, asked, options.runsIn);
  const result: Lint = { ...found, ...lint(asked, found.calls) };
  const denied = result.rows.filter((row) => row.denied);
  const { mode, region, services } = asked;
  if (options.json) {
    const { statement, rows, unknownFunctions, targets } = result;
    const fault = { mode, region, services, statement };
    terminal.out(
      JSON.stringify({ schemaVersion: 1, fault, runsIn, targets, denied: denied.length, calls: rows, unknownFunctions }, null, 2),
    );
  } else print(result, options.all ? result.rows : denied, runsIn, terminal);
  return denied.length === 0 ? ExitCode.Done : ExitCode.VerificationFailed;
};

/** A plan is YAML or JSON with a cluster; everything else is a workflow or its file. */
async function callsOf(named: string, asked: FaultAsked, given: string | undefined) {
  if (/\.ya?ml$/.test(named) || (named.endsWith('.json') && !named.endsWith('.asl.json'))) {
    const read = await readDocument(named, planFile);
    const runsIn = given ?? standbyOf(read);
    return { ...(await callsOfPlan(named, 'plan' in read ? read.plan : read, runsIn)), runsIn };
  }
  // The worst case where nobody says: it runs where the fault is.
  const runsIn = given ?? deniedRegionOf(asked);
  return { ...(await callsOfWorkflow(named, runsIn)), runsIn };
}

function print(
  { statement, rows, unknownFunctions, targets }: Lint,
  shown: readonly LintRow[],
  runsIn: string,
  terminal: Terminal,
): void {
  const { red, green } = terminal.outColors;
  let place = '';
  for (const row of shown) {
    const here = `${row.state} (${row.file})`;
    if (here !== place) terminal.out(singleLine(here));
    place = here;
    const by = row.function === undefined ? '' : `, by ${row.function}`;
    terminal.out(`  ${row.denied ? red('denied ') : green('allowed')} ${singleLine(`${row.action} in ${row.region}${by}`)}`);
  }
  const denied = rows.filter((row) => row.denied).length;
  terminal.note(`${denied} of ${rows.length} calls would be denied, taken to run in ${runsIn}`);
  terminal.note(`  statement ${statement.sid} denies`);
  terminal.note(`    ${statement.denies}`);
  if (targets.includes('management')) terminal.note('  the target management is outside every unit: no drill meets it there');
  for (const name of unknownFunctions) terminal.note(`  not looked into: the function ${singleLine(name)}`);
  if (denied > 0) terminal.note('  next: a failover must do without these calls, or make them elsewhere');
}
