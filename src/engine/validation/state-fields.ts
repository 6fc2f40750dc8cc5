/**
 * The fields of each state type, as data: where a field may stand and what kind of value it takes.
 * https://states-language.net/spec.html and https://docs.aws.amazon.com/step-functions/latest/dg/statemachine-structure.html
 */

/** What a field's value must be. `number` and `integer` also take a JSONata expression where the state's language is JSONata. */
export type FieldKind =
  | 'any'
  | 'string'
  | 'boolean'
  | 'integer'
  | 'number'
  | 'object'
  /** Variables by name. */
  | 'assign'
  | 'timestamp'
  /** A JSONPath or context path; `nullable` ones may be null (InputPath, OutputPath). */
  | 'path'
  | 'nullable path'
  /** A reference path that says where to write, or null to discard (ResultPath). */
  | 'reference path'
  /** A path or an intrinsic function (ErrorPath, CausePath). */
  | 'path or intrinsic'
  /** An object whose `.$` keys hold paths and intrinsic functions. */
  | 'template'
  /** JSON in which strings may be JSONata expressions. */
  | 'jsonata'
  | 'expression or array'
  | 'state name'
  | 'resource'
  | 'credentials'
  | 'retry'
  | 'catch'
  | 'choices'
  | 'branches'
  | 'processor'
  | 'item reader'
  | 'item batcher'
  | 'result writer'
  | 'label';

export type QueryLanguage = 'JSONPath' | 'JSONata';

export interface Field {
  readonly kind: FieldKind;
  /** Absent: allowed in both. */
  readonly language?: QueryLanguage;
  readonly required?: true;
  /** Its expressions may read `$states.result`. */
  readonly afterResult?: true;
  /** Bounds of a number that is no expression. */
  readonly least?: number;
  readonly most?: number;
}

export type StateType = 'Task' | 'Wait' | 'Pass' | 'Succeed' | 'Fail' | 'Choice' | 'Parallel' | 'Map';
type Fields = Readonly<Record<string, Field>>;

const inPath = (kind: FieldKind): Field => ({ kind, language: 'JSONPath' });
const inJsonata = (kind: FieldKind): Field => ({ kind, language: 'JSONata' });
const integer = (least: number, most?: number): Field => ({ kind: 'integer', least, ...(most !== undefined && { most }) });
/** The longest time that a field takes, in seconds. */
export const MOST_SECONDS = 99_999_999;

const common: Fields = { Type: { kind: 'string' }, Comment: { kind: 'string' }, QueryLanguage: { kind: 'string' } };
const transition: Fields = { Next: { kind: 'state name' }, End: { kind: 'boolean' } };
const inputOutput: Fields = {
  InputPath: inPath('nullable path'),
  OutputPath: inPath('nullable path'),
  Output: inJsonata('jsonata'),
};
const assign: Fields = { Assign: { kind: 'assign' } };
/** Of the states that have a result. */
const afterResult: Fields = {
  Output: { kind: 'jsonata', language: 'JSONata', afterResult: true },
  Assign: { kind: 'assign', afterResult: true },
};
const result: Fields = { ResultPath: inPath('reference path'), ResultSelector: inPath('template') };
const handling: Fields = { Retry: { kind: 'retry' }, Catch: { kind: 'catch' } };
const callInput: Fields = { Parameters: inPath('template'), Arguments: inJsonata('jsonata') };

export const STATE_FIELDS: Readonly<Record<StateType, Fields>> = {
  Task: {
    ...common,
    ...transition,
    ...inputOutput,
    ...afterResult,
    ...result,
    ...handling,
    ...callInput,
    Resource: { kind: 'resource', required: true },
    TimeoutSeconds: integer(1, MOST_SECONDS),
    TimeoutSecondsPath: inPath('path'),
    HeartbeatSeconds: integer(1, MOST_SECONDS),
    HeartbeatSecondsPath: inPath('path'),
    Credentials: { kind: 'credentials' },
  },
  Wait: {
    ...common,
    ...transition,
    ...inputOutput,
    ...assign,
    Seconds: integer(0, MOST_SECONDS),
    SecondsPath: inPath('path'),
    Timestamp: { kind: 'timestamp' },
    TimestampPath: inPath('path'),
  },
  Pass: {
    ...common,
    ...transition,
    ...inputOutput,
    ...assign,
    Parameters: inPath('template'),
    Result: inPath('any'),
    ResultPath: inPath('reference path'),
  },
  Succeed: { ...common, ...inputOutput },
  Fail: {
    ...common,
    Error: { kind: 'string' },
    ErrorPath: inPath('path or intrinsic'),
    Cause: { kind: 'string' },
    CausePath: inPath('path or intrinsic'),
  },
  Choice: { ...common, ...inputOutput, ...assign, Choices: { kind: 'choices', required: true }, Default: { kind: 'state name' } },
  Parallel: {
    ...common,
    ...transition,
    ...inputOutput,
    ...afterResult,
    ...result,
    ...handling,
    ...callInput,
    Branches: { kind: 'branches', required: true },
  },
  Map: {
    ...common,
    ...transition,
    ...inputOutput,
    ...afterResult,
    ...result,
    ...handling,
    Parameters: inPath('template'),
    ItemProcessor: { kind: 'processor' },
    Iterator: { kind: 'processor' },
    ItemsPath: inPath('path'),
    Items: inJsonata('expression or array'),
    ItemSelector: { kind: 'object' },
    ItemReader: { kind: 'item reader' },
    ItemBatcher: { kind: 'item batcher' },
    ResultWriter: { kind: 'result writer' },
    MaxConcurrency: integer(0),
    MaxConcurrencyPath: inPath('path'),
    ToleratedFailureCount: integer(0),
    ToleratedFailureCountPath: inPath('path'),
    ToleratedFailurePercentage: { kind: 'number', least: 0, most: 100 },
    ToleratedFailurePercentagePath: inPath('path'),
    Label: { kind: 'label' },
  },
};

/** In the order in which AWS lists them. */
export const STATE_TYPES: readonly StateType[] = ['Task', 'Wait', 'Pass', 'Succeed', 'Fail', 'Choice', 'Parallel', 'Map'];

/** Fields of which a state may have one at most. */
export const EXCLUSIVE_FIELDS: Readonly<Partial<Record<StateType, readonly (readonly string[])[]>>> = {
  Task: [
    ['TimeoutSeconds', 'TimeoutSecondsPath'],
    ['HeartbeatSeconds', 'HeartbeatSecondsPath'],
  ],
  Fail: [
    ['Error', 'ErrorPath'],
    ['Cause', 'CausePath'],
  ],
  Map: [
    ['ItemProcessor', 'Iterator'],
    ['ItemSelector', 'Parameters'],
    ['MaxConcurrency', 'MaxConcurrencyPath'],
    ['ToleratedFailureCount', 'ToleratedFailureCountPath'],
    ['ToleratedFailurePercentage', 'ToleratedFailurePercentagePath'],
  ],
};

/** Fields of which a state must have exactly one. */
export const ONE_REQUIRED: Readonly<Partial<Record<StateType, readonly string[]>>> = {
  Wait: ['Seconds', 'SecondsPath', 'Timestamp', 'TimestampPath'],
};
