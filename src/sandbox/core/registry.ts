/** The services of an open sandbox and their operations, by name. */
import { AwsError } from './errors.ts';
import type { Json } from './json.ts';
import type { CallContext, Operation, Service } from './service.ts';

export class Registry {
  private readonly services = new Map<string, Service>();

  add(service: Service): void {
    if (this.services.has(service.name)) throw new Error(`the service ${service.name} is registered twice`);
    this.services.set(service.name, service);
  }

  get(name: string): Service | undefined {
    return this.services.get(name);
  }

  /** The service that receives emitted events, if it is there. */
  eventReceiver(): Service['receiveEvent'] {
    for (const { receiveEvent } of this.services.values()) if (receiveEvent) return receiveEvent;
    return undefined;
  }

  /** The operation, or AWS's error for a service or operation that the sandbox does not simulate. */
  operation(serviceName: string, operationName: string): { service: Service; operation: Operation<unknown, unknown> } {
    const service = this.services.get(serviceName);
    const operation =
      service && Object.hasOwn(service.operations, operationName)
        ? (service.operations[operationName] as Operation<unknown, unknown>)
        : undefined;
    if (!service || !operation) {
      throw new AwsError(
        'UnknownOperationException',
        `The sandbox does not simulate ${serviceName}:${operationName}; docs/reference/sandbox-differences.md lists what it does.`,
      );
    }
    return { service, operation };
  }

  /** Whether a timer kind recurs or is waited for by nobody. */
  isBackground(kind: string): boolean {
    const [serviceName, name] = kind.split('/') as [string, string];
    return this.services.get(serviceName)?.backgroundTimers?.includes(name) ?? false;
  }

  /** The handler of a timer kind `<service>/<what-happens>`. An unknown one is a mistake of the program. */
  timer(kind: string): (args: Json, context: CallContext) => void {
    const [serviceName, name] = kind.split('/') as [string, string];
    const timers = this.services.get(serviceName)?.timers;
    const handler = timers && Object.hasOwn(timers, name) ? timers[name] : undefined;
    if (!handler) throw new Error(`no service handles the timer ${kind}: add it to the timers of ${serviceName}`);
    return handler;
  }
}
