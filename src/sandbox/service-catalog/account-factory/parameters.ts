/** Account Factory's launch parameters. */
import type { ProvisioningParameter, UpdateProvisioningParameter } from '@aws-sdk/client-service-catalog';
import { invalidParameters } from '../errors.ts';
import type { AccountParameters } from '../rows.ts';

const names: readonly (keyof AccountParameters)[] = [
  'AccountEmail',
  'AccountName',
  'ManagedOrganizationalUnit',
  'SSOUserEmail',
  'SSOUserFirstName',
  'SSOUserLastName',
];

/** The six parameters of a launch. Throws InvalidParametersException for missing, unknown or empty ones. */
export function launchParameters(given: readonly ProvisioningParameter[] | undefined): AccountParameters {
  return complete(new Map((given ?? []).map(({ Key, Value }) => [Key ?? '', Value ?? ''])));
}

/** The parameters of an update: what is not given, or asks for the previous value, stays. */
export function updateParameters(
  given: readonly UpdateProvisioningParameter[] | undefined,
  previous: AccountParameters,
): AccountParameters {
  const values = new Map<string, string>(Object.entries(previous));
  for (const { Key, Value, UsePreviousValue } of given ?? []) if (!UsePreviousValue) values.set(Key ?? '', Value ?? '');
  return complete(values);
}

function complete(values: ReadonlyMap<string, string>): AccountParameters {
  const unknown = [...values.keys()].filter((key) => !names.some((name) => name === key));
  if (unknown.length > 0) throw invalidParameters(`Parameters: [${unknown.join(', ')}] do not exist in the template`);
  const missing = names.filter((name) => !values.get(name));
  if (missing.length > 0) throw invalidParameters(`Parameters: [${missing.join(', ')}] must have values`);
  const value = (name: keyof AccountParameters): string => values.get(name)!;
  return {
    AccountName: value('AccountName'),
    AccountEmail: value('AccountEmail'),
    ManagedOrganizationalUnit: value('ManagedOrganizationalUnit'),
    SSOUserEmail: value('SSOUserEmail'),
    SSOUserFirstName: value('SSOUserFirstName'),
    SSOUserLastName: value('SSOUserLastName'),
  };
}
