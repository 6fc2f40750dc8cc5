/**
 * One finding about a definition, as ValidateStateMachineDefinition gives it. Codes:
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_ValidateStateMachineDefinitionDiagnostic.html
 */
export interface Diagnostic {
  readonly severity: 'ERROR' | 'WARNING';
  readonly code: DiagnosticCode;
  readonly message: string;
  /** JSON pointer of the field (`/States/Wait/Seconds`), or for text that is not JSON the place in the text. */
  readonly location?: string;
}

export type DiagnosticCode =
  | 'SCHEMA_VALIDATION_FAILED'
  | 'INVALID_JSON_DESCRIPTION'
  | 'MISSING_TRANSITION_TARGET'
  | 'DUPLICATE_STATE_NAME'
  | 'DUPLICATE_LABEL_NAME'
  | 'INVALID_STATE_NAME'
  | 'NO_DOLLAR'
  | 'NO_PATH'
  // Ours, of `groundcrew validate` alone.
  | 'UNDEFINED_VARIABLE'
  | 'NOT_SIMULATED';

/** Collects findings in the order in which they are found. */
export class Diagnostics {
  readonly list: Diagnostic[] = [];

  /** Adds an error; `location` is a JSON pointer. */
  error(location: string, message: string, code: DiagnosticCode = 'SCHEMA_VALIDATION_FAILED'): void {
    this.list.push({ severity: 'ERROR', code, location: location === '' ? '/' : location, message });
  }
}

/** The text that CreateStateMachine, UpdateStateMachine and TestState give of the errors: `CODE: message at location`, joined by commas. */
export function definitionErrorText(diagnostics: readonly Diagnostic[]): string {
  const parts = diagnostics
    .filter(({ severity }) => severity === 'ERROR')
    .map(({ code, message, location }) => `${code}: ${message}${location === undefined ? '' : ` at ${location}`}`);
  return `Invalid State Machine Definition: '${parts.join(', ')}'`;
}
