/**
 * One container of a function: an instance of its bundle that serves one invocation at a time, as on Lambda. Its module state lives
 * from one invocation to the next.
 */
import { format } from 'node:util';
import type { Clock } from '../../engine/ports.ts';
import type { Json } from '../../engine/json.ts';
import type { Activity, Gate } from '../gate/gate.ts';
import { taskRoot, type Bundle, type Handler } from './compile-bundle.ts';
import { namingSigner } from './naming-signer.ts';
import { sdkTransport, type TimeLimits, type WireRequest, type WireResponse } from './sdk-transport.ts';
import type { FunctionLogEntry, SdkCredentials } from '../local.ts';

/** What a container needs to know of its function. */
export interface FunctionConfiguration {
  readonly functionName: string;
  /** With the version or alias it was invoked through. */
  readonly functionArn: string;
  readonly version: string;
  readonly handler: string;
  readonly roleArn: string;
  readonly timeoutSeconds: number;
  readonly memorySize: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly account: string;
  readonly region: string;
}

/** The rest of the simulation, as a container sees it. */
export interface ContainerHost {
  readonly clock: Clock;
  readonly gate: Gate;
  /** Answers one request, already authenticated by its credentials. */
  send(request: WireRequest): Promise<WireResponse & { readonly latencyMs: number }>;
  onLog(entry: FunctionLogEntry): void;
}

/** What Lambda's Invoke answers with. */
export interface InvocationResult {
  readonly payload: Json;
  readonly functionError?: 'Unhandled';
}

export class Container {
  busy = false;
  /** True after a timeout: Lambda throws the environment away, and what still runs in it reaches nobody. */
  spent = false;
  /** Virtual time at which its latest invocation ended. */
  idleSince = 0;
  private activity: Activity | undefined;
  private handler: Handler | undefined;

  constructor(
    private readonly configuration: FunctionConfiguration,
    private readonly bundle: Bundle,
    private readonly credentials: SdkCredentials,
    private readonly random: () => number,
    private readonly host: ContainerHost,
  ) {}

  /** Runs one invocation to its end or its timeout. Never rejects. */
  async invoke(event: Json, requestId: string): Promise<InvocationResult> {
    const { clock, gate } = this.host;
    const { timeoutSeconds } = this.configuration;
    const deadline = clock.now() + timeoutSeconds * 1000;
    const activity = gate.begin();
    this.activity = activity;
    this.busy = true;
    let timer: object | undefined;
    try {
      return await new Promise<InvocationResult>((resolve) => {
        timer = clock.setTimer(deadline, () => {
          this.spent = true;
          resolve(timedOut(timeoutSeconds, requestId));
        });
        this.run(event, requestId, deadline).then(resolve, (error: unknown) => resolve(unhandled(error)));
      });
    } finally {
      if (timer) clock.clearTimer(timer);
      activity.end();
      this.activity = undefined;
      this.busy = false;
      this.idleSince = clock.now();
    }
  }

  private async run(event: Json, requestId: string, deadline: number): Promise<InvocationResult> {
    this.handler ??= this.bundle.load({
      clock: this.host.clock,
      activity: () => this.activity,
      random: this.random,
      env: this.environment(),
      log: (level, parts) => {
        const { functionName } = this.configuration;
        this.host.onLog({ functionName, level, message: format(...parts), time: this.host.clock.now() });
      },
      runtime: this.runtime(),
    });
    // The event is parsed anew, as on Lambda: a handler that changes it changes nobody else's data.
    const result = await this.handler(JSON.parse(JSON.stringify(event)), this.context(requestId, deadline));
    return { payload: JSON.parse(JSON.stringify(result ?? null)) as Json };
  }

