import type { Json } from '../../src/engine/json.ts';
import type { ServiceOutcome } from '../../src/engine/ports.ts';

/** What a recorded Lambda function does: an outcome, and the seconds it takes. */
export interface HandlerRun {
  readonly outcome: ServiceOutcome;
  readonly seconds?: number;
}

const ok = (output: Json): HandlerRun => ({ outcome: { ok: true, output } });

const raised = (errorType: string, errorMessage: string, line: number, source: string): HandlerRun => ({
  outcome: {
    ok: false,
    error: errorType,
    cause: JSON.stringify({
      errorMessage,
      errorType,
      requestId: '00000000-0000-4000-8000-000000000000',
      stackTrace: [`  File "/var/task/handler.py", line ${line}, in handler\n    ${source}\n`],
    }),
  },
});

/** A value as Python's `str()` prints it: what `f"{event}"` gives. */
function pythonText(value: Json, nested = false): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'string') return nested ? `'${value}'` : value;
  if (typeof value !== 'object') return String(value);
  if (Array.isArray(value)) return `[${value.map((item) => pythonText(item, true)).join(', ')}]`;
  return `{${Object.entries(value)
    .map(([key, member]) => `'${key}': ${pythonText(member, true)}`)
    .join(', ')}}`;
}

/** The functions of the recordings by the name of their source file, as the corpus's README describes them. */
const HANDLERS: ReadonlyMap<string, (event: Json) => HandlerRun> = new Map([
  ['id_function.py', ok],
  ['echo_function.py', () => ok({ Return: 'HelloWorld' })],
  ['return_bytes_str.py', () => ok('HelloWorld!')],
  ['return_decorated_input.py', (event: Json) => ok(`input-event-${pythonText(event)}`)],
  [
    'raise_exception.py',
    () => raised('Exception', 'Some exception was raised.', 2, 'raise Exception("Some exception was raised.")'),
  ],
  ['raise_custom_exception.py', () => raised('CustomException', '', 9, 'raise CustomException()')],
  ['large_output_string.py', () => ok('0'.repeat(257 * 1024))],
  ['wait_60_seconds.py', (event: Json) => ({ ...ok(event), seconds: 60 })],
]);

/** Runs the function that was recorded from `handlerFile`; undefined when there is no such function here. */
export function runHandler(handlerFile: string, event: Json): HandlerRun | undefined {
  return HANDLERS.get(handlerFile.slice(handlerFile.lastIndexOf('/') + 1))?.(event);
}
