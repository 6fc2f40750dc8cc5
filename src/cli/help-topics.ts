import { exitCodeMeanings } from './exit-code.ts';

/** `groundcrew help <topic>`: pages that belong to no single command. */
export const helpTopics: Readonly<Record<string, { readonly summary: string; readonly text: () => string }>> = {
  'exit-codes': {
    summary: 'what each exit code means',
    text: () =>
      Object.entries(exitCodeMeanings)
        .map(([code, meaning]) => `${code.padStart(5)}  ${meaning}`)
        .join('\n'),
  },
  environment: {
    summary: 'environment variables that the command reads',
    text: () =>
      [
        '  GROUNDCREW_HOME     folder of simulated organizations and their executions (default: .groundcrew)',
        '  GROUNDCREW_TARGETS  folder of packaged targets to simulate (default: .serverless of this checkout)',
        '  NO_COLOR            no colour, whatever its value',
        '  CLICOLOR_FORCE      colour although the output is not a terminal',
        '  TERM=dumb           no colour and no cursor movement',
        '  CI                  one line per change instead of a redrawn progress display',
      ].join('\n'),
  },
  formats: {
    summary: 'what goes to stdout and stderr',
    text: () =>
      [
        '  Results go to stdout; progress, notes and errors to stderr, so a pipe gets the result alone.',
        '  --json prints one JSON document with a schemaVersion; its members are stated in docs/reference/cli.md.',
        '  --json-lines (history, watch) prints {"schemaVersion", "executionArn", "event"} on a line for each event.',
        '  --plain prints columns with tabs between them; no column moves, new ones come last:',
        '    history  id, time (ISO 8601), type, state or error',
        '    watch    time (ISO 8601), status, execution, what, detail',
        '    diff     visit, status before and after, milliseconds before and after, differences',
        '  Statuses are words: ok, failed, caught, retrying, waiting, running, aborted. Signs and colours only repeat them.',
        '  Where stderr is no terminal, or CI is set, or TERM is dumb, nothing moves the cursor: one line for each change.',
      ].join('\n'),
  },
  drills: {
    summary: 'the commands around a drill, in the order of their use',
    text: () =>
      [
        '  groundcrew drill lint <workflow>         what the drill would deny to it',
        '  groundcrew drill self-test               once: does the time window end a deny here?',
        '  groundcrew start dr-drill -i <file>      one drill; waits for its approval',
        '  groundcrew drill calendar plan <file>    game days; then apply, and status',
        '  groundcrew drill freeze --reason <text>  no drill begins, the armed one ends itself',
        '  groundcrew drill abort <drill>           ends a drill in whatever state it is',
        '  groundcrew drill residue                 what there is of any drill',
        '  Ending a drill by hand, without this tool: docs/operating/drill-runbook.md.',
      ].join('\n'),
  },
};
