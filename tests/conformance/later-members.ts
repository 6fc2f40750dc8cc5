import type { Json } from '../../src/engine/json.ts';

/** Members that AWS added after some of the recordings were made (redrive in November 2023, the others in 2024). */
const LATER = new Set([
  'redriveCount',
  'redriveStatus',
  'redriveStatusReason',
  'redriveDate',
  'RedriveCount',
  'failuresNotRedrivable',
  'pendingRedrive',
  'encryptionConfiguration',
  'variableReferences',
  'stateMachineVersionArn',
  'stateMachineAliasArn',
]);

/** An answer without the later members that its recording does not have. */
export function dropLaterMembers(recorded: Json, answer: Json): Json {
  if (Array.isArray(recorded) && Array.isArray(answer))
    return answer.map((item, index) => dropLaterMembers(recorded[index] ?? recorded[0] ?? null, item));
  if (typeof recorded !== 'object' || recorded === null || Array.isArray(recorded)) return answer;
  if (typeof answer !== 'object' || answer === null || Array.isArray(answer)) return answer;
  return Object.fromEntries(
    Object.entries(answer)
      .filter(([name]) => Object.hasOwn(recorded, name) || !LATER.has(name))
      .map(([name, value]) => [name, Object.hasOwn(recorded, name) ? dropLaterMembers(recorded[name] as Json, value) : value]),
  );
}
