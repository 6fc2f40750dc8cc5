/**
 * What a simulated AWS service is: a table of operations over the store. One file per operation group under `<service>/`,
 * one `<service>/service.ts` that collects them with `defineService`.
 */
import type { Json } from './json.ts';
import type { Store, Table } from './store.ts';

/** Who makes a call, resolved from the access key of the request. */
export interface Caller {
  readonly kind: 'role' | 'user' | 'root' | 'service';
  /** `arn:aws:sts::<account>:assumed-role/<role>/<session>`, or the user's, root's or `<service>.amazonaws.com` for a service principal. */
  readonly arn: string;
  /** Account of the principal. */
  readonly account: string;
  /** For a role session: the role's own ARN, whose policies apply. */
  readonly roleArn?: string;
  readonly sessionName?: string;
  readonly sessionTags?: Readonly<Record<string, string>>;
  /** Policies given to AssumeRole, as JSON text: they narrow the role. */
  readonly sessionPolicies?: readonly string[];
  /** The service that makes the call on somebody's behalf (forward access session): sets aws:CalledVia and aws:ViaAWSService. */
  readonly calledVia?: string;
  /** For a service: the resource for which it acts (rule, schedule, bucket, topic). Sets aws:SourceArn and aws:SourceAccount. */
  readonly sourceArn?: string;
}

/** One permission that a call needs. Every one must be allowed, or the call is refused. */
export interface Permission {
  /** e.g. `organizations:DescribeAccount`. */
  readonly action: string;
  /** ARNs; `*` where the action knows no resource. */
  readonly resources: readonly string[];
  /** Service condition keys, e.g. `{'servicecatalog:...': '...'}`; global ones (aws:RequestedRegion, ...) are added by the evaluator. */
  readonly conditions?: Readonly<Record<string, string | readonly string[]>>;
  /**
   * Resource policy (bucket, queue, topic, key, function, role trust) as JSON text. Name the member with `undefined` when the resource
   * could have a policy and has none: a service principal (EventBridge, SNS, ...) is then refused, as on AWS.
   */
  readonly resourcePolicy?: string | undefined;
  /** Account that owns the resource, where its ARN does not say (S3 buckets). Defaults to the ARN's account, else the call's. */
  readonly resourceAccount?: string;
  /** True where identity policies alone never suffice: a role's trust policy. */
  readonly resourcePolicyRequired?: boolean;
}

/** An event as EventBridge delivers it, before id, time, account and region are filled in. */
export interface ServiceEvent {
  readonly source: string;
  readonly 'detail-type': string;
  readonly detail: Json;
  readonly resources?: readonly string[];
  /** Defaults to the account and Region of the call. */
  readonly account?: string;
  readonly region?: string;
}

/** A ServiceEvent with everything filled in, as a rule's target receives it (EventBridge's event structure). */
export interface EventEnvelope {
  readonly version: '0';
  readonly id: string;
  readonly 'detail-type': string;
  readonly source: string;
  readonly account: string;
  /** ISO 8601 with seconds, e.g. `2026-11-23T09:00:00Z`. */
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: Json;
}

/** What an operation or timer sees of the world. Nothing else may be read: no Date, no Math.random, no process. */
export interface CallContext {
  readonly account: string;
  readonly region: string;
  readonly caller: Caller;
  readonly requestId: string;
  /** Virtual milliseconds since the epoch. */
  readonly now: number;
  /** Uniform in [0, 1), from the organization's seed and this call: the same call order gives the same draws. */
  random(): number;
  /** `length` characters of [0-9a-z] (or of `alphabet`), derived from the seed and a journalled counter. */
  id(length: number, alphabet?: string): string;
  /** A UUID derived in the same way. */
  uuid(): string;
  readonly store: Store;
  table<Row>(name: string): Table<Row>;
  /** Runs the timer `kind` (`<service>/<what-happens>`) at virtual time `at`, also after a restart. `args` is journalled. */
  schedule(at: number, kind: string, args: Json): string;
  cancelTimer(id: string): void;
  /** Hands an event to the default EventBridge bus of its account and Region. */
  emit(event: ServiceEvent): void;
  /** Calls another simulated operation in process, e.g. as a service on the caller's behalf. Authorized like any other call. */
  call<Output>(request: InternalCall): Output;
  /** The organization's fixed settings (home Region, slots, quotas, durations, sentinels). */
  readonly settings: SandboxSettings;
  /** The outside world: Lambda functions and Step Functions executions. Started after the transaction commits; see ports.ts. */
  readonly ports: SandboxPorts;
  /** Runs `effect` after this transaction has been journalled: the only place where a port may be used by a timer. */
  afterCommit(effect: () => void): void;
  /** Runs `work` as a transaction of its own, with the same account, Region and caller: for what a port's promise brings after the commit. */
  transact(work: (context: CallContext) => void): void;
}

