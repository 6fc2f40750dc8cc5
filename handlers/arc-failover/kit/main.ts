/**
 * The offline kit: the same failover as the workflow's, as one file that needs Node.js, credentials and a plan. For the day on which Step
 * Functions cannot be reached where the workflow is deployed. `npm run build` makes dist/kit/arc-failover.mjs of it.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { parse } from 'yaml';
import { describeIssues } from '../../shared/task.ts';
import { now, sleep } from '../../shared/runtime.ts';
import { arcPorts } from '../arc-client.ts';
import { mistakesOf } from '../check-plan.ts';
import { workflowInput, type Approval, type DnsObservation, type GateResult, type WorkflowInput } from '../contract.ts';
import { lookAround, lookUntil, whyNotObserved } from '../dns-observation.ts';
import { ask } from '../dns-over-https.ts';
import { failOver } from '../fail-over.ts';
import { neededApproval } from '../permission.ts';
import { markdownOf, reportOf } from '../report.ts';
import { isDone } from '../verdicts.ts';
import { kitOptions, usage, type KitOptions } from './kit-options.ts';
import { rehearse } from './kit-rehearsal.ts';

const say = (text: string): void => void process.stdout.write(`${text}\n`);
const complain = (text: string): void => void process.stderr.write(`${text}\n`);

/** The command line's own work. Returns the exit code. */
export async function main(args: readonly string[]): Promise<number> {
  if (args.length === 0 || args.includes('--help')) {
    say(usage);
    return args.length === 0 ? 2 : 0;
  }
  let options: KitOptions;
  let request: WorkflowInput;
  try {
    options = kitOptions(args);
    request = requestOf(options);
  } catch (error) {
    complain(`error: ${(error as Error).message}\nNothing was called. node arc-failover.mjs --help tells the options.`);
    return 2;
  }
  if (options.rehearse !== undefined) await rehearse(options.rehearse);
  return carryOut(options, request);
}

async function carryOut(options: KitOptions, request: WorkflowInput): Promise<number> {
  const { plan, to } = request;
  const operator = userInfo().username;
  const seed = `kit ${operator} ${process.pid} ${now()}`;
  const approval = approvalOf(options, request);
  const gates = gatesOf(request);
  const change = await failOver({ request, gates, approval }, arcPorts(seed));
  say(`${change.verdict}: ${change.message}`);
  const readBackAt = change.timings.readBackAt;
  const dns = readBackAt === undefined || request.dryRun ? undefined : await lookAtDns(options, request, readBackAt);
  if (dns) say(dns.statement);
  const parts = { request, failback: to === plan.primary, executionArn: seed, executionName: 'kit', change, gates };
  const report = reportOf({ ...parts, ...(dns ? { dns } : {}), ...(approval ? { approval } : {}) }, now);
  for (const { application, cell, state } of report.observedStates) say(`  ${application}  ${cell}  ${state}`);
  say(`next: ${report.nextAction}`);
  if (options.report !== '') {
    writeFileSync(`${options.report}.json`, `${JSON.stringify(report, null, 2)}\n`);
    writeFileSync(`${options.report}.md`, markdownOf(report, plan));
    say(`report: ${options.report}.md, ${options.report}.json; last hash of its log: ${report.logHead}`);
  }
  return isDone(report.verdict) ? 0 : 1;
}

/** The file's input with what the command line says. @throws TypeError with everything that is wrong. */
function requestOf({ planFile, to, expect, reason, dryRun, force, overrideSafetyRules, approvedBy }: KitOptions): WorkflowInput {
  const file: unknown = parse(readFileSync(planFile, 'utf8'), { maxAliasCount: 100 });
  const parsed = workflowInput.safeParse({
    ...(file as object),
    ...(to === undefined ? {} : { to }),
    ...(expect === undefined ? {} : { expect }),
    ...(reason === undefined ? {} : { reason }),
    ...(dryRun ? { dryRun } : {}),
    ...(force ? { force } : {}),
    ...(overrideSafetyRules.length === 0 ? {} : { overrideSafetyRules }),
  });
  if (!parsed.success) throw new TypeError(`${planFile}: ${describeIssues(parsed.error.issues)}`);
  const mistakes = mistakesOf(parsed.data);
  if (mistakes.length > 0) throw new TypeError(mistakes.join('; '));
  const { plan, dryRun: isDry } = parsed.data;
  const needed = neededApproval(parsed.data);
  const people = new Set(approvedBy).size;
  if (!isDry && needed.length > 0 && people < plan.failback.people) {
    throw new TypeError(
      `this needs the approval of ${plan.failback.people}: ${needed.join(', ')}. Name who gave it with --approved-by`,
    );
  }
  return parsed.data;
}

/** What the operator states; the kit has nobody to ask. It is recorded as declared. */
function approvalOf({ approvedBy }: KitOptions, request: WorkflowInput): Approval | undefined {
  if (approvedBy.length === 0) return undefined;
  const at = new Date(now()).toISOString();
  return {
    decision: 'APPROVED',
    allows: neededApproval(request),
    approvals: [...new Set(approvedBy)].map((identity) => ({ identity, source: 'declared', at })),
    validUntil: new Date(now() + request.plan.failback.expiresInSeconds * 1000).toISOString(),
  };
}

/** Gates are functions and alarms of a Region that may be gone: they count as red, so that only --force goes past them. */
function gatesOf({ plan, to }: WorkflowInput): GateResult[] {
  return plan.gates
    .filter(({ cells }) => cells?.includes(to) ?? true)
    .map(({ name }) => ({ gate: name, ready: false, reason: 'the offline kit does not ask gates' }));
}

async function lookAtDns(
  { lookAtDns: wanted }: KitOptions,
  { plan, to }: WorkflowInput,
  readBackAt: number,
): Promise<DnsObservation> {
  const why = wanted ? whyNotObserved(plan) : 'DNS not observed: --no-dns was given';
  if (why !== undefined) return { observed: false, statement: why, resolvers: [] };
  for (;;) {
    const seen = await lookAround(plan, to, ask, now);
    if (seen.observed || now() >= lookUntil(plan, readBackAt)) return seen;
    await sleep(5_000);
  }
}

process.exitCode = await main(process.argv.slice(2));
