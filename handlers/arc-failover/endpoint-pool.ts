/** The five endpoints as a run knows them: in which order it asks, what each has answered, and how much it may write through each. */
import type { ChangeReport } from './contract.ts';
import type { Endpoint, FailoverPorts, Outcome } from './ports.ts';
import { shuffled } from './seeded-random.ts';

/** Three changes a second and endpoint (ARC quotas); the window is longer because requests do not all travel equally long. */
const writesPerWindow = 3;
const window = 1_250;

export const rounds = 3;

interface Known {
  readonly endpoint: Endpoint;
  calls: number;
  answered: number;
  failure?: string;
  slowestMs?: number;
  /** Failed in this run and not answered since: asked after the others. */
  failing: boolean;
  notBefore: number;
  readonly writes: number[];
}

/** What a call came to, over all endpoints and rounds. */
export type PoolOutcome<Answer> =
  | { readonly kind: 'answered'; readonly answer: Answer; readonly endpoint: Endpoint }
  | { readonly kind: 'conflict'; readonly text: string; readonly endpoint: Endpoint }
  | { readonly kind: 'invalid'; readonly text: string; readonly endpoint: Endpoint }
  | { readonly kind: 'denied'; readonly text: string }
  | { readonly kind: 'unavailable'; readonly text: string }
  /** No answer; the request may have taken effect. */
  | { readonly kind: 'unknown'; readonly text: string; readonly endpoint: Endpoint };

export class EndpointPool {
  private readonly known: Known[];

  /** `last`: Region of the cell that is being left, whose endpoint is asked last. Nothing is asked after `deadline`. */
  constructor(
    endpoints: readonly Endpoint[],
    private readonly ports: FailoverPorts,
    private readonly deadline: number,
    last: readonly string[],
  ) {
    const order = shuffled(endpoints, ports.random);
    const isLast = ({ region }: Endpoint): boolean => last.includes(region);
    this.known = [...order.filter((one) => !isLast(one)), ...order.filter(isLast)].map((endpoint) => ({
      endpoint,
      calls: 0,
      answered: 0,
      failing: false,
      notBefore: 0,
      writes: [],
    }));
  }

  /** Asks one endpoint after another, not `except`, until one answers: three rounds with pauses between. */
  async read<Answer>(call: (endpoint: Endpoint) => Promise<Outcome<Answer>>, except?: Endpoint): Promise<PoolOutcome<Answer>> {
    const outcome = await this.ask(call, { except, writes: false });
    /* A read changes nothing: it does not matter whether it took place. */
    return outcome.kind === 'unknown' ? { kind: 'unavailable', text: outcome.text } : outcome;
  }

  /** As `read`, but ends at the first request that may have taken effect without an answer. */
  write(call: (endpoint: Endpoint) => Promise<Outcome<null>>): Promise<PoolOutcome<null>> {
    return this.ask(call, { writes: true });
  }

  health(): ChangeReport['endpoints'] {
    return this.known.map(({ endpoint, calls, answered, failure, slowestMs }) => ({
      region: endpoint.region,
      calls,
      answered,
      ...(failure === undefined ? {} : { failure }),
      ...(slowestMs === undefined ? {} : { slowestMs }),
    }));
  }

  private async ask<Answer>(
    call: (endpoint: Endpoint) => Promise<Outcome<Answer>>,
    { except, writes }: { except?: Endpoint | undefined; writes: boolean },
  ): Promise<PoolOutcome<Answer>> {
    let text = 'no endpoint was asked: the time of the run is over';
    for (let round = 1; round <= rounds; round += 1) {
      const asked = this.inOrder(writes).filter(({ endpoint }) => endpoint.region !== except?.region);
      let denied = 0;
      for (const known of asked) {
        if (!(await this.isReady(known, writes))) continue;
        if (this.ports.now() >= this.deadline) return { kind: 'unavailable', text };
        const outcome = await this.one(known, call, writes);
        const { endpoint } = known;
        if (outcome.kind === 'answered') return { ...outcome, endpoint };
        text = `${endpoint.region}: ${outcome.text}`;
        if (outcome.kind === 'conflict' || outcome.kind === 'invalid')
          return { kind: outcome.kind, text: outcome.text, endpoint };
        if (outcome.kind === 'denied') denied += 1;
        else if (writes && outcome.sent) return { kind: 'unknown', text, endpoint };
      }
      if (denied === asked.length) return { kind: 'denied', text };
      if (round < rounds) await this.pause(round);
    }
    return { kind: 'unavailable', text };
  }

  private async one<Answer>(
    known: Known,
    call: (endpoint: Endpoint) => Promise<Outcome<Answer>>,
    writes: boolean,
  ): Promise<Outcome<Answer>> {
    const begun = this.ports.now();
    known.calls += 1;
    if (writes) known.writes.push(begun);
    const outcome = await call(known.endpoint);
    const took = this.ports.now() - begun;
    known.failing = outcome.kind === 'unavailable' || outcome.kind === 'denied';
    if (known.failing) known.failure = (outcome as { text: string }).text;
    else {
      known.answered += 1;
      known.slowestMs = Math.max(known.slowestMs ?? 0, took);
    }
    if (outcome.kind === 'unavailable' && outcome.retryAfterMs !== undefined) {
      known.notBefore = this.ports.now() + outcome.retryAfterMs;
    }
    return outcome;
  }

  /** Those that failed come last; among the others those come first that may be asked at once. */
  private inOrder(writes: boolean): Known[] {
    const rank = (known: Known): number => (known.failing ? 2 : 0) + (this.readyAt(known, writes) > this.ports.now() ? 1 : 0);
    return [...this.known].sort((one, other) => rank(one) - rank(other));
  }

  /** When the endpoint may be asked: after the time that it named, and for a change when its rate allows. */
  private readyAt({ notBefore, writes: times }: Known, writes: boolean): number {
    const earliest = times.at(-writesPerWindow);
    return Math.max(notBefore, writes && earliest !== undefined ? earliest + window : 0);
  }

  /** Waits until the endpoint may be asked. False when that is after the end of the run. */
  private async isReady(known: Known, writes: boolean): Promise<boolean> {
    const at = this.readyAt(known, writes);
    if (at >= this.deadline) return false;
    const left = at - this.ports.now();
    if (left > 0) await this.ports.sleep(left);
    return true;
  }

  /** Full jitter, from 0.2 s up to 2 s. */
  private async pause(round: number): Promise<void> {
    const most = Math.min(2_000, 500 * 2 ** round);
    await this.ports.sleep(200 + Math.floor(this.ports.random() * (most - 200)));
  }
}