export interface InternalCall {
  readonly service: string;
  readonly operation: string;
  readonly input: unknown;
  /** Defaults to the account, Region and caller of the current call. */
  readonly account?: string;
  readonly region?: string;
  readonly caller?: Caller;
}

/** Durations in milliseconds and counts; filled from the organization file (organization/schema.ts). */
export interface SandboxSettings {
  readonly seed: number;
  readonly managementAccount: string;
  readonly organizationId: string;
  readonly rootId: string;
  readonly homeRegion: string;
  readonly governedRegions: readonly string[];
  /** Control Tower's concurrent account operations: 5 by default, adjustable to 10. */
  readonly controlTowerSlots: number;
  readonly quotas: Readonly<Record<string, number>>;
  /** Where packaged targets are instantiated, by name: account ids and Regions. */
  readonly targets: Readonly<Record<string, { readonly accounts: readonly string[]; readonly regions: readonly string[] }>>;
  /** How long things take, in milliseconds, by `<service>/<what>`, e.g. `controltower/create-account` (organization/durations.ts). */
  readonly durations: Readonly<Record<string, Duration>>;
  readonly serviceControlPolicies: {
    /** Services whose denials do not name the policy. */
    readonly denialsWithoutArn: readonly string[];
    /** Milliseconds between two looks of a tool that detaches what it does not know. */
    readonly revertedEvery?: number | undefined;
  };
  /** Ids of the units whose tag says that drills may be aimed at them: the deployment's allow-list. */
  readonly drillTargets: readonly string[];
  /** Seconds by which a component's clock is ahead. */
  readonly clockSkew: { readonly authorization: number };
}

/** A seeded log-normal distribution cut to a range; all in milliseconds. `sample(duration, random)` is in core/random.ts. */
export interface Duration {
  readonly median: number;
  readonly minimum: number;
  readonly maximum: number;
}

/** Where the sandbox reaches what it does not simulate itself. `src/local` fills them. Promises settle in virtual time. */
export interface SandboxPorts {
  /** Runs a Lambda function's code. `payload` is its event as JSON. */
  invokeFunction(call: {
    functionArn: string;
    payload: Json;
    requestId: string;
  }): Promise<{ payload: Json; functionError?: string }>;
  /** Calls the Step Functions API of the embedded engine, e.g. StartExecution as an EventBridge target. */
  callStepFunctions(call: { operation: string; input: Json; account: string; region: string; caller: Caller }): Promise<Json>;
}

export interface Operation<Input, Output> {
  /** Runs synchronously in one transaction. A promise (Lambda Invoke, Step Functions) is awaited after the commit. Throws AwsError. */
  readonly handle: (input: Input, context: CallContext) => Output | Promise<Output>;
  /** Default: one permission `<iamPrefix>:<OperationName>` on `*`. May read the store, never change it. */
  readonly permissions?: (input: Input, context: CallContext) => readonly Permission[];
  /** True for operations that need no permission (sts:GetCallerIdentity). */
  readonly unauthenticated?: boolean;
}

/* The operations' own types differ; the wire layer gives each the input of its command. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type OperationTable = Readonly<Record<string, Operation<any, any>>>;

export interface Service {
  /** Name of the endpoint and of the signing scope where they agree, as in the SDK client: `organizations`, `servicecatalog`, `sso`, ... */
  readonly name: string;
  /** Prefix of IAM actions, e.g. `servicecatalog`. */
  readonly iamPrefix: string;
  readonly operations: OperationTable;
  /** Timer kinds of this service, by the part after the slash. Run in a transaction of their own with a service caller. */
  readonly timers?: Readonly<Record<string, (args: Json, context: CallContext) => void>>;
  /**
   * Those of `timers` that recur or that nobody waits for: while a person is waited for, virtual time does not pass for them alone.
   */
  readonly backgroundTimers?: readonly string[];
  /**
   * Receives every emitted event, in the transaction that emitted it and with the caller `events.amazonaws.com`: one service (`events`)
   * has it. Deliver through timers or `afterCommit`. Events emitted before it is registered are kept and handed over then.
   */
  readonly receiveEvent?: (event: EventEnvelope, context: CallContext) => void;
}

/** Identity function that keeps a service's definition typed. */
export function defineService(service: Service): Service {
  return service;
}

/** Helper for typing an operation by its SDK command: `operation<DescribeAccountCommandInput, DescribeAccountResponse>({...})`. */
export function operation<Input, Output>(definition: Operation<Input, Output>): Operation<Input, Output> {
  return definition;
}
