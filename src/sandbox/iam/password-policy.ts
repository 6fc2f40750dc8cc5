/** The account's password policy. https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAccountPasswordPolicy.html */
import type { GetAccountPasswordPolicyResponse, PasswordPolicy, UpdateAccountPasswordPolicyRequest } from '@aws-sdk/client-iam';
import { operation, type CallContext, type OperationTable } from '../core/service.ts';
import type { Table } from '../core/store.ts';
import { noSuchEntity, validationError } from './errors.ts';

/** `iam/password-policies`, key: the account. */
export const passwordPolicyTable = (from: Pick<CallContext, 'table'>): Table<PasswordPolicy> =>
  from.table('iam/password-policies');

const missing = (account: string) => noSuchEntity(`The Password Policy with domain name ${account} cannot be found.`);

export const passwordPolicyOperations: OperationTable = {
  GetAccountPasswordPolicy: operation<object, GetAccountPasswordPolicyResponse>({
    handle(_input, context) {
      const PasswordPolicy = passwordPolicyTable(context).get(context.account);
      if (!PasswordPolicy) throw missing(context.account);
      return { PasswordPolicy };
    },
  }),
  /* What is not given is set to its default: the call replaces the policy as a whole. */
  UpdateAccountPasswordPolicy: operation<UpdateAccountPasswordPolicyRequest, object>({
    handle(input, context) {
      const { MinimumPasswordLength = 6, MaxPasswordAge, PasswordReusePrevention } = input;
      if (MinimumPasswordLength < 6 || MinimumPasswordLength > 128) {
        throw validationError('MinimumPasswordLength must be 6 to 128.');
      }
      passwordPolicyTable(context).put(context.account, {
        MinimumPasswordLength,
        RequireSymbols: input.RequireSymbols ?? false,
        RequireNumbers: input.RequireNumbers ?? false,
        RequireUppercaseCharacters: input.RequireUppercaseCharacters ?? false,
        RequireLowercaseCharacters: input.RequireLowercaseCharacters ?? false,
        AllowUsersToChangePassword: input.AllowUsersToChangePassword ?? false,
        ExpirePasswords: MaxPasswordAge !== undefined && MaxPasswordAge > 0,
        ...(MaxPasswordAge ? { MaxPasswordAge } : {}),
        ...(PasswordReusePrevention ? { PasswordReusePrevention } : {}),
        HardExpiry: input.HardExpiry ?? false,
      });
      return {};
    },
  }),
  DeleteAccountPasswordPolicy: operation<object, object>({
    handle(_input, context) {
      if (!passwordPolicyTable(context).has(context.account)) throw missing(context.account);
      passwordPolicyTable(context).delete(context.account);
      return {};
    },
  }),
};
