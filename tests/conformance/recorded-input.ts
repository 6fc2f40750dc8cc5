import type { JsonObject, RecordedCase } from './corpus.ts';

/**
 * The exact input of a recorded execution. A member that the recording tool hid (a role of another account) is null in the case's input:
 * its placeholder, as the history shows it, is as good a value.
 */
export function recordedInput(recorded: RecordedCase): string {
  const text = recorded.input_text ?? '{}';
  const started = recorded.expected.events?.find(({ type }) => type === 'ExecutionStarted');
  const shown = (started?.executionStartedEventDetails as JsonObject | undefined)?.input;
  if (typeof shown !== 'object' || shown === null || Array.isArray(shown)) return text;
  const hidden = Object.entries(shown).filter(([, value]) => typeof value === 'string' && /^<\w+>$/.test(value));
  if (!hidden.some(([name]) => text.includes(`"${name}": null`))) return text;
  return hidden.reduce((filled, [name, value]) => filled.replace(`"${name}": null`, `"${name}": ${JSON.stringify(value)}`), text);
}
