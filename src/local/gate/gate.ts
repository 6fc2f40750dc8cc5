/**
 * Where requests wait for their turn. Every request that enters the sandbox parks here; when nothing else can run, a seeded scheduler
 * releases one. With it the order of effects depends on the seed alone, never on how fast this machine is.
 */
import type { Clock } from '../../engine/ports.ts';

/** What a request came to: its value, and how long (virtual milliseconds) AWS took to answer. */
export interface Answer<Value> {
  readonly value: Value;
  readonly latencyMs: number;
}

interface Parked {
  /** Number of the activity that made the request; 0 for the engine. */
  readonly activity: number;
  readonly release: () => void;
}

/**
 * Something that runs code of its own: one invocation of a function. It is runnable while it waits for nothing, and virtual time
 * stands still as long as anything is runnable.
 */
export class Activity {
  private waits = 0;
  private ended = false;

  /** `number` counts up from 1 in the order in which activities began. */
  constructor(
    readonly number: number,
    private readonly count: (difference: 1 | -1) => void,
  ) {
    count(1);
  }

  /** A request was made or a timer set. */
  wait(): void {
    this.waits += 1;
    if (this.waits === 1 && !this.ended) this.count(-1);
  }

  /** An answer or a timer has come. */
  resume(): void {
    this.waits -= 1;
    if (this.waits === 0 && !this.ended) this.count(1);
  }

  /** The code has returned. Requests that it left behind do not count any more. */
  end(): void {
    if (this.ended) return;
    this.ended = true;
    if (this.waits === 0) this.count(-1);
  }
}

export class Gate {
  /** Activities that wait for nothing. */
  runnable = 0;
  private begun = 0;
  /** In the order of their activities, so that it does not matter which of two got here first. */
  private readonly parked: Parked[] = [];
  private readonly urgent: Parked[] = [];

  /** `random` chooses which parked request goes next. */
  constructor(
    private readonly clock: Clock,
    private readonly random: () => number,
  ) {}

  /** Starts an activity; it is runnable at once. */
  begin(): Activity {
    return new Activity((this.begun += 1), (difference) => (this.runnable += difference));
  }

  /** Virtual time stands still until `work`, real input and output such as loading code, has settled. */
  async hold(work: Promise<unknown>): Promise<void> {
    this.runnable += 1;
    try {
      await work;
    } finally {
      this.runnable -= 1;
    }
  }

  /** Requests that wait for their turn. */
  get waiting(): number {
    return this.parked.length + this.urgent.length;
  }

  /**
   * Parks a request of `activity` (of the engine, when there is none). When released, `perform` is run; its answer is given after the
   * latency, on the virtual clock. A rejection of `perform` is passed on.
   */
  request<Value>(activity: Activity | undefined, perform: () => Promise<Answer<Value>>): Promise<Value> {
    return this.park(this.parked, activity, perform, true);
  }

  /** A request from outside the simulation (the command line, a loopback client): goes before the others and has no latency. */
  requestFromOutside<Value>(perform: () => Promise<Answer<Value>>): Promise<Value> {
    return this.park(this.urgent, undefined, perform, false);
  }

  /** Releases one request. False when none waits. */
  releaseOne(): boolean {
    const next = this.urgent.shift() ?? this.takeParked();
    next?.release();
    return next !== undefined;
  }

  private park<Value>(
    queue: Parked[],
    activity: Activity | undefined,
    perform: () => Promise<Answer<Value>>,
    late: boolean,
  ): Promise<Value> {
    activity?.wait();
    return new Promise<Value>((resolve, reject) => {
      const settle = (finish: () => void, latencyMs: number): void => {
        const give = (): void => {
          activity?.resume();
          finish();
        };
        if (late && latencyMs > 0) this.clock.setTimer(this.clock.now() + latencyMs, give);
        else give();
      };
      const release = (): void => {
        perform().then(
          ({ value, latencyMs }) => settle(() => resolve(value), latencyMs),
          (error: unknown) => settle(() => reject(error as Error), 0),
        );
      };
      insert(queue, { activity: activity?.number ?? 0, release });
    });
  }

  /** Any of the parked requests, chosen by the seed. */
  private takeParked(): Parked | undefined {
    if (this.parked.length === 0) return undefined;
    return this.parked.splice(Math.floor(this.random() * this.parked.length), 1)[0];
  }
}

/** Puts a request behind those of the same and earlier activities. */
function insert(queue: Parked[], request: Parked): void {
  let low = 0;
  let high = queue.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (queue[middle]!.activity <= request.activity) low = middle + 1;
    else high = middle;
  }
  queue.splice(low, 0, request);
}
