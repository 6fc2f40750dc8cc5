/** What the call service needs of the rest of the simulation; filled by owner.ts. */
import type { Caller, InternalCall } from '../../sandbox/core/service.ts';

/** What a call came to; `error` is an AwsError, or a transport error when the answer was lost. */
export type CallOutcome = { readonly latencyMs: number } & ({ readonly output: unknown } | { readonly error: unknown });

export interface ServicePort {
  /** Carries out one call, authorized. Never rejects. */
  invoke(request: Required<InternalCall>): Promise<CallOutcome>;
  /**
   * The session in which Step Functions makes a machine's calls: the role must trust `states.amazonaws.com`.
   * @throws AwsError AccessDenied otherwise.
   */
  machineSession(roleArn: string, sessionName: string): Caller;
  /**
   * The session of a state's `Credentials`: `targetRoleArn` assumed by the machine's session with its ARN as external id.
   * @throws AwsError AccessDenied.
   */
  assume(machine: Caller, targetRoleArn: string, sessionName: string, externalId: string): Promise<Caller>;
  /** A request id from the seed. */
  uuid(): string;
  now(): number;
}
