/**
 * The one seam between AWS and a laptop. On AWS the slot is empty and everything comes from Lambda; locally the composition fills
 * it per function: an in-process transport, the role's credentials, the function's environment, virtual time, seeded randomness.
 */
import { randomBytes as cryptoRandomBytes } from 'node:crypto';

/** What the composition may put into `globalThis[Symbol.for('groundcrew.runtime')]`. Every member is optional. */
export interface RuntimeSlot {
  /** An SDK v3 request handler: `handle(request)` answers `{response: {statusCode, headers, body}}`. */
  readonly transport?: object;
  readonly credentials?: Credentials;
  /** Makes an SDK v3 `signerConstructor`, for a transport whose other end verifies no signature. */
  readonly signers?: (credentials: Credentials) => object;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly clock?: Clock;
  /** Uniform in [0, 1). */
  readonly random?: () => number;
}

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  sleep(milliseconds: number): Promise<void>;
}

const key = Symbol.for('groundcrew.runtime');

/** The slot of this function, empty on AWS. */
export function runtimeSlot(): RuntimeSlot {
  return (globalThis as { [key]?: RuntimeSlot })[key] ?? {};
}

/** Fills the slot, for a program of its own that rehearses: the offline kit of arc-failover. */
export function setRuntimeSlot(slot: RuntimeSlot): void {
  (globalThis as { [key]?: RuntimeSlot })[key] = slot;
}

/** Whether this runs in a simulated organization, where nobody proves who they are. */
export function inSimulation(): boolean {
  return runtimeSlot().transport !== undefined;
}

/** Milliseconds since the epoch, in virtual time where there is one. */
export function now(): number {
  return runtimeSlot().clock?.now() ?? Date.now();
}

/** Bytes that nobody can guess on AWS; seeded ones in a simulated organization. */
export function randomBytes(length: number): Uint8Array {
  const { random } = runtimeSlot();
  return random ? Uint8Array.from({ length }, () => Math.floor(random() * 256)) : cryptoRandomBytes(length);
}

/** Waits, in virtual time where there is one. Only the client of recovery clusters may: elsewhere the state machine waits. */
export function sleep(milliseconds: number): Promise<void> {
  const { clock } = runtimeSlot();
  return clock ? clock.sleep(milliseconds) : new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** An environment variable that the template sets; its absence is a mistake of the deployment, so it throws. */
export function environment(name: string): string {
  const value = (runtimeSlot().env ?? process.env)[name];
  if (!value) throw new Error(`environment variable ${name} is not set: the template gives it to this function`);
  return value;
}

/** The Region that the function runs in (Lambda sets AWS_REGION). */
export function region(): string {
  return environment('AWS_REGION');
}
