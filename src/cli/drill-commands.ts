/** The commands around drills, as entries of the command table. */
import type { CommandSpec, OptionSpec } from './command.ts';
import { actingOptions, approveAsOption, asOption, readingOptions } from './connection-options.ts';

const json: OptionSpec = { flags: '--json', description: 'print one JSON document' };
export const drillCommands: readonly CommandSpec[] = [
  {
    name: 'drill lint',
    summary: 'list the calls of a workflow that a drill would deny',
    description:
      "Lists the calls of a workflow, an .asl.json file or a failover plan that a drill's policy would deny, before any drill. Exit code 5 when there are any. It reads files only.",
    arguments: [{ name: 'workflow', description: 'a workflow, an .asl.json file, or a failover plan (YAML)', required: true }],
    options: [
      { flags: '--mode <mode>', description: "what is denied: the drill's mode" },
      { flags: '--region <region>', description: 'the Region that is lost' },
      { flags: '--services <services>', description: 'for the mode services: e.g. dynamodb,sqs' },
      { flags: '--drill <file>', description: "take mode, Region and services from a drill's file" },
      {
        flags: '--runs-in <region>',
        description: "where the workflow runs (default: the lost Region; for a plan, the cell's that it goes to)",
      },
      { flags: '--all', description: 'list what stays allowed too' },
      json,
    ],
    examples: [
      {
        command: 'groundcrew drill lint arc-failover --mode region --region us-east-1',
        what: 'what would fail in the lost Region',
      },
      {
        command: 'groundcrew drill lint examples/failover-plan.yml --drill examples/drill-eu-west-1.yml',
        what: 'a plan and a drill',
      },
    ],
    load: async () => (await import('./commands/drill/lint.ts')).run,
  },
  {
    name: 'drill residue',
    summary: 'list what there is of any drill in the organization',
    description:
      'Lists policies, attachments, schedules and entries of the ledger that are of drills, by name and tag. It changes nothing. Exit code 5 when something is left over from a drill that is not under way.',
    arguments: [],
    options: [json, ...readingOptions],
    examples: [{ command: 'groundcrew drill residue --aws', what: 'in the organization of your credentials' }],
    load: async () => (await import('./commands/drill/residue.ts')).run,
  },
  {
    name: 'drill abort',
    summary: 'end a drill and take everything of it away',
    description:
      "Stops a drill's execution if it runs, lets its janitor take the deny away and prove it, and looks whether anything is left (exit code 5). It can be repeated, also when the execution is dead or deleted.",
    arguments: [{ name: 'drill', description: "a drill's id, or the name or ARN of its execution", required: true }],
    options: [{ flags: '--reason <text>', description: 'why; recorded in the report' }, json, asOption, ...actingOptions],
    examples: [{ command: 'groundcrew drill abort 3f2a9c0b1d4e --reason "real incident" --aws', what: 'now' }],
    load: async () => (await import('./commands/drill/abort.ts')).run,
  },
  {
    name: 'drill freeze',
    summary: 'let no drill begin, and end the one that runs',
    description:
      'Freezes drills: none begins, and the guards of an armed one end it within half a minute. --lift lets them run again.',
    arguments: [],
    options: [
      { flags: '--reason <text>', description: 'why; needed to freeze' },
      { flags: '--lift', description: 'let drills run again' },
      asOption,
      ...actingOptions,
    ],
    examples: [{ command: 'groundcrew drill freeze --reason "change freeze until Monday" --aws', what: 'before a holiday' }],
    load: async () => (await import('./commands/drill/freeze.ts')).run,
  },
  {
    name: 'drill self-test',
    summary: 'prove once that the time window of a policy ends a deny',
    description:
      'Denies a Region to a canary account for two minutes and leaves the policy attached until the deny was seen to end by itself. The ledger keeps the result: only then do the drills of this organization count on the window.',
    arguments: [],
    options: [
      { flags: '--unit <unit>', description: 'organizational unit of the canary account, allowed as a target of drills' },
      { flags: '--account <account>', description: 'the canary account, the only one of the unit' },
      { flags: '--deny-region <region>', description: 'the Region that is denied' },
      { flags: '--standby-region <region>', description: 'a Region that stays allowed' },
      { flags: '--dry-run', description: 'stop after the plan' },
      json,
      asOption,
      approveAsOption,
      ...actingOptions,
    ],
    examples: [
      {
        command:
          'groundcrew drill self-test --unit Workloads/Test --account web-test --deny-region eu-west-1 --standby-region us-east-1',
        what: 'in the simulated organization',
      },
    ],
    load: async () => (await import('./commands/drill/self-test.ts')).run,
  },
  {
    name: 'drill calendar',
    summary: 'plan game days from a calendar, and make them schedules',
    description:
      'plan shows what the game days of a calendar would be: schedules, the next times, whose turn it is, what is blocked. apply makes them schedules. status shows how they stand, with exit code 5 when one is overdue.',
    arguments: [
      { name: 'action', description: 'plan, apply or status', required: true },
      { name: 'file', description: "the calendar's file (YAML), for plan and apply", required: false },
    ],
    options: [json, asOption, ...actingOptions],
    examples: [
      { command: 'groundcrew drill calendar plan examples/drill-calendar.yml', what: 'what would be changed' },
      { command: 'groundcrew drill calendar apply examples/drill-calendar.yml --aws', what: 'schedules in your organization' },
    ],
    load: async () => (await import('./commands/drill/calendar.ts')).run,
  },
];
