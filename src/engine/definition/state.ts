/** A compiled definition: every expression is parsed once, every field has its default. */
import type { ChoiceRule, JsonataTemplate, JsonObject, Path, ReferencePath, Template } from '../expressions/index.ts';
import type { Json } from '../json.ts';

/** The states of a machine, a Parallel branch or an item processor. */
export interface Flow {
  readonly startAt: string;
  readonly states: ReadonlyMap<string, State>;
}

export interface StateMachineDefinition extends Flow {
  readonly timeoutSeconds: number | undefined;
}

/** A field that is a constant or JSONata (`Seconds`), or a JSONPath (`SecondsPath`). */
export type Value =
  | { readonly kind: 'constant'; readonly value: Json }
  | { readonly kind: 'path'; readonly path: Path; readonly field: string }
  | { readonly kind: 'jsonata'; readonly template: JsonataTemplate; readonly field: string };

export interface Retrier {
  readonly errorEquals: readonly string[];
  readonly intervalSeconds: number;
  readonly maxAttempts: number;
  readonly backoffRate: number;
  readonly maxDelaySeconds: number | undefined;
  readonly fullJitter: boolean;
}

export interface Catcher {
  readonly errorEquals: readonly string[];
  readonly next: string;
  /** JSONPath: where the error output goes; null discards it. */
  readonly resultPath: ReferencePath | null | undefined;
  readonly output: JsonataTemplate | undefined;
  readonly assign: Template | JsonataTemplate | undefined;
}

/** What every state has: its data flow in one of the two query languages, and where it leads. */
export interface StateCommon {
  readonly name: string;
  readonly jsonata: boolean;
  /** Undefined where the state ends its flow. */
  readonly next: string | undefined;
  /** JSONPath: null stands for `null` in the definition, undefined for `$`. */
  readonly inputPath: Path | null | undefined;
  readonly outputPath: Path | null | undefined;
  readonly resultPath: ReferencePath | null | undefined;
  readonly parameters: Template | undefined;
  readonly resultSelector: Template | undefined;
  /** JSONata. */
  readonly arguments: JsonataTemplate | undefined;
  readonly output: JsonataTemplate | undefined;
  readonly assign: Template | JsonataTemplate | undefined;
  readonly retry: readonly Retrier[];
  readonly catch: readonly Catcher[];
}

export interface PassState extends StateCommon {
  readonly type: 'Pass';
  readonly result: Json | undefined;
}
export interface SucceedState extends StateCommon {
  readonly type: 'Succeed';
}
export interface FailState extends StateCommon {
  readonly type: 'Fail';
  readonly error: Value | undefined;
  readonly cause: Value | undefined;
}
export interface WaitState extends StateCommon {
  readonly type: 'Wait';
  readonly seconds: Value | undefined;
  readonly timestamp: Value | undefined;
}
export interface ChoiceBranch {
  readonly rule: ChoiceRule | undefined;
  readonly condition: JsonataTemplate | boolean | undefined;
  readonly next: string;
  /** The state with the rule's own Output and Assign; undefined when neither it nor the rule has any. */
  readonly exit: ChoiceState | undefined;
}
export interface ChoiceState extends StateCommon {
  readonly type: 'Choice';
  readonly choices: readonly ChoiceBranch[];
  readonly default: string | undefined;
}
export interface TaskState extends StateCommon {
  readonly type: 'Task';
  readonly resource: string;
  readonly timeout: Value | undefined;
  readonly heartbeat: Value | undefined;
  readonly credentials: Template | JsonataTemplate | undefined;
}
export interface ParallelState extends StateCommon {
  readonly type: 'Parallel';
  readonly branches: readonly Flow[];
}
export interface MapState extends StateCommon {
  readonly type: 'Map';
  readonly processor: Flow;
  /** The processor's definition as it was written: what a child execution of a Map Run runs. */
  readonly processorDefinition: JsonObject;
  readonly distributed: boolean;
  readonly childType: 'STANDARD' | 'EXPRESS';
  /** `Items` (JSONata) or `ItemsPath`; undefined is the whole input. */
  readonly items: Value | undefined;
  readonly itemSelector: Template | JsonataTemplate | undefined;
  readonly maxConcurrency: Value | undefined;
  readonly toleratedFailureCount: Value | undefined;
  readonly toleratedFailurePercentage: Value | undefined;
  readonly label: string | undefined;
  readonly itemReader: ItemReader | undefined;
  readonly itemBatcher: ItemBatcher | undefined;
  readonly resultWriter: ResultWriter | undefined;
}
export interface ItemReader {
  readonly resource: string;
  readonly arguments: Template | JsonataTemplate | undefined;
  readonly config: JsonObject;
  readonly maxItems: Value | undefined;
}
export interface ItemBatcher {
  readonly maxItems: Value | undefined;
  readonly maxBytes: Value | undefined;
  readonly input: Template | JsonataTemplate | undefined;
}
export interface ResultWriter {
  readonly resource: string | undefined;
  readonly arguments: Template | JsonataTemplate | undefined;
  readonly config: JsonObject;
}

export type State = PassState | SucceedState | FailState | WaitState | ChoiceState | TaskState | ParallelState | MapState;
