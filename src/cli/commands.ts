/** The command table: every command, its options and its examples. */
import { repeatable } from './repeat-command.ts';
import { childrenByDefault, childrenLimit } from './children-limit.ts';
import { foldMode, pastDuration, treeDepth } from './watch-options.ts';
import type { CommandGroup, CommandSpec, OptionSpec } from './command.ts';
import { drillCommands } from './drill-commands.ts';
import {
  actingOptions,
  approveAsOption,
  asOption,
  portNumber,
  readingOptions,
  simulationOptions,
  wholeDays,
} from './connection-options.ts';

const json = { flags: '--json', description: 'print one JSON document' } as const;
const plain = { flags: '--plain', description: 'print tab-separated columns that stay as they are' } as const;
const execution = { name: 'execution', description: 'name or ARN of an execution, or "latest"', required: true } as const;

const answeringOptions: CommandSpec['options'] = [
  { flags: '--reason <text>', description: 'why; recorded with the answer' },
  { flags: '--approval <id>', description: 'which approval, where the execution waits for several' },
  { flags: '--detach', description: 'return when the answer is recorded' },
  json,
  asOption,
  ...actingOptions,
];

const evidenceOptions: readonly OptionSpec[] = [
  { flags: '-o, --output <folder>', description: 'folder of the evidence (default: evidence)' },
  { flags: '--zip', description: 'write a zip file instead of a folder' },
  { flags: '--raw', description: 'keep personal data; task tokens are taken out all the same' },
  { flags: '--redact <file>', description: 'take out more: a YAML file of rules' },
  { flags: '--sign <file>', description: 'sign with this Ed25519 private key (PEM)' },
  { flags: '--kms-key <arn>', description: 'sign with this asymmetric key of KMS' },
  { flags: '--reason <text>', description: 'why it was run' },
  { flags: '--ticket <id>', description: 'change ticket' },
  { flags: '--control <ids...>', description: 'controls that it is evidence for, e.g. SOC2:CC8.1' },
];

/** What account-enrollment takes beside or in place of a file. */
const enrollmentOptions: readonly OptionSpec[] = [
  { flags: '--account <accounts...>', description: 'account-enrollment, account-closure: ids or e-mail addresses of accounts' },
  { flags: '--source-ou <ou>', description: 'account-enrollment: every account of this OU' },
  { flags: '--nested', description: 'account-enrollment: with --source-ou, the accounts of the OUs below it too' },
  { flags: '--target-ou <ou>', description: 'account-enrollment: registered OU that they go to: id, path or name' },
  { flags: '--allow-root', description: 'account-enrollment: accounts directly under the root too' },
  { flags: '--path <path>', description: 'account-enrollment: auto, service-catalog, move-account or reset-baseline' },
  { flags: '--fix <fixes...>', description: 'account-enrollment: what may be put right on the way' },
  { flags: '--enable-control <arns...>', description: 'account-enrollment: controls to enable on the target OUs' },
];

/** What account-closure takes beside `--account`. */
const closureOptions: readonly OptionSpec[] = [
  { flags: '--quarantine-ou <ou>', description: 'account-closure: OU that they wait in: id, path or name' },
  { flags: '--cooling-off-days <days>', description: 'account-closure: days in quarantine, 1 to 60', parse: wholeDays },
  { flags: '--cancel', description: 'account-closure: give it up; the accounts go back to where they were' },
];

