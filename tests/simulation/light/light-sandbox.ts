/** A sandbox that takes the calls of `lightCode` as they are, beside those off the wire. */
import { AwsError } from '../../../src/sandbox/core/errors.ts';
import type { Organization } from '../../../src/sandbox/organization/organization.ts';
import { openSandbox, type Sandbox } from '../../../src/sandbox/sandbox.ts';
import { services } from '../../../src/sandbox/services.ts';
import type { Parts, SandboxPart } from '../../../src/local/parts.ts';
import { realParts } from '../../../src/local/real-parts.ts';
import type { Caller } from '../../../src/sandbox/core/service.ts';
import { lightCallHeader, lightCallsKey, type LightCall } from './light-code.ts';

type Handle = SandboxPart['handle'];
type Answer = { readonly output: object } | { readonly error: Error };

/** What somebody sees of every call of a function. */
export interface CallWatch {
  /** Before it is carried out: an answer that is given is the call's, and nothing is carried out. */
  before?(call: WatchedCall): Answer | undefined;
  /** When it ended: an answer that is given takes the place of AWS's. */
  after?(call: WatchedCall, outcome: { readonly output: unknown } | { readonly error: unknown }): Answer | undefined;
}
/** Its operation and input may be changed before it is carried out. */
export interface WatchedCall {
  readonly service: string;
  operation: string;
  input: Record<string, unknown>;
  readonly region: string;
  readonly caller: Caller;
}

/** Parts of an organization that is given as it is, in memory. */
export function lightParts(organization: Organization, watch: CallWatch = {}, simulated?: readonly string[]): Parts {
  return {
    makeEngine: (request) => realParts.makeEngine(request),
    async openSandbox({ ports, callLog = false, clockAt }) {
      const clock = clockAt(organization.now);
      const sandbox = await openSandbox({
        organization,
        clock,
        ports,
        callLog,
        ...(simulated ? { services: services.filter(({ name }) => simulated.includes(name)) } : {}),
      });
      return light(sandbox, watch);
    },
  };
}

function light(sandbox: Sandbox, watch: CallWatch): SandboxPart {
  const calls = ((globalThis as { [lightCallsKey]?: Map<string, LightCall> })[lightCallsKey] ??= new Map());
  const handle: Handle = async (request) => {
    const call = calls.get(request.headers[lightCallHeader] ?? '');
    if (!call) return sandbox.handle(request);
    const caller = sandbox.callerOf(call);
    const { service, region } = call;
    const input = plain(call.input) as Record<string, unknown>;
    if (service === 's3' && typeof input['Body'] === 'string') input['Body'] = Buffer.from(input['Body']);
    const watched: WatchedCall = { service, operation: call.operation, input, region, caller };
    const instead = watch.before?.(watched);
    const outcome = instead
      ? { latencyMs: 20, ...instead }
      : await sandbox.invoke({
          service,
          operation: watched.operation,
          input: watched.input,
          account: caller.account,
          region,
          caller,
        });
    const other = watch.after?.(watched, outcome);
    if (other) call.answer = other;
    else if ('error' in outcome) {
      const { error } = outcome;
      if (error instanceof Error && 'code' in error && (error.code === 'ECONNRESET' || error.code === 'ETIMEDOUT')) throw error;
      call.answer = { error: asThrown(error) };
    } else call.answer = { output: plain(outcome.output ?? {}) as object };
    return { statusCode: 200, headers: {}, body: new Uint8Array(), latencyMs: outcome.latencyMs };
  };
  return Object.create(sandbox, {
    handle: { value: handle },
    loadingFor: {
      value: (request: Parameters<Handle>[0]) =>
        request.headers[lightCallHeader] === undefined ? sandbox.loadingFor(request) : undefined,
    },
  }) as SandboxPart;
}

/** As the SDK throws an answer that is an error. */
function asThrown(error: unknown): Error {
  if (!(error instanceof AwsError)) return error as Error;
  const thrown = Object.assign(new Error(error.message), error.fields, { $metadata: { httpStatusCode: error.statusCode } });
  return Object.assign(thrown, { name: error.code });
}

/** What is left of an input on the wire: no members without a value, nothing shared with the caller. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value) || value instanceof Date) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, member]) => (member === undefined ? [] : [[name, plain(member)]])),
  );
}
