import type { CallContext } from '../core/service.ts';
import type { Store, Table } from '../core/store.ts';

/** Configuration of a function, as GetFunctionConfiguration answers it. */
export interface FunctionConfiguration {
  readonly Role: string;
  readonly Handler?: string;
  readonly Runtime?: string;
  readonly Description?: string;
  readonly Timeout?: number;
  readonly MemorySize?: number;
  readonly Environment?: { readonly Variables?: Readonly<Record<string, string>> };
  readonly Layers?: readonly string[];
  readonly TracingConfig?: { readonly Mode?: string };
  readonly DeadLetterConfig?: { readonly TargetArn?: string };
  readonly Architectures?: readonly string[];
}

export interface FunctionRow {
  readonly name: string;
  /** Without a version: `arn:aws:lambda:<region>:<account>:function:<name>`. */
  readonly arn: string;
  readonly configuration: FunctionConfiguration;
  /** Hash that stands for the code: published versions with the same one are the same version. */
  readonly code: string;
  readonly modified: number;
  readonly versions: readonly FunctionVersion[];
  readonly aliases: Readonly<Record<string, string>>;
  readonly permissions: Readonly<Record<string, PolicyStatement>>;
  readonly reservedConcurrency?: number;
  readonly eventInvoke?: EventInvokeSettings;
}

export interface FunctionVersion {
  readonly version: string;
  readonly configuration: FunctionConfiguration;
  readonly code: string;
}

/** What becomes of an asynchronous invocation that fails. https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-configuring.html */
export interface EventInvokeSettings {
  readonly MaximumRetryAttempts?: number;
  readonly MaximumEventAgeInSeconds?: number;
  readonly DestinationConfig?: { readonly OnFailure?: { readonly Destination?: string } };
}

/** A statement of the function's resource policy, as AddPermission writes it. */
export interface PolicyStatement {
  readonly Sid: string;
  readonly Effect: 'Allow';
  readonly Principal: Readonly<Record<string, string>> | '*';
  readonly Action: string;
  readonly Resource: string;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** Functions by ARN. */
export const functions = (store: Store): Table<FunctionRow> => store.table<FunctionRow>('lambda/functions');

export const functionArn = (name: string, context: Pick<CallContext, 'account' | 'region'>): string =>
  `arn:aws:lambda:${context.region}:${context.account}:function:${name}`;

/** The function's resource policy as JSON text; undefined when it has none. */
export function policyOf(row: FunctionRow): string | undefined {
  const statements = Object.values(row.permissions);
  return statements.length === 0 ? undefined : JSON.stringify({ Version: '2012-10-17', Id: 'default', Statement: statements });
}
