/** The command table: every command, its options and its examples. */
import type { CommandSpec } from './command.ts';
import { actingOptions, portNumber, readingOptions, simulationOptions } from './connection-options.ts';

const json = { flags: '--json', description: 'print one JSON document' } as const;
const execution = { name: 'execution', description: 'name or ARN of an execution, or "latest"', required: true } as const;

export const commands: readonly CommandSpec[] = [
  {
    name: 'start',
    summary: 'start a workflow and watch it to its end',
    description: 'Starts a workflow and shows its progress until it ends. Local unless --aws is given.',
    arguments: [{ name: 'workflow', description: 'e.g. account-vending', required: true }],
    options: [
      { flags: '-i, --input <file>', description: 'input file; - reads standard input' },
      { flags: '--dry-run', description: 'stop after the plan: what would be done, and every blocker' },
      { flags: '--all-or-nothing', description: 'end as FAILED when any item failed' },
      { flags: '--name <name>', description: "execution name (default: from the input file's name and content)" },
      { flags: '--detach', description: 'return at once; with --aws only' },
      json,
      ...actingOptions,
    ],
    examples: [
      {
        command: 'groundcrew start account-vending --input examples/accounts.csv',
        what: 'vend the example accounts in the simulated organization',
      },
      { command: 'groundcrew start account-vending -i accounts.csv --dry-run', what: 'only check the file and print the plan' },
      { command: 'groundcrew start account-vending -i accounts.csv --json | jq .summary', what: 'use the result in a script' },
    ],
    load: async () => (await import('./commands/start.ts')).run,
  },
  {
    name: 'list',
    summary: 'list workflows and executions',
    description: 'Lists the workflows and their newest executions.',
    arguments: [],
    options: [json, ...readingOptions],
    examples: [],
    load: async () => (await import('./commands/list.ts')).run,
  },
  {
    name: 'show',
    summary: 'show how an execution stands',
    description: 'Shows when an execution ran, how it ended and what to do next.',
    arguments: [execution],
    options: [json, ...readingOptions],
    examples: [{ command: 'groundcrew show latest', what: 'the newest execution' }],
    load: async () => (await import('./commands/show.ts')).run,
  },
  {
    name: 'history',
    summary: "list an execution's events",
    description: 'Lists the events of an execution, as GetExecutionHistory gives them.',
    arguments: [execution],
    options: [
      { flags: '--errors', description: 'only events that carry an error' },
      { flags: '--state <name>', description: 'only events that name this state' },
      json,
      ...readingOptions,
    ],
    examples: [{ command: 'groundcrew history latest --errors', what: 'where the newest execution failed' }],
    load: async () => (await import('./commands/history.ts')).run,
  },
  {
    name: 'trace',
    summary: 'write the page that shows what an execution did',
    description:
      'Writes one HTML file that opens offline: summary, state graph with the way taken, timeline with every attempt, all events. Takes an execution, or a file of its history.',
    arguments: [{ name: 'execution', description: 'name or ARN, "latest", or a file or folder of a history', required: true }],
    options: [
      { flags: '-o, --output <file>', description: 'where to write the page (default: <execution>.trace.html)' },
      { flags: '--json', description: 'print the trace as JSON instead' },
      ...readingOptions,
    ],
    examples: [
      { command: 'groundcrew trace latest -o trace.html', what: 'the newest execution' },
      { command: 'groundcrew trace exported-history.json', what: 'a history from the console or the AWS CLI' },
    ],
    load: async () => (await import('./commands/trace.ts')).run,
  },
  {
    name: 'graph',
    summary: 'draw a state machine as SVG',
    description: 'Draws the state graph of a workflow, or of a file of Amazon States Language.',
    arguments: [{ name: 'workflow', description: 'a workflow or a file', required: true }],
    options: [{ flags: '-o, --output <file>', description: 'where to write it (default: standard output)' }],
    examples: [{ command: 'groundcrew graph account-vending -o vending.svg', what: 'the picture of a workflow' }],
    load: async () => (await import('./commands/graph.ts')).run,
  },
  {
    name: 'serve',
    summary: 'serve a simulated organization to other tools',
    description:
      "Serves every simulated AWS API of an organization on this machine's loopback interface, for the AWS CLI, SDKs and other commands. Virtual time passes while executions run. Ctrl-C ends it.",
    arguments: [],
    options: [
      { flags: '--port <number>', description: 'port to listen on (default: a free one)', parse: portNumber },
      json,
      ...simulationOptions,
    ],
    examples: [
      { command: 'groundcrew serve --port 4599 > groundcrew.env', what: 'then, in another terminal: . ./groundcrew.env' },
      { command: 'groundcrew serve --pace 60x', what: 'a minute of virtual time a second' },
    ],
    load: async () => (await import('./commands/serve.ts')).run,
  },
  {
    name: 'stop',
    summary: 'abort a running execution',
    description: 'Aborts a running execution. What it began at AWS goes on; the same start command again takes it up.',
    arguments: [execution],
    options: [{ flags: '--reason <text>', description: 'recorded as the cause of the abort' }, ...actingOptions],
    examples: [],
    load: async () => (await import('./commands/stop.ts')).run,
  },
  {
    name: 'validate',
    summary: 'check the state machines',
    description: "Checks a workflow's Amazon States Language files, or every workflow's, in AWS's words.",
    arguments: [{ name: 'workflow', description: 'a workflow or a file; all where none is named', required: false }],
    options: [json],
    examples: [{ command: 'groundcrew validate my-machine.asl.json', what: 'check a file of your own' }],
    load: async () => (await import('./commands/validate.ts')).run,
  },
];