  /** The slot that handlers/shared/runtime.ts reads. */
  private runtime(): object {
    const { clock } = this.host;
    return {
      transport: sdkTransport((request, limits) => this.send(request, limits)),
      credentials: this.credentials,
      signers: namingSigner,
      env: this.environment(),
      random: this.random,
      clock: {
        now: () => clock.now(),
        sleep: (milliseconds: number) =>
          new Promise<void>((resolve) => {
            const { activity } = this;
            activity?.wait();
            clock.setTimer(clock.now() + milliseconds, () => {
              activity?.resume();
              resolve();
            });
          }),
      },
    };
  }

  /** Answers a request, or lets as much virtual time pass as the client waits for a connection or an answer. */
  private async send(request: WireRequest, { connectionTimeout, requestTimeout }: TimeLimits): Promise<WireResponse> {
    const answer = await this.host.gate.request<WireResponse | Error>(this.activity, async () => {
      try {
        const { latencyMs, ...value } = await this.host.send(request);
        if (latencyMs <= requestTimeout) return { value, latencyMs };
        return { value: timeoutError(`no answer within ${requestTimeout} ms`), latencyMs: requestTimeout };
      } catch (error) {
        if ((error as { code?: string }).code !== 'ETIMEDOUT') throw error;
        return { value: error as Error, latencyMs: connectionTimeout };
      }
    });
    if (answer instanceof Error) throw answer;
    return answer;
  }

  /** Lambda's reserved variables and the function's own (docs: "Lambda environment variables"). */
  private environment(): Record<string, string> {
    const { functionName, version, memorySize, region, environment, handler } = this.configuration;
    return {
      AWS_REGION: region,
      AWS_DEFAULT_REGION: region,
      AWS_LAMBDA_FUNCTION_NAME: functionName,
      AWS_LAMBDA_FUNCTION_VERSION: version,
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memorySize),
      AWS_ACCESS_KEY_ID: this.credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: this.credentials.secretAccessKey,
      AWS_SESSION_TOKEN: this.credentials.sessionToken,
      LAMBDA_TASK_ROOT: taskRoot,
      _HANDLER: handler,
      TZ: ':UTC',
      ...environment,
    };
  }

  private context(requestId: string, deadline: number): object {
    const { functionName, functionArn, version, memorySize } = this.configuration;
    return {
      functionName,
      functionVersion: version,
      invokedFunctionArn: functionArn,
      memoryLimitInMB: String(memorySize),
      awsRequestId: requestId,
      logGroupName: `/aws/lambda/${functionName}`,
      logStreamName: `local/[${version}]`,
      callbackWaitsForEmptyEventLoop: true,
      getRemainingTimeInMillis: () => Math.max(0, deadline - this.host.clock.now()),
    };
  }
}

/** As the SDK's HTTP handler throws it. */
function timeoutError(message: string): Error {
  return Object.assign(new Error(message), { name: 'TimeoutError', code: 'ETIMEDOUT' });
}

/** As Lambda's Node.js runtime reports an error: type, message, trace. */
function unhandled(error: unknown): InvocationResult {
  // Bundles may run in another realm (jest), where `instanceof Error` does not hold.
  const { name, message, stack } = typeof error === 'object' && error !== null ? (error as Partial<Error>) : {};
  const errorType = typeof name === 'string' && name !== '' ? name : typeof error;
  const errorMessage = typeof message === 'string' ? message : String(error);
  return { functionError: 'Unhandled', payload: { errorType, errorMessage, trace: trace(stack) } };
}

/** The stack's lines without frames of this tool and of node_modules, whose paths differ from machine to machine. */
function trace(stack: unknown): string[] {
  if (typeof stack !== 'string') return [];
  return stack
    .split('\n')
    .filter((line) => !/^\s+at /.test(line) || line.includes(`${taskRoot}/`) || /\(?node:/.test(line))
    .filter((line) => !line.includes('node_modules'));
}

function timedOut(timeoutSeconds: number, requestId: string): InvocationResult {
  const errorMessage = `RequestId: ${requestId} Error: Task timed out after ${timeoutSeconds.toFixed(2)} seconds`;
  return { functionError: 'Unhandled', payload: { errorType: 'Sandbox.Timedout', errorMessage } };
}
