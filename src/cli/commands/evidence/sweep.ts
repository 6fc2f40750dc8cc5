import type { CommandRun } from '../../command.ts';
import { connect } from '../../connect.ts';
import type { Connection } from '../../connection.ts';
import { makeNothingRan } from '../../../trace/evidence/make-bundle.ts';
import { capture, captureBy, linkTo, write, type CaptureOptions } from '../../evidence/capture.ts';
import { keptBundles, lastOfChain } from '../../evidence/evidence-folder.ts';
import { ExitCode } from '../../exit-code.ts';
import { listExecutions, listStateMachines } from '../../find-execution.ts';
import type { Terminal } from '../../terminal.ts';
import { findMachine } from '../../workflows/machine.ts';
import { workflows } from '../../workflows/workflows.ts';
import { captureOptions, type EvidenceOptions } from './create.ts';

/** AWS deletes a history 90 days after the end of its execution; a month before that it is pressing. */
const pressingMs = 60 * 86_400_000;
const dayMs = 86_400_000;
/** A chain that was left for longer is taken up at its last year. */
const mostDays = 366;

/** `groundcrew evidence sweep`: captures every execution that has ended and has no bundle, and links the days on which nothing ran. */
export const run: CommandRun = async ({ options: given }, terminal) => {
  const options = given as EvidenceOptions & { readonly dryRun?: boolean };
  const how = captureOptions(options);
  const connection = await connect(options, terminal);
  try {
    const missing = await uncaptured(connection, how.folder);
    for (const { arn, stopDate } of missing) {
      if (connection.now() - stopDate > pressingMs) {
        terminal.note(
          `${terminal.colors.yellow('note:')} ${arn.split(':').at(-1)!} ended over 60 days ago; AWS deletes its history at 90`,
        );
      }
      if (options.dryRun) terminal.out(arn);
      else terminal.out((await capture(connection, arn, how)).path);
    }
    if (!options.dryRun) await linkEmptyDays(connection, how, terminal);
    terminal.note(`  ${missing.length} executions ${options.dryRun ? 'have no bundle' : 'captured'}`);
    return ExitCode.Done;
  } finally {
    await connection.close();
  }
};

/** Executions of our workflows that have ended and have no bundle in the folder, in the order of their ends. */
async function uncaptured(connection: Connection, folder: string): Promise<{ arn: string; stopDate: number }[]> {
  const captured = new Set(
    keptBundles(folder).flatMap(({ manifest }) =>
      manifest.kind === 'execution' ? [`${manifest.executionArn} ${manifest.stopDate}`] : [],
    ),
  );
  const lists = await Promise.all(
    connection.everywhere.map(async (client) => {
      const machines = await listStateMachines(client);
      const ours = workflows.flatMap(({ name }) => findMachine(machines, name) ?? []);
      return (await Promise.all(ours.map(({ arn }) => listExecutions(client, arn, Infinity)))).flat();
    }),
  );
  return lists
    .flat()
    .filter(({ stopDate, executionArn }) => stopDate && !captured.has(`${executionArn!} ${stopDate.toISOString()}`))
    .map(({ executionArn, stopDate }) => ({ arn: executionArn!, stopDate: stopDate!.getTime() }))
    .sort((one, other) => one.stopDate - other.stopDate);
}

/** Each day since a workflow's first bundle, up to yesterday, on which none of its executions ended gets its link. */
async function linkEmptyDays(connection: Connection, how: CaptureOptions, terminal: Terminal): Promise<void> {
  const by = captureBy(connection, await how.signer?.(connection));
  for (const workflow of new Set(keptBundles(how.folder).map(({ manifest }) => manifest.workflow))) {
    let kept = keptBundles(how.folder).filter(({ manifest }) => manifest.workflow === workflow);
    const days = new Set(kept.map(({ manifest }) => manifest.id.split('/')[1]!));
    const first = Math.max(Date.parse([...days].sort()[0]!), connection.now() - mostDays * dayMs);
    for (let day = first + dayMs; day + dayMs <= connection.now(); day += dayMs) {
      const date = new Date(day).toISOString().slice(0, 10);
      if (days.has(date)) continue;
      const made = await makeNothingRan(workflow, date, linkTo(lastOfChain(kept, workflow)), by);
      terminal.out(write(how, made));
      kept = keptBundles(how.folder).filter(({ manifest }) => manifest.workflow === workflow);
    }
  }
}
