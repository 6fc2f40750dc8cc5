/**
 * The approvals that executions wait for. Virtual time must not run away from a person: while one waits, the clock does not pass its
 * expiry, and stands still once nothing but time limits and recurring schedules are left.
 */
import type { Json } from '../../engine/json.ts';
import type { CallService, ServiceCall } from '../../engine/ports.ts';

/** One task that waits for a person. */
export interface WaitingApproval {
  readonly executionArn: string;
  /** Virtual milliseconds since the epoch. */
  readonly expiresAt: number;
}

type Listener = (approval: WaitingApproval) => void;

export class WaitingApprovals {
  private readonly waiting = new Set<WaitingApproval>();
  private readonly listeners = new Set<Listener>();
  private functions: readonly string[] = [];
  private ignored = 0;

  /** `now` is virtual. */
  constructor(private readonly now: () => number) {}

  /** From now on a task that waits for one of these functions, by ARN without version, is an approval. */
  recognize(functions: readonly string[]): void {
    this.functions = functions;
  }

  /** Watches the engine's calls: a task waits from the answer of the function that asked until its attempt ends, however it does. */
  watch(callService: CallService): CallService {
    return async (call) => {
      const outcome = await callService(call);
      const seconds = outcome.ok ? this.expiresInSeconds(call) : undefined;
      if (seconds !== undefined && !call.signal.aborted) this.add(call, this.now() + seconds * 1000);
      return outcome;
    };
  }

  /** A task of a restored execution waits since `answeredAt`. */
  goesOnWaiting(call: ServiceCall, answeredAt: number): void {
    const seconds = this.expiresInSeconds(call);
    if (seconds !== undefined) this.add(call, answeredAt + seconds * 1000);
  }

  /** The earliest expiry, which the clock must not reach; undefined when nothing waits. */
  holdsAt(): number | undefined {
    if (this.ignored > 0 || this.waiting.size === 0) return undefined;
    let earliest = Infinity;
    for (const { expiresAt } of this.waiting) earliest = Math.min(earliest, expiresAt);
    return earliest;
  }

  /** Those that wait now. */
  all(): readonly WaitingApproval[] {
    return [...this.waiting];
  }

  /** Lets time pass although somebody is waited for, so that approvals expire. Returns the function that ends it. */
  letExpire(): () => void {
    this.ignored += 1;
    return () => void (this.ignored -= 1);
  }

  /** Tells `listener` when a task begins to wait. Returns the function that ends it. */
  onAsked(listener: Listener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private add({ executionArn, signal }: ServiceCall, expiresAt: number): void {
    const approval = { executionArn, expiresAt };
    this.waiting.add(approval);
    signal.addEventListener('abort', () => this.waiting.delete(approval), { once: true });
    for (const listener of this.listeners) listener(approval);
  }

  private expiresInSeconds({ pattern, service, parameters }: ServiceCall): number | undefined {
    if (pattern !== 'waitForTaskToken' || service !== 'lambda') return undefined;
    const functionName = member(parameters, 'FunctionName');
    const isApproval = this.functions.some((arn) => functionName === arn || `${String(functionName)}`.startsWith(`${arn}:`));
    const seconds = member(member(member(parameters, 'Payload'), 'request'), 'expiresInSeconds');
    return isApproval && typeof seconds === 'number' ? seconds : undefined;
  }
}

function member(value: Json | undefined, name: string): Json | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && Object.hasOwn(value, name)
    ? value[name]
    : undefined;
}
