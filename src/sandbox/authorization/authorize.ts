/** Authorization of a call by its operation: which permissions it needs, decided, logged, refused in AWS's words. */
import type { CompleteCall } from '../core/dispatcher.ts';
import type { Caller, CallContext, Operation, Permission, Service } from '../core/service.ts';
import type { Store } from '../core/store.ts';
import { accessDenied } from './access-denied.ts';
import type { CallLog } from './call-log.ts';
import type { CallSite } from './condition-values.ts';
import { decide, type Decision } from './decide.ts';
import { impliedBy } from './implied-permissions.ts';

export class Authorizer {
  constructor(
    private readonly store: Store,
    /** Absent where nobody reads it. */
    readonly log: CallLog | undefined,
  ) {}

  /** Throws the service's access denied error unless the caller has every permission of the operation and all that it implies. */
  authorize(request: CompleteCall, service: Service, operation: Operation<unknown, unknown>, context: CallContext): void {
    if (operation.unauthenticated) return;
    const call = `${service.iamPrefix}:${request.operation}`;
    const own: readonly Permission[] = operation.permissions?.(request.input, context) ?? [{ action: call, resources: ['*'] }];
    const { serviceControlPolicies, clockSkew } = context.settings;
    const namesPolicy = !serviceControlPolicies.denialsWithoutArn.includes(service.name);
    const site = { region: context.region, now: context.now + 1000 * clockSkew.authorization };
    const decision = this.decide(context.caller, own, site, call);
    if (decision.refusal) throw accessDenied(service.name, context.caller, decision.refusal, namesPolicy);
    if (context.caller.kind === 'service') return;
    const implied = impliedBy(call, { region: context.region, account: context.account });
    const second = this.decide(context.caller, implied, site, call);
    if (second.refusal) throw accessDenied(service.name, context.caller, second.refusal, namesPolicy);
  }

  /** Decides and logs without refusing: for what `src/local` checks itself (machines at creation, PassRole). */
  decide(caller: Caller, permissions: readonly Permission[], site: CallSite, call: string): Decision {
    const decision = decide(this.store, caller, permissions, site);
    const { log } = this;
    if (log && caller.kind !== 'service') for (const ruling of decision.rulings) log.add(caller, call, ruling);
    return decision;
  }
}
