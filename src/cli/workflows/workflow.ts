/** What the command needs to know of a workflow beyond its state machine: how its input file becomes an input, and how its result is read. */
import type { DescribeExecutionOutput } from '@aws-sdk/client-sfn';
import type { Connection, ObservedEvent } from '../connection.ts';

export interface InputFile {
  /** Name without folders, e.g. `accounts.csv`; `stdin` for standard input. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

export interface StartOptions {
  readonly dryRun: boolean;
  readonly allOrNothing: boolean;
  /** The workflow's own options that were given (`flags`), by their names in the command table. */
  readonly flags?: Readonly<Record<string, unknown>>;
}

/** One finished item of a batch, for the progress display. */
export interface ItemProgress {
  readonly label: string;
  readonly ok: boolean;
  readonly detail: string;
}

export interface ResultRow {
  readonly row: number;
  readonly accountName: string;
  readonly status: string;
  readonly accountId?: string;
  readonly errorMsg?: string;
  readonly nextAction?: string;
}

/** One thing wrong with the input file. */
export interface InputProblem {
  readonly row: number | null;
  readonly column: string | null;
  readonly code: string;
  readonly message: string;
}

/** A file to keep beside the execution. */
export interface KeptFile {
  readonly role: string;
  readonly name: string;
  readonly bytes: Uint8Array;
}

export type WorkflowResult =
  | {
      readonly kind: 'rows';
      readonly summary: Readonly<Record<string, unknown>>;
      readonly rows: readonly ResultRow[];
      readonly files: readonly KeptFile[];
    }
  | { readonly kind: 'invalid-input'; readonly errors: readonly InputProblem[] }
  | {
      readonly kind: 'document';
      readonly output: unknown;
      /** What a person at a terminal of so many columns reads instead of the JSON. */
      readonly text?: (columns: number) => string;
      /** What people read instead of the output, in a terminal or not. */
      readonly lines?: readonly string[];
      readonly files?: readonly KeptFile[];
    };

export interface Workflow {
  readonly name: string;
  /** One line for `groundcrew list`. */
  readonly purpose: string;
  /** The target that its state machine is deployed with: statemachines/targets/<target>.yml. */
  readonly target: string;
  /** Options of `start` that only this workflow takes, by their names in the command table. */
  readonly flags?: readonly string[];
  /** An input to begin with, from the project's root, e.g. `examples/accounts.csv`. */
  readonly example?: string;
  /** Stores what the execution reads (a CSV file) and returns the execution's input and the stem of its name. */
  readonly prepare: (
    file: InputFile | undefined,
    options: StartOptions,
    connection: Connection,
  ) => Promise<{ nameStem: string; input: unknown }>;
  /** Reads how a closed execution ended. */
  readonly result: (execution: DescribeExecutionOutput, connection: Connection) => Promise<WorkflowResult>;
  /** How many items the execution works through, once its history tells. */
  readonly itemCount?: (observed: ObservedEvent) => number | undefined;
  /** The item that an event finishes. */
  readonly itemFinished?: (observed: ObservedEvent) => ItemProgress | undefined;
}
