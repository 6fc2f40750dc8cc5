import { ApiError, constraint } from './api-error.ts';

/** Blanks, brackets, wildcards, special and control characters that no name may hold. */
// eslint-disable-next-line no-control-regex -- control characters are what it looks for
const FORBIDDEN = /[\s<>{}[\]?*"#%\\^|~`$&,;:/\u0000-\u001f\u007f-\u009f]/;

/**
 * Checks a name of a state machine, execution or activity: 1 to 80 characters.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_CreateStateMachine.html
 */
export function checkName(name: string): string {
  if (name.length > 80) throw constraint(name, 'name', 'Member must have length less than or equal to 80');
  if (name.length === 0 || FORBIDDEN.test(name)) throw new ApiError('InvalidName', `Invalid Name: '${name}'`);
  return name;
}

const ALIAS = /^(?=.*[a-zA-Z_\-.])[a-zA-Z0-9_\-.]+$/;

/** Alias names must not be numbers, which are versions. https://docs.aws.amazon.com/step-functions/latest/apireference/API_CreateStateMachineAlias.html */
export function checkAliasName(name: string): string {
  if (name.length > 80) throw constraint(name, 'name', 'Member must have length less than or equal to 80');
  if (!ALIAS.test(name))
    throw constraint(name, 'name', 'Member must satisfy regular expression pattern: ^(?=.*[a-zA-Z_\\-\\.])[a-zA-Z0-9_\\-\\.]+$');
  return name;
}
