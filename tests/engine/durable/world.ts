/** A world that outlives engines: services that answer at times of their own, an outsider who answers tokens, and what was kept. */
import { VirtualClock } from '../../../src/engine/clock.ts';
import type { SavedExecution } from '../../../src/engine/durable/durable-ports.ts';
import type { EndedExecution } from '../../../src/engine/durable/ended-execution.ts';
import type { RecordedInput } from '../../../src/engine/durable/recorded-input.ts';
import { Engine } from '../../../src/engine/engine.ts';
import type { Json } from '../../../src/engine/json.ts';
import type { ObjectStore, ServiceCall, ServiceOutcome } from '../../../src/engine/ports.ts';
import { randomStream, randomUuid } from '../../../src/sandbox/core/random.ts';

const began = Date.UTC(2030, 0);

/** What a service answers: after so many seconds; a token's holder answers so many seconds after that. */
export interface Reply {
  readonly after: number;
  readonly outcome: ServiceOutcome;
  readonly token?: { readonly after: number; readonly output: Json };
}

interface Due {
  readonly at: number;
  readonly act: (engine: Engine) => void;
}

export class World {
  readonly inputs = new Map<string, RecordedInput[]>();
  readonly starts: Omit<SavedExecution, 'inputs' | 'ended'>[] = [];
  /** Every execution of the last engine, also those it forgot, by ARN. */
  readonly ended = new Map<string, EndedExecution>();
  readonly startDates = new Map<string, number>();
  readonly lost: string[] = [];
  inputCount = 0;
  now = began;
  private readonly replies = new Map<string, { readonly at: number; readonly reply: Reply }>();
  private due: Due[] = [];

  constructor(
    private readonly reply: (call: ServiceCall) => Reply,
    private readonly objects: ObjectStore | undefined = undefined,
  ) {}

  /** A new process: an engine, its clock, and everything that is due still. */
  async open(): Promise<{ engine: Engine; clock: VirtualClock }> {
    const clock = new VirtualClock(this.now);
    const arm = (due: Due): void => {
      const fire = (): void => {
        this.due = this.due.filter((one) => one !== due);
        due.act(engine);
      };
      clock.setTimer(due.at, fire);
    };
    const later = (due: Due): void => {
      this.due.push(due);
      arm(due);
    };
    const shared = randomStream(1, `engine/${this.now}`);
    const engine: Engine = new Engine({
      clock,
      callService: (call) => this.answer(call, clock, later),
      objects: this.objects,
      random: shared,
      uuid: () => randomUuid(shared),
      streams: (arn, startDate) => {
        const own = randomStream(1, `${arn}/${startDate}`);
        return { random: own, uuid: () => randomUuid(own) };
      },
      durable: {
        record: (arn, input) => {
          this.inputCount += 1;
          // As it comes back from a file.
          this.inputs.set(arn, [...(this.inputs.get(arn) ?? []), JSON.parse(JSON.stringify(input)) as RecordedInput]);
        },
        saved: (arn) => {
          const startDate = this.startDates.get(arn);
          const ended = this.ended.get(arn);
          return startDate === undefined
            ? undefined
            : { startDate, inputs: this.inputs.get(arn) ?? [], ...(ended ? { ended } : {}) };
        },
        restored: () => undefined,
        lost: (arn, reason) => {
          this.lost.push(`${arn}: ${reason}`);
          throw new Error(reason);
        },
        waits: () => undefined,
      },
      account: '123456789012',
      region: 'us-east-1',
    });
    engine.onStatusChange((execution) => {
      if (execution.status === 'RUNNING') {
        this.startDates.set(execution.arn, execution.startDate);
        this.ended.delete(execution.arn);
      } else this.ended.set(execution.arn, execution as unknown as EndedExecution);
    });
    for (const start of this.starts) {
      if (!this.ended.has(start.arn)) await engine.restore({ ...start, inputs: this.inputs.get(start.arn) ?? [] });
    }
    engine.goOn();
    for (const due of [...this.due].sort((one, other) => one.at - other.at)) arm(due);
    return { engine, clock };
  }

  start(engine: Engine, name: string, definition: object, input: Json): string {
    const stateMachineArn = 'arn:aws:states:us-east-1:123456789012:stateMachine:Machine';
    const request = { stateMachineArn, roleArn: 'arn:aws:iam::123456789012:role/Machine', type: 'STANDARD' as const, name };
    const given = { ...request, definition: JSON.stringify(definition), input: JSON.stringify(input) };
    const { arn, startDate } = engine.start(given);
    this.starts.push({ ...given, arn, startDate });
    return arn;
  }

  /** Lets time pass until everything has ended, or `until` says that the process is killed. */
  async run(clock: VirtualClock, until: () => boolean = () => false): Promise<void> {
    await clock.runToIdle(until);
    this.now = clock.now();
  }

  private answer(call: ServiceCall, clock: VirtualClock, later: (due: Due) => void): Promise<ServiceOutcome> {
    const key = JSON.stringify([call.executionArn, call.stateName, call.parameters]);
    const known = this.replies.get(key);
    const { at, reply } = known ?? { at: 0, reply: this.reply(call) };
    const due = known ? at : clock.now() + reply.after * 1000;
    this.replies.set(key, { at: due, reply });
    return new Promise((resolve) => {
      clock.setTimer(due, () => {
        this.replies.delete(key);
        const { token } = reply;
        if (token && call.taskToken !== undefined) {
          const taskToken = call.taskToken;
          const output = JSON.stringify(token.output);
          later({
            at: due + token.after * 1000,
            act: (engine) => {
              try {
                engine.sendTaskSuccess({ taskToken, output });
              } catch {
                // The task is gone: nobody waits.
              }
            },
          });
        }
        resolve(reply.outcome);
      });
    });
  }
}
