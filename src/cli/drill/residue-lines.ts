import { singleLine } from '../format/table.ts';
import type { DrillArtefacts } from './artefacts.ts';

/** What there is of a drill, for people: a line for the drill, one for each artefact. */
export function residueLines({ drillId, entry, execution, artefacts, underWay }: DrillArtefacts): string[] {
  const what = underWay ? 'under way' : 'LEFT OVER';
  return [
    `drill ${drillId} ${what}${entry === undefined ? ', which the ledger does not know' : `: ${singleLine(entry.name)}`}`,
    ...(entry === undefined
      ? []
      : [
          `  window      ${entry.t0} to ${entry.t1}`,
          `  execution   ${singleLine(entry.executionArn.split(':').at(-1)!)} ${execution}`,
        ]),
    ...artefacts.map((artefact) => `  ${artefact.kind.padEnd(11)} ${singleLine(artefact.what)}`),
  ];
}
