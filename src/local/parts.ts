/** What an organization is put together from: the interfaces of sandbox and engine as far as `src/local` uses them. */
import type { EngineEvent, EngineExecution, EnginePort } from '../engine/api/index.ts';
import type { DurablePorts, SavedExecution } from '../engine/durable/durable-ports.ts';
import type { CallService, Clock, ObjectStore } from '../engine/ports.ts';
import type { CallSite } from '../sandbox/authorization/condition-values.ts';
import type { CallLogEntry } from '../sandbox/authorization/call-log.ts';
import type { Decision } from '../sandbox/authorization/decide.ts';
import type { Caller, InternalCall, Permission, SandboxPorts, SandboxSettings, Service } from '../sandbox/core/service.ts';
import type { Store } from '../sandbox/core/store.ts';
import type { WireRequest, WireResponse } from './bundles/sdk-transport.ts';
import type { CallOutcome } from './call-service/service-port.ts';
import type { SdkCredentials } from './local.ts';

/** An open sandbox. */
export interface SandboxPart {
  readonly store: Store;
  readonly settings: SandboxSettings;
  register(service: Service): void;
  /** Settles when the code that a request needs is loaded, which takes real time; undefined when it is. */
  loadingFor(request: WireRequest): Promise<unknown> | undefined;
  /** Answers one request off the wire, for the caller whose credentials signed it. Never rejects but for a lost answer. */
  handle(request: WireRequest): Promise<WireResponse & { readonly latencyMs: number }>;
  /** The same path without the wire. Never rejects. */
  invoke(request: Required<InternalCall>): Promise<CallOutcome>;
  /** Credentials of a principal, the same ones each time. */
  credentials(caller: Caller): SdkCredentials;
  /** Decides and logs without carrying anything out; `call` names what asks, for the call log. */
  decide(caller: Caller, permissions: readonly Permission[], site: CallSite, call: string): Decision;
  /** Every decision so far. @throws Error when they are not kept. */
  callLog(): readonly CallLogEntry[];
  close(): void | Promise<void>;
}

export interface SandboxRequest {
  readonly organizationFile: string;
  /** Folder of the journal; memory only when absent. */
  readonly directory?: string;
  readonly seed?: number;
  readonly ports: SandboxPorts;
  /** Keeps every decision for `callLog`. */
  readonly callLog?: boolean;
  /** Makes the clock for the virtual time at which the organization begins or goes on. */
  readonly clockAt: (now: number) => Clock;
}

/** An engine of one account and Region. */
export interface EnginePart extends EnginePort {
  onEvent(listener: (execution: EngineExecution, event: EngineEvent) => void): void;
  /** Lets an execution that has ended leave memory. False when it cannot. */
  forget(executionArn: string): boolean;
  /** Brings executions of earlier processes back; absent in an engine that cannot. */
  restore?(saved: SavedExecution): Promise<EngineExecution>;
  goOn?(): void;
  /** Told when an execution's status changes. */
  onStatusChange(listener: (execution: EngineExecution) => void): void;
}

export interface EngineRequest {
  readonly clock: Clock;
  readonly callService: CallService;
  readonly objects: ObjectStore;
  readonly random: () => number;
  readonly uuid: () => string;
  readonly account: string;
  readonly region: string;
  /** Randomness of one execution. */
  readonly streams: (executionArn: string, startDate: number) => { random: () => number; uuid: () => string };
  /** Where executions are kept that outlive the process; undefined in memory. */
  readonly durable: DurablePorts | undefined;
}

/** How the parts are made; tests give smaller ones. */
export interface Parts {
  openSandbox(request: SandboxRequest): Promise<SandboxPart>;
  makeEngine(request: EngineRequest): EnginePart;
}
