/** Inline and attached policies of roles (IAM API reference: PutRolePolicy, AttachRolePolicy and their kind). */
import type {
  AttachRolePolicyRequest,
  GetRolePolicyRequest,
  GetRolePolicyResponse,
  ListAttachedRolePoliciesRequest,
  ListAttachedRolePoliciesResponse,
  ListRolePoliciesRequest,
  ListRolePoliciesResponse,
  PutRolePolicyRequest,
} from '@aws-sdk/client-iam';
import { managedPolicy } from '../authorization/principal-policies.ts';
import { operation, type CallContext, type OperationTable, type Permission } from '../core/service.ts';
import { checkedPolicy, noSuchEntity } from './errors.ts';
import { markerPage } from './listing.ts';
import { existingRole, onRole } from './roles.ts';
import { attachedPoliciesOf, inlinePoliciesOf, roleAttachmentTable, rolePolicyTable } from './rows.ts';

/** As on a role, with the condition key iam:PolicyARN. */
function withPolicyArn(action: string) {
  const permissions = onRole(action);
  return (input: AttachRolePolicyRequest, context: CallContext): Permission[] =>
    permissions(input, context).map((permission) => ({ ...permission, conditions: { 'iam:PolicyARN': input.PolicyArn ?? '' } }));
}

export const rolePolicyOperations: OperationTable = {
  PutRolePolicy: operation<PutRolePolicyRequest, object>({
    permissions: onRole('PutRolePolicy'),
    handle: ({ RoleName, PolicyName = '', PolicyDocument }, context) => {
      const { key: role } = existingRole(RoleName, context);
      rolePolicyTable(context).put(`${role}/${PolicyName}`, { role, name: PolicyName, document: checkedPolicy(PolicyDocument) });
      return {};
    },
  }),
  GetRolePolicy: operation<GetRolePolicyRequest, GetRolePolicyResponse>({
    permissions: onRole('GetRolePolicy'),
    handle: ({ RoleName, PolicyName }, context) => {
      const { key, name } = existingRole(RoleName, context);
      const row = rolePolicyTable(context).get(`${key}/${PolicyName}`);
      if (!row) throw noSuchEntity(`The role policy with name ${PolicyName} cannot be found.`);
      return { RoleName: name, PolicyName: row.name, PolicyDocument: encodeURIComponent(row.document) };
    },
  }),
  DeleteRolePolicy: operation<GetRolePolicyRequest, object>({
    permissions: onRole('DeleteRolePolicy'),
    handle: ({ RoleName, PolicyName }, context) => {
      const key = `${existingRole(RoleName, context).key}/${PolicyName}`;
      if (!rolePolicyTable(context).has(key)) throw noSuchEntity(`The role policy with name ${PolicyName} cannot be found.`);
      rolePolicyTable(context).delete(key);
      return {};
    },
  }),
  ListRolePolicies: operation<ListRolePoliciesRequest, ListRolePoliciesResponse>({
    permissions: onRole('ListRolePolicies'),
    handle: (input, context) => {
      const { key } = existingRole(input.RoleName, context);
      const names = inlinePoliciesOf(context.store, key).map(({ name }) => name);
      const { items, ...page } = markerPage(names, `ListRolePolicies/${key}`, input);
      return { PolicyNames: items, ...page };
    },
  }),
  AttachRolePolicy: operation<AttachRolePolicyRequest, object>({
    permissions: withPolicyArn('AttachRolePolicy'),
    handle: ({ RoleName, PolicyArn = '' }, context) => {
      const { key: role } = existingRole(RoleName, context);
      if (!managedPolicy(context.store, PolicyArn))
        throw noSuchEntity(`Policy ${PolicyArn} does not exist or is not attachable.`);
      roleAttachmentTable(context).put(`${role}/${PolicyArn}`, { role, policyArn: PolicyArn });
      return {};
    },
  }),
  DetachRolePolicy: operation<AttachRolePolicyRequest, object>({
    permissions: withPolicyArn('DetachRolePolicy'),
    handle: ({ RoleName, PolicyArn }, context) => {
      const key = `${existingRole(RoleName, context).key}/${PolicyArn}`;
      if (!roleAttachmentTable(context).has(key)) throw noSuchEntity(`Policy ${PolicyArn} was not found.`);
      roleAttachmentTable(context).delete(key);
      return {};
    },
  }),
  ListAttachedRolePolicies: operation<ListAttachedRolePoliciesRequest, ListAttachedRolePoliciesResponse>({
    permissions: onRole('ListAttachedRolePolicies'),
    handle: (input, context) => {
      const { key } = existingRole(input.RoleName, context);
      const { items, ...page } = markerPage(attachedPoliciesOf(context.store, key), `ListAttachedRolePolicies/${key}`, input);
      return { AttachedPolicies: items.map((arn) => ({ PolicyArn: arn, PolicyName: arn.split('/').at(-1) })), ...page };
    },
  }),
};
