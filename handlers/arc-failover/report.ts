/** The report of a run: as a document, and as text for people. */
import type { z } from 'zod';
import type { FailoverReport, writeReport } from './contract.ts';
import type { FailoverPlan } from './failover-plan.ts';
import { nextActionOf } from './verdicts.ts';
import { TransitionLog } from './transition-log.ts';

type Parts = z.output<typeof writeReport.input>;

/** Puts together what the steps of a run told. What came after the change is appended to its log. */
export function reportOf(parts: Parts, now: () => number): FailoverReport {
  const { request, failback, change, dns, gates, approval, failure } = parts;
  const { plan, to, reason } = request;
  const log = new TransitionLog(now, change?.log);
  const verdict = change?.verdict ?? 'UNKNOWN';
  if (failure) log.add('step failed', { error: failure.Error ?? '', cause: (failure.Cause ?? '').slice(0, 2000) });
  if (dns) log.add('DNS looked at', { observed: dns.observed, statement: dns.statement });
  log.add('report made', { verdict, gates: gates.map(({ gate, ready }) => ({ gate, ready })) });
  const { startedAt, acceptedAt, readBackAt } = change?.timings ?? {};
  return {
    verdict,
    message: change?.message ?? `The run ended before it could tell what it did: ${failure?.Error ?? 'no error was given'}.`,
    nextAction: change?.nextAction ?? nextActionOf(verdict, request),
    plan: plan.name,
    to,
    failback,
    ...(reason === undefined ? {} : { reason }),
    observedStates: change?.observed ?? [],
    changes: change?.changes ?? [],
    timings: { startedAt, acceptedAt, readBackAt, dnsAt: dns?.dnsAt },
    dns: dns ?? { observed: false, statement: 'DNS not observed: the run did not come to it', resolvers: [] },
    overridden: change?.overridden ?? [],
    forcedGates: change?.forcedGates ?? [],
    gates,
    endpoints: change?.endpoints ?? [],
    approvals: approval?.approvals ?? [],
    logHead: log.head,
    log: log.entries,
  };
}

/** Text of others in a table or line of Markdown: nothing in it is markup. */
const plain = (text: string): string => text.replace(/[\\`*_{}[\]<>()#+|~]/g, '\\$&').replace(/\s+/g, ' ');

const after = (from: number | undefined, at: number | undefined): string =>
  at === undefined
    ? 'not reached'
    : from === undefined
      ? new Date(at).toISOString()
      : `${new Date(at).toISOString()} (after ${((at - from) / 1000).toFixed(1)} s)`;

/** The report as Markdown. */
export function markdownOf(report: FailoverReport, { applications }: FailoverPlan): string {
  const { timings, observedStates, endpoints, log, gates, approvals } = report;
  const arnOf = (application: string, cell: string): string =>
    applications.find(({ name }) => name === application)?.controls[cell] ?? '';
  const line = (name: string, value: string): string => `- ${name}: ${value}`;
  return [
    `# Failover of ${plain(report.plan)} to ${plain(report.to)}: ${report.verdict}`,
    '',
    plain(report.message),
    '',
    line('Next', plain(report.nextAction)),
    ...(report.reason === undefined ? [] : [line('Reason given', plain(report.reason))]),
    line('Failback', report.failback ? 'yes' : 'no'),
    line('Started', after(undefined, timings.startedAt)),
    line('Accepted by ARC', after(timings.startedAt, timings.acceptedAt)),
    line('Read back', after(timings.startedAt, timings.readBackAt)),
    line('Seen in DNS', after(timings.startedAt, timings.dnsAt)),
    line('DNS', plain(report.dns.statement)),
    line('Safety rules overridden', report.overridden.map(plain).join(', ') || 'none'),
    line('Gates forced', report.forcedGates.map(plain).join(', ') || 'none'),
    line('Approved by', approvals.map(({ identity }) => plain(identity)).join(', ') || 'nobody was asked'),
    '',
    '## Routing controls',
    '',
    '| application | cell | state | ARN |',
    '| --- | --- | --- | --- |',
    ...observedStates.map(
      ({ application, cell, state }) =>
        `| ${plain(application)} | ${plain(cell)} | ${state} | ${plain(arnOf(application, cell))} |`,
    ),
    '',
    '## Gates',
    '',
    ...(gates.length === 0
      ? ['The plan has none for this cell.']
      : gates.map(({ gate, ready, reason }) => `- ${plain(gate)}: ${ready ? 'ready' : 'not ready'}, ${plain(reason)}`)),
    '',
    '## Endpoints',
    '',
    '| Region | calls | answered | slowest | last failure |',
    '| --- | --- | --- | --- | --- |',
    ...endpoints.map(
      ({ region, calls, answered, slowestMs, failure }) =>
        `| ${region} | ${calls} | ${answered} | ${slowestMs === undefined ? '' : `${slowestMs} ms`} | ${plain(failure ?? '')} |`,
    ),
    '',
    '## Log',
    '',
    '| time | what | hash |',
    '| --- | --- | --- |',
    ...log.map(({ at, what, hash }) => `| ${at} | ${plain(what)} | ${hash.slice(0, 16)} |`),
    '',
    `Last hash: ${report.logHead}`,
    '',
  ].join('\n');
}
