import { parseDefinition } from '../validation/json-syntax.ts';
import { ApiError } from './api-error.ts';

const LARGEST = 262_144;

/** Checks the input of a start: JSON of at most 256 KiB, `{}` when absent. Throws InvalidExecutionInput in AWS's words. */
export function checkExecutionInput(input: string | undefined): string {
  if (input === undefined) return '{}';
  const invalid = (text: string): ApiError =>
    new ApiError('InvalidExecutionInput', `Invalid State Machine Execution Input: '${text}'`);
  if (input.trim() === '') throw invalid('Invalid execution input.');
  if (Buffer.byteLength(input) > LARGEST) throw invalid('The input exceeds the maximum number of bytes.');
  try {
    JSON.parse(input);
  } catch {
    const parsed = parseDefinition(input);
    throw invalid('problem' in parsed ? (parsed.problem.message.split('\n')[0] ?? '') : 'Invalid execution input.');
  }
  return input;
}
