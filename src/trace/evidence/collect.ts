/** Reads an execution and its children through the Step Functions API. */
import {
  DescribeExecutionCommand,
  DescribeStateMachineForExecutionCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  type SFNClient,
} from '@aws-sdk/client-sfn';
import { buildTrace } from '../build-trace.ts';
import type { Gap, TraceEvent, TraceSource } from '../trace.ts';
import type { CollectedExecution } from './collected.ts';
import { asJson, type JsonObject } from './json.ts';

/** Children that one bundle holds at most; the others are stated as a gap. */
const mostChildren = 10_000;
/** Nested executions are followed this deep. */
const deepest = 5;
/** Executions read at a time: GetExecutionHistory allows 20 calls a second (Step Functions service quotas). */
const atOnce = 4;

/** Step Functions where an execution is. Its credentials may differ by account and Region. */
export type ClientOf = (arn: string) => SFNClient;

/**
 * Reads an execution with everything below it.
 * @throws ExecutionDoesNotExist when it is not there, or AWS has deleted it 90 days after its end; and any error of the API for it. What
 * cannot be read of a child is a gap.
 */
export async function collectExecution(
  clientOf: ClientOf,
  executionArn: string,
  source: TraceSource,
): Promise<CollectedExecution> {
  return new Collector(clientOf, source).execution(executionArn, 0);
}

class Collector {
  private children = 0;

  constructor(
    private readonly clientOf: ClientOf,
    private readonly source: TraceSource,
  ) {}

  async execution(executionArn: string, depth: number): Promise<CollectedExecution> {
    const client = this.clientOf(executionArn);
    const execution = asJson(await client.send(new DescribeExecutionCommand({ executionArn })));
    const pages: { events: JsonObject[] }[] = [];
    let nextToken: string | undefined;
    do {
      const page = await client.send(new GetExecutionHistoryCommand({ executionArn, maxResults: 1000, nextToken }));
      pages.push({ events: (page.events ?? []).map(asJson) });
      nextToken = page.nextToken;
    } while (nextToken);
    const definition = await this.definition(client, executionArn);
    const trace = buildTrace(pages.flatMap(({ events }) => events) as unknown as TraceEvent[], {
      source: this.source,
      executionArn,
    });
    const gaps: Gap[] = [...trace.gaps];
    /* The executions of a Map Run run a part of the definition above them, which is there or is a gap itself. */
    if (!definition && typeof execution['mapRunArn'] !== 'string')
      gaps.push({ what: 'the definition', why: 'the state machine is deleted' });
    const children = await this.below(trace.children, depth, gaps);
    return { execution, pages, ...(definition ? { definition } : {}), children, gaps };
  }

  private async definition(client: SFNClient, executionArn: string): Promise<JsonObject | undefined> {
    try {
      return asJson(await client.send(new DescribeStateMachineForExecutionCommand({ executionArn })));
    } catch (error) {
      if (/DoesNotExist/.test((error as Error).name)) return undefined;
      throw error;
    }
  }

  private async below(
    references: readonly { readonly arn: string }[],
    depth: number,
    gaps: Gap[],
  ): Promise<CollectedExecution[]> {
    const arns = (
      await Promise.all(references.map(({ arn }) => this.orGap(arn, gaps, () => this.executionsOf(arn, gaps))))
    ).flatMap((found) => found ?? []);
    if (depth >= deepest && arns.length > 0) {
      gaps.push({ what: `${arns.length} child executions`, why: `they are nested deeper than ${deepest} executions` });
      return [];
    }
    const room = Math.max(0, mostChildren - this.children);
    const wanted = arns.slice(0, room);
    this.children += wanted.length;
    if (wanted.length < arns.length) {
      gaps.push({ what: `${arns.length - wanted.length} child executions`, why: `one bundle holds at most ${mostChildren}` });
    }
    const read: CollectedExecution[] = [];
    for (let index = 0; index < wanted.length; index += atOnce) {
      const some = await Promise.all(
        wanted.slice(index, index + atOnce).map((arn) => this.orGap(arn, gaps, () => this.execution(arn, depth + 1))),
      );
      read.push(...some.filter((one) => one !== undefined));
    }
    return read;
  }

  /** What cannot be read of a child is a gap; a throttle is not: the capture is tried again. */
  private async orGap<Value>(arn: string, gaps: Gap[], read: () => Promise<Value>): Promise<Value | undefined> {
    try {
      return await read();
    } catch (error) {
      const { name, message } = error as Error;
      if (/Throttl|TooManyRequests/.test(name)) throw error;
      gaps.push({ what: `child ${arn}`, why: `${name}: ${message}` });
      return undefined;
    }
  }

  /** A Map Run's executions; of anything else itself. Express children have no history in the API. */
  private async executionsOf(arn: string, gaps: Gap[]): Promise<string[]> {
    if (arn.split(':')[5] === 'express') {
      gaps.push({ what: `child execution ${arn}`, why: 'the API keeps no history of Express executions' });
      return [];
    }
    if (arn.split(':')[5] !== 'mapRun') return [arn];
    const executions: string[] = [];
    let nextToken: string | undefined;
    do {
      const page = await this.clientOf(arn).send(new ListExecutionsCommand({ mapRunArn: arn, maxResults: 1000, nextToken }));
      executions.push(...(page.executions ?? []).map(({ executionArn }) => executionArn!));
      nextToken = page.nextToken;
    } while (nextToken && executions.length <= mostChildren);
    return executions.sort();
  }
}
