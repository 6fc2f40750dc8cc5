/** Runs functions: finds the configuration, keeps a pool of containers per function and version, adds one when all are busy. */
import { randomStream } from '../../sandbox/core/random.ts';
import type { Bundles } from './compile-bundle.ts';
import { Container, type ContainerHost, type FunctionConfiguration, type InvocationResult } from './container.ts';
import type { Json } from '../../engine/json.ts';
import type { SdkCredentials } from '../local.ts';

/** Where configurations and credentials come from: the sandbox's Lambda, IAM and STS. */
export interface FunctionSource {
  /** Configuration of the function, version or alias that the ARN names. */
  configuration(functionArn: string): Promise<FunctionConfiguration>;
  /** Session of the function's role. */
  credentials(configuration: FunctionConfiguration): SdkCredentials;
}

/** Milliseconds after which Lambda takes an idle environment away; the one that is used most stays here. AWS tells no number. */
const idleLimit = 15 * 60_000;

export class FunctionRunner {
  private readonly pools = new Map<string, Container[]>();
  private readonly keys = new WeakMap<FunctionConfiguration, string>();
  private started = 0;

  constructor(
    readonly bundles: Bundles,
    private readonly seed: number,
    private readonly source: FunctionSource,
    private readonly host: ContainerHost,
  ) {}

  /** Invokes a function. A problem of the code (missing file, exception, timeout) is a function error, as on Lambda. */
  async invoke(functionArn: string, payload: Json, requestId: string): Promise<InvocationResult> {
    const configuration = await this.source.configuration(functionArn);
    const container = this.container(configuration);
    const result = await container.invoke(payload, requestId);
    if (container.spent) this.drop(container);
    return result;
  }

  /** Containers that exist, for tests and figures. */
  get containers(): number {
    return [...this.pools.values()].reduce((sum, pool) => sum + pool.length, 0);
  }

  private container(configuration: FunctionConfiguration): Container {
    let key = this.keys.get(configuration);
    if (key === undefined) this.keys.set(configuration, (key = JSON.stringify(configuration)));
    const pool = this.pools.get(key) ?? [];
    if (pool.length === 0) this.pools.set(key, pool);
    const idle = pool.find(({ busy }) => !busy);
    if (idle) {
      this.takeAway(pool, idle);
      return idle;
    }
    const container = new Container(
      configuration,
      this.bundles.get(configuration.handler),
      this.source.credentials(configuration),
      randomStream(this.seed, `function/${configuration.functionArn}/${(this.started += 1)}`),
      this.host,
    );
    pool.push(container);
    return container;
  }

  /** The first that is idle serves, so that those at the end are idle longest: a hundred rows that began together left them behind. */
  private takeAway(pool: Container[], chosen: Container): void {
    const until = this.host.clock.now() - idleLimit;
    for (let last = pool.at(-1)!; last !== chosen && !last.busy && last.idleSince < until; last = pool.at(-1)!) pool.pop();
  }

  private drop(container: Container): void {
    for (const pool of this.pools.values()) if (pool.includes(container)) pool.splice(pool.indexOf(container), 1);
  }
}
