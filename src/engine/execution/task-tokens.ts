import { EngineError } from '../engine-error.ts';
import { keepText } from '../json-text.ts';
import type { Json } from '../json.ts';
import { isLargerThan } from './json-size.ts';

/** A task that somebody else ends. */
export interface WaitingTask {
  succeed(output: Json): void;
  fail(error: string | undefined, cause: string | undefined): void;
  heartbeat(): void;
}

/** Task tokens given out, and the tasks that wait for them. https://docs.aws.amazon.com/step-functions/latest/dg/connect-to-resource.html#connect-wait-token */
export class TaskTokens {
  private readonly waiting = new Map<string, WaitingTask>();
  /** ARN of the state machine or activity that each token was given out for: what SendTask* is authorized on. */
  private readonly owners = new Map<string, string>();
  /** Tokens whose task has ended by itself: timed out, or its execution stopped. */
  private readonly expired = new Set<string>();

  constructor(private readonly maxDataBytes: number) {}

  add(token: string, owner: string, task: WaitingTask): void {
    this.owners.set(token, owner);
    this.waiting.set(token, task);
  }

  ownerOf(token: string): string | undefined {
    return this.owners.get(token);
  }

  /** The task needs no token any more; whoever uses it later learns that it timed out. */
  expire(token: string): void {
    if (this.waiting.delete(token)) this.expired.add(token);
  }

  /** @throws EngineError InvalidToken, TaskTimedOut, InvalidOutput */
  sendSuccess(token: string, output: string): void {
    let value: Json;
    try {
      value = JSON.parse(output) as Json;
    } catch {
      throw new EngineError('InvalidOutput', `Invalid Output: '${output.slice(0, 256)}'`);
    }
    if (isLargerThan(value, this.maxDataBytes))
      throw new EngineError('InvalidOutput', 'Invalid Output: it is larger than the service limit');
    keepText(value, output);
    this.take(token).succeed(value);
  }

  /** @throws EngineError InvalidToken, TaskTimedOut */
  sendFailure(token: string, error: string | undefined, cause: string | undefined): void {
    this.take(token).fail(error, cause);
  }

  /** @throws EngineError InvalidToken, TaskTimedOut */
  sendHeartbeat(token: string): void {
    this.find(token).heartbeat();
  }

  private take(token: string): WaitingTask {
    const task = this.find(token);
    this.waiting.delete(token);
    this.expired.add(token);
    return task;
  }

  private find(token: string): WaitingTask {
    const task = this.waiting.get(token);
    if (task !== undefined) return task;
    if (this.expired.has(token)) {
      throw new EngineError('TaskTimedOut', `Task Timed Out: 'Provided task does not exist anymore'`);
    }
    throw new EngineError('InvalidToken', `Invalid Token: 'Invalid token'`);
  }
}
