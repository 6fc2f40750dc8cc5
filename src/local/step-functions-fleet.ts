/** One engine and one Step Functions API for each account and Region that has machines; made on first use. */
import { StepFunctionsApi, type EngineEvent, type EngineExecution, type EnginePort } from '../engine/api/index.ts';
import type { DurablePorts } from '../engine/durable/durable-ports.ts';
import type { CallService, Clock, ObjectStore } from '../engine/ports.ts';
import type { EnginePart, EngineRequest } from './parts.ts';
import { randomStream, randomUuid } from '../sandbox/core/random.ts';

export interface FleetOptions {
  readonly clock: Clock;
  readonly seed: number;
  readonly callService: CallService;
  readonly durable: DurablePorts | undefined;
  makeEngine(request: EngineRequest): EnginePart;
  objectStore(account: string, region: string): ObjectStore;
  /** Wraps the engine for the API, e.g. with executions of earlier processes. */
  wrap(engine: EnginePort): EnginePort;
  onEvent(execution: EngineExecution, event: EngineEvent): void;
  onStarted(execution: EngineExecution): void;
  onClosed(execution: EngineExecution): void;
}

interface Member {
  readonly engine: EnginePart;
  readonly api: StepFunctionsApi;
}

export class StepFunctionsFleet {
  private readonly members = new Map<string, Member>();

  /** `opening` counts how often the organization has been opened: ids of one process differ from those of the next. */
  constructor(
    private readonly options: FleetOptions,
    private readonly opening: number,
  ) {}

  api(account: string, region: string): StepFunctionsApi {
    return this.member(account, region).api;
  }

  engine(account: string, region: string): EnginePart {
    return this.member(account, region).engine;
  }

  private member(account: string, region: string): Member {
    const key = `${account}/${region}`;
    let member = this.members.get(key);
    if (!member) this.members.set(key, (member = this.make(account, region)));
    return member;
  }

  private make(account: string, region: string): Member {
    const { clock, seed, callService, durable, objectStore, makeEngine, wrap, onEvent, onStarted, onClosed } = this.options;
    const random = randomStream(seed, `engine/${account}/${region}/${this.opening}`);
    const uuid = (): string => randomUuid(random);
    const streams = (arn: string, startDate: number): { random: () => number; uuid: () => string } => {
      const own = randomStream(seed, `execution/${arn}/${startDate}`);
      return { random: own, uuid: () => randomUuid(own) };
    };
    const objects = objectStore(account, region);
    const engine = makeEngine({ clock, callService, objects, random, uuid, account, region, streams, durable });
    engine.onEvent(onEvent);
    engine.onStatusChange((execution) => {
      if (execution.status === 'RUNNING') onStarted(execution);
      else onClosed(execution);
    });
    const api = new StepFunctionsApi({
      engine: wrap(engine),
      account,
      region,
      callService,
      now: () => clock.now(),
      uuid,
      random,
    });
    return { engine, api };
  }
}
