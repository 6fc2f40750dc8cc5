/** The command line of the offline kit. */
import { parseArgs } from 'node:util';

export interface KitOptions {
  readonly planFile: string;
  readonly to?: string;
  readonly expect?: string;
  readonly reason?: string;
  readonly dryRun: boolean;
  readonly force: boolean;
  readonly overrideSafetyRules: readonly string[];
  /** Names of those who approved, as the operator states them. */
  readonly approvedBy: readonly string[];
  readonly lookAtDns: boolean;
  /** File name of the report without its ending; nothing is written where it is empty. */
  readonly report: string;
  /** URL of `groundcrew serve`, with its token. */
  readonly rehearse?: string;
}

export const usage = `usage: node arc-failover.mjs --plan FILE [--to CELL] [options]

Moves traffic with ARC routing controls, from this machine, over the five endpoints that the plan names. Credentials come from where the
AWS SDK finds them: environment variables first, then the profile in AWS_PROFILE.

  --plan FILE                 the plan, YAML or JSON, as arc-failover takes it
  --to CELL                   where traffic is to go; by default what the file says
  --expect CELL               where traffic is now; by default the plan's primary. any takes what it finds
  --dry-run                   read the states and say what would change
  --reason TEXT               for the report
  --approved-by NAME          who approved a failback or an override; once for each person
  --override-safety-rule ARN  a safety rule to override; may be repeated; needs --approved-by
  --force                     go although the plan has gates, which the kit cannot ask
  --no-dns                    do not wait for resolvers
  --report NAME               write NAME.json and NAME.md (default arc-failover-report)
  --rehearse URL              AWS_ENDPOINT_URL of groundcrew serve: a simulated organization, in its virtual time

Exit code 0: traffic is there, or a dry run has told. 1: it is not; the message says what to do. 2: the plan or the command is not valid.
`;

/** @throws TypeError with what is wrong. */
export function kitOptions(args: readonly string[]): KitOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      plan: { type: 'string' },
      to: { type: 'string' },
      expect: { type: 'string' },
      reason: { type: 'string' },
      'dry-run': { type: 'boolean', default: false },
      force: { type: 'boolean', default: false },
      'override-safety-rule': { type: 'string', multiple: true, default: [] },
      'approved-by': { type: 'string', multiple: true, default: [] },
      'no-dns': { type: 'boolean', default: false },
      report: { type: 'string', default: 'arc-failover-report' },
      rehearse: { type: 'string' },
    },
  });
  if (values.plan === undefined) throw new TypeError('--plan is missing');
  return {
    planFile: values.plan,
    ...(values.to === undefined ? {} : { to: values.to }),
    ...(values.expect === undefined ? {} : { expect: values.expect }),
    ...(values.reason === undefined ? {} : { reason: values.reason }),
    dryRun: values['dry-run'],
    force: values.force,
    overrideSafetyRules: values['override-safety-rule'],
    approvedBy: values['approved-by'],
    lookAtDns: !values['no-dns'],
    report: values.report,
    ...(values.rehearse === undefined ? {} : { rehearse: values.rehearse }),
  };
}