/** Groups of commands, by the first of their two words. */
export const commandGroups: readonly CommandGroup[] = [
  { name: 'drill', summary: 'prepare, end and check drills (start dr-drill runs one)' },
  { name: 'evidence', summary: 'keep what ran, and prove that nothing was changed since' },
];

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
      ...enrollmentOptions,
      ...closureOptions,
      { flags: '--name <name>', description: "execution name (default: from the input file's name and content)" },
      { flags: '--detach', description: 'return at once; with --aws only' },
      json,
      asOption,
      approveAsOption,
      ...actingOptions,
    ],
    examples: [
      {
        command: 'groundcrew start account-vending --input examples/accounts.csv',
        what: 'vend the example accounts in the simulated organization',
      },
      {
        command: 'groundcrew start account-enrollment --account 111122223333 --target-ou Workloads/Prod',
        what: 'enroll one account into Control Tower',
      },
      { command: 'groundcrew start account-vending -i accounts.csv --dry-run', what: 'only check the file and print the plan' },
      { command: 'groundcrew start account-vending -i accounts.csv --json | jq .summary', what: 'use the result in a script' },
    ],
    load: async () => repeatable((await import('./commands/start.ts')).run),
  },
  {
    name: 'list',
    summary: 'list workflows and executions',
    description: 'Lists the workflows and their newest executions.',
    arguments: [],
    options: [json, ...readingOptions],
    examples: [],
    load: async () => repeatable((await import('./commands/list.ts')).run),
  },
  {
    name: 'show',
    summary: 'show how an execution stands',
    description: 'Shows when an execution ran, how it ended and what to do next.',
    arguments: [execution],
    options: [json, ...readingOptions],
    examples: [{ command: 'groundcrew show latest', what: 'the newest execution' }],
    load: async () => repeatable((await import('./commands/show.ts')).run),
  },
  {
    name: 'history',
    summary: "list an execution's events",
    description: 'Lists the events of an execution, as GetExecutionHistory gives them.',
    arguments: [execution],
    options: [
      { flags: '--errors', description: 'only events that carry an error' },
      { flags: '--state <name>', description: 'only events that name this state' },
      { flags: '--without-data', description: 'leave inputs, outputs and other payloads out' },
      plain,
      { flags: '--json-lines', description: 'print each event as one line of JSON' },
      json,
      ...readingOptions,
    ],
    examples: [{ command: 'groundcrew history latest --errors', what: 'where the newest execution failed' }],
    load: async () => repeatable((await import('./commands/history.ts')).run),
  },
  {
    name: 'watch',
    summary: 'follow an execution live, as a tree',
    description:
      'Follows any execution to its end: what runs, what it waits for, counts and pace of Maps, failures; what has succeeded folds. Where the output is no terminal, a line for each change. Ctrl-C detaches; the execution goes on. The exit code is that of the execution.',
    arguments: [execution],
    options: [
      {
        flags: '--since <duration>',
        description: 'only changes of the last 90s, 15min, 2h, 3d (lines only)',
        parse: pastDuration,
      },
      { flags: '--fold <what>', description: 'ok folds what has succeeded (default), none folds nothing', parse: foldMode },
      { flags: '--depth <levels>', description: 'levels of nesting to show', parse: treeDepth },
      plain,
      { flags: '--json-lines', description: 'print each event as one line of JSON' },
      ...readingOptions,
    ],
    examples: [
      { command: 'groundcrew watch arn:aws:states:... --aws', what: 'any execution that the credentials can read' },
      { command: 'groundcrew watch latest --json-lines | jq .event.type', what: 'events in a script' },
    ],
    load: async () => (await import('./commands/watch.ts')).run,
  },
  {
    name: 'diff',
    summary: 'compare two executions',
    description:
      'Compares two executions, matched by lane and state: other statuses, attempts, errors, durations, inputs, outputs and definitions. Takes executions and files of histories.',
    arguments: [
      { name: 'before', description: 'name or ARN of an execution, or a file of its history', required: true },
      { name: 'after', description: 'the same', required: true },
    ],
    options: [{ flags: '--all', description: 'list what is the same too' }, plain, json, ...readingOptions],
    examples: [{ command: 'groundcrew diff drill-2026-q1 drill-2026-q2', what: 'this drill and the last' }],
    load: async () => repeatable((await import('./commands/diff.ts')).run),
  },
  {
    name: 'trace',
    summary: 'write the page that shows what an execution did',
    description:
      'Writes one HTML file that opens offline: summary, state graph with the way taken, timeline with every attempt, events, data, comparison, who acted, and a check of its integrity. Takes any execution that the credentials can read, or a file of its history.',
    arguments: [{ name: 'execution', description: 'name or ARN, "latest", or a file or folder of a history', required: true }],
    options: [
      { flags: '-o, --output <file>', description: 'where to write the page (default: <execution>.trace.html)' },
      { flags: '--compare <other>', description: 'another execution or file to compare with: it is the first of the two' },
      {
        flags: '--children [most]',
        description: `fetch child executions too, at most this many (default: ${childrenByDefault})`,
        parse: childrenLimit,
      },
      { flags: '--without-data', description: 'leave inputs, outputs and other payloads out' },
      { flags: '--open', description: 'open the page' },
      { flags: '--json', description: 'print the trace as JSON instead' },
      ...readingOptions,
    ],
    examples: [
      { command: 'groundcrew trace latest -o trace.html', what: 'the newest execution' },
      { command: 'groundcrew trace exported-history.json', what: 'a history from the console or the AWS CLI' },
    ],
    load: async () => repeatable((await import('./commands/trace.ts')).run),
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
  ...drillCommands,
  {
    name: 'evidence create',
    summary: 'capture an execution that has ended into a bundle',
    description:
      'Captures an execution with its children into a folder that proves itself whole: API answers, approvals, changes, gaps, a page. Personal data is taken out unless --raw is given.',
    arguments: [execution],
    options: [...evidenceOptions, json, ...readingOptions],
    examples: [{ command: 'groundcrew evidence create latest --ticket CHG-1234 --control SOC2:CC8.1', what: 'for an auditor' }],
    load: async () => (await import('./commands/evidence/create.ts')).run,
  },
  {
    name: 'evidence verify',
    summary: 'check that nothing in a bundle was changed',
    description:
      'Checks a bundle, or every bundle of a folder and the chain between them. Exit code 5 when anything does not fit.',
    arguments: [{ name: 'path', description: 'folder or zip file of a bundle, or a folder of bundles', required: true }],
    options: [{ flags: '--key <file>', description: 'public key (PEM) that every bundle must be signed with' }, json],
    examples: [{ command: 'groundcrew evidence verify evidence', what: 'every bundle, and the chain' }],
    load: async () => (await import('./commands/evidence/verify.ts')).run,
  },
  {
    name: 'evidence list',
    summary: 'list the bundles of a folder',
    description: 'Lists the bundles of a folder, oldest first.',
    arguments: [],
    options: [{ flags: '-o, --output <folder>', description: 'folder of the evidence (default: evidence)' }, json],
    examples: [],
    load: async () => (await import('./commands/evidence/list.ts')).run,
  },
  {
    name: 'evidence sweep',
    summary: 'capture every execution that has no bundle yet',
    description:
      'Captures every execution of our workflows that has ended and has no bundle, and links the days on which nothing ran.',
    arguments: [],
    options: [
      { flags: '--dry-run', description: 'only list the executions without a bundle' },
      ...evidenceOptions,
      ...readingOptions,
    ],
    examples: [],
    load: async () => (await import('./commands/evidence/sweep.ts')).run,
  },
  {
    name: 'console',
    summary: 'open a page to start, watch and approve from',
    description:
      'Serves a console on this machine: workflows with their docs and graphs, executions, approvals, the organization, ledger and slots, evidence. With --aws it reads and approves only. Ctrl-C ends it.',
    arguments: [],
    options: [
      { flags: '--port <number>', description: 'port to listen on (default: a free one)', parse: portNumber },
      { flags: '--no-open', description: 'do not open a browser' },
      ...actingOptions,
    ],
    examples: [{ command: 'groundcrew console', what: 'the simulated organization' }],
    load: async () => (await import('./commands/console.ts')).run,
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
    options: [
      { flags: '--reason <text>', description: 'why; recorded as the cause of the abort (required)' },
      asOption,
      ...actingOptions,
    ],
    examples: [],
    load: async () => (await import('./commands/stop.ts')).run,
  },
  {
    name: 'undo',
    summary: 'put back what a remediation changed',
    description:
      'Puts back what an execution of finding-remediation changed, from the pre-images that it kept. A resource that somebody changed since is left as it is.',
    arguments: [execution],
    options: [{ flags: '--dry-run', description: 'only tell what would be put back' }, json, asOption, ...actingOptions],
    examples: [{ command: 'groundcrew undo latest --dry-run', what: 'what undoing the newest execution would do' }],
    load: async () => (await import('./commands/undo.ts')).run,
  },
  {
    name: 'redrive',
    summary: 'let a failed execution go on from where it failed',
    description:
      'Redrives an execution that failed, timed out or was aborted: what succeeded is not done again. Shows how it goes on, as start does.',
    arguments: [execution],
    options: [
      { flags: '--reason <text>', description: 'why; recorded beside the execution (required)' },
      json,
      asOption,
      approveAsOption,
      ...actingOptions,
    ],
    examples: [{ command: 'groundcrew redrive latest --reason "quota was raised"', what: 'go on after the cause is mended' }],
    load: async () => (await import('./commands/redrive.ts')).run,
  },
  {
    name: 'approvals',
    summary: 'list what waits for a person',
    description:
      'Lists the approvals that executions wait for: what is asked and allowed, who asked, how long it can be answered.',
    arguments: [],
    options: [json, ...readingOptions],
    examples: [],
    load: async () => repeatable((await import('./commands/approvals.ts')).run),
  },
  {
    name: 'approve',
    summary: 'allow what an execution asks for',
    description:
      'Approves what an execution waits for and shows how it goes on, as start does. On AWS the approver is who your credentials say; in a simulated organization who --as says.',
    arguments: [execution],
    options: answeringOptions,
    examples: [
      { command: 'groundcrew approve latest --as alice --reason "checked the list"', what: 'in a simulated organization' },
      { command: 'groundcrew approve accounts-1a2b3c --aws --reason "checked the list"', what: 'on AWS, as yourself' },
    ],
    load: async () => (await import('./commands/approve.ts')).approve,
  },
  {
    name: 'reject',
    summary: 'refuse what an execution asks for',
    description: 'Rejects what an execution waits for and shows how it ends. Who asked may reject too.',
    arguments: [execution],
    options: answeringOptions,
    examples: [{ command: 'groundcrew reject latest --as alice --reason "wrong accounts"', what: 'in a simulated organization' }],
    load: async () => (await import('./commands/approve.ts')).reject,
  },
  {
    name: 'validate',
    summary: 'check the state machines',
    description: "Checks Amazon States Language files, or a workflow's, or every workflow's, in AWS's words.",
    arguments: [
      { name: 'workflow', description: 'workflows or files; all where none is named', required: false, variadic: true },
    ],
    options: [json],
    examples: [{ command: 'groundcrew validate machines/*.asl.json', what: 'check files of your own' }],
    load: async () => (await import('./commands/validate.ts')).run,
  },
  {
    name: 'completion',
    summary: 'print the completion script of a shell',
    description: 'Prints the script that completes commands, options, workflows and executions in bash, zsh or fish.',
    arguments: [{ name: 'shell', description: 'bash, zsh or fish', required: true }],
    options: [],
    examples: [
      { command: 'source <(groundcrew completion bash)', what: 'in ~/.bashrc; the same with zsh in ~/.zshrc' },
      { command: 'groundcrew completion fish > ~/.config/fish/completions/groundcrew.fish', what: 'fish' },
    ],
    load: async () => (await import('./commands/completion.ts')).run,
  },
];
