/** The stack of a stack instance: the roles of its template, in the account. */
import { createRoleIn } from '../iam/create-role.ts';
import { roleAttachmentTable, roleKey, roleTable } from '../iam/rows.ts';
import type { CallContext } from '../core/service.ts';
import { stackKey, stackTable, type StackSetRow } from './rows.ts';
import { readTemplate } from './template.ts';

/** Makes the stack, or leaves one of this stack set that is there as it is. `reason` when a resource stands in the way. */
export function deployStack(
  context: CallContext,
  stackSet: StackSetRow,
  { account, region }: { readonly account: string; readonly region: string },
): { readonly stackId: string } | { readonly reason: string } {
  const stacks = stackTable(context);
  for (const row of stacks.values())
    if (row.account === account && row.region === region && row.stackSet === stackSet.name) return { stackId: row.id };
  const { roles } = readTemplate(stackSet.templateBody, stackSet.parameters);
  for (const { logicalId, name } of roles) {
    if (!roleTable(context).has(roleKey(account, name))) continue;
    return {
      reason: `ResourceLogicalId:${logicalId}, ResourceType:AWS::IAM::Role, ResourceStatusReason:Resource of type 'AWS::IAM::Role' with identifier '${name}' already exists.`,
    };
  }
  for (const role of roles) createRoleIn(context, account, role);
  const name = `StackSet-${stackSet.name}-${context.uuid()}`;
  const id = `arn:aws:cloudformation:${region}:${account}:stack/${name}/${context.uuid()}`;
  stacks.put(stackKey({ account, region, name }), {
    account,
    region,
    name,
    id,
    createdAt: context.now,
    stackSet: stackSet.name,
    roles: roles.map((role) => role.name),
  });
  return { stackId: id };
}

/** Deletes a stack and its roles. */
export function removeStack(context: CallContext, account: string, region: string, stackId: string): void {
  for (const row of [...stackTable(context).values()]) {
    if (row.account !== account || row.region !== region || row.id !== stackId) continue;
    for (const name of row.roles) {
      const key = roleKey(account, name);
      for (const [attachment, { role }] of [...roleAttachmentTable(context).entries()])
        if (role === key) roleAttachmentTable(context).delete(attachment);
      roleTable(context).delete(key);
    }
    stackTable(context).delete(stackKey(row));
  }
}
