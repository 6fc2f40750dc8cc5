/** What Security Hub's operations need (Service authorization reference, AWS Security Hub). */
import type { CallContext, Permission } from '../core/service.ts';

/** `securityhub:<action>` on the account's hub, with the condition keys that `conditions` finds in the input. */
export const hubPermissions =
  <Input>(action: string, conditions: (input: Input) => Readonly<Record<string, string>> = () => ({})) =>
  (input: Input, { region, account }: CallContext): readonly Permission[] => [
    {
      action: `securityhub:${action}`,
      resources: [`arn:aws:securityhub:${region}:${account}:hub/default`],
      conditions: conditions(input),
    },
  ];
