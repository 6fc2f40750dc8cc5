/** The services that `arn:aws:states:::aws-sdk:<service>:<action>` reaches here: their names in the sandbox, and their modelled errors. */
import { modelledErrors } from './modelled-errors.ts';

/** Services whose name in a Resource is not that of their endpoint. */
const otherNames = new Map([
  ['cloudwatch', 'monitoring'],
  ['eventbridge', 'events'],
  ['sfn', 'states'],
  ['ssoadmin', 'sso'],
]);

/** Name of the simulated service for a service of an `aws-sdk:` Resource. */
export function sandboxServiceName(service: string): string {
  return otherNames.get(service) ?? service;
}

const exceptions = new Map<string, ReadonlyMap<string, string>>();

/** The SDK's exception for an error code of a service; undefined for a code that the service's model does not declare. */
export function modelledException(service: string, code: string): string | undefined {
  let known = exceptions.get(service);
  if (!known) {
    const entries = Object.hasOwn(modelledErrors, service) ? modelledErrors[service]!.split(/\s+/).filter(Boolean) : [];
    known = new Map(
      entries.map((entry) => {
        const [wire = entry, exception] = entry.split('=');
        return [wire, exception ?? (wire.endsWith('Exception') ? wire : `${wire}Exception`)];
      }),
    );
    exceptions.set(service, known);
  }
  return known.get(code);
}
