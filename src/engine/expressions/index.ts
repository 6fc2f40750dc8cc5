export { numberIn } from './choice/comparison.ts';
/**
 * Everything a state evaluates: JSONPath, reference paths, intrinsic functions, payload templates, choice rules and JSONata.
 * Each is compiled once, when the definition is, and evaluated many times. Pure: no knowledge of executions or events.
 * Compiling throws DefinitionError; evaluating never throws: a failure is an EvaluationFailure value.
 */
export { EvaluationFailure, queryEvaluationFailure, runtimeFailure } from './evaluation-failure.ts';
export type { JsonObject, Scope, Variables } from './scope.ts';
export { compilePath } from './path.ts';
export type { Path } from './path.ts';
export { compileReferencePath } from './reference-path.ts';
export type { ReferencePath } from './reference-path.ts';
export { compileTemplate } from './template/template.ts';
export type { Template } from './template/template.ts';
export { compileChoiceRule } from './choice/choice-rule.ts';
export type { ChoiceRule } from './choice/choice-rule.ts';
export { compileJsonata } from './jsonata/jsonata-template.ts';
export { isVariableName, statesMembersIn } from './jsonata/states-members.ts';
export type { ExpectedType, JsonataTemplate } from './jsonata/jsonata-template.ts';
export { compareTimestamps, parseTimestamp } from './timestamp.ts';
export type { Timestamp } from './timestamp.ts';
