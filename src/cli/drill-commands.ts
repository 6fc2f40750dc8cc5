/** The commands around drills, as entries of the command table. */
import type { CommandSpec, OptionSpec } from './command.ts';

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
];
