import {
  DeleteAccountPasswordPolicyCommand,
  GetAccountPasswordPolicyCommand,
  IAMClient,
  UpdateAccountPasswordPolicyCommand,
} from '@aws-sdk/client-iam';
import { definePlaybook, unlessMissing, type Aws, type Json, type Resource } from './playbook.ts';

/** null: the account has no policy of its own. */
type Image = { readonly [member: string]: Json } | null;

/** CIS AWS Foundations 1.8 and 1.9, and what the control IAM.7 asks for. */
const wanted = {
  MinimumPasswordLength: 14,
  RequireSymbols: true,
  RequireNumbers: true,
  RequireUppercaseCharacters: true,
  RequireLowercaseCharacters: true,
  PasswordReusePrevention: 24,
} as const;

/** Members that a policy is set by; ExpirePasswords only follows from MaxPasswordAge. */
const members = [...Object.keys(wanted), 'AllowUsersToChangePassword', 'MaxPasswordAge', 'HardExpiry'];

async function look(_resource: Resource, aws: Aws) {
  const answer = await unlessMissing(
    aws.client(IAMClient).send(new GetAccountPasswordPolicyCommand({})),
    'NoSuchEntityException',
    'NoSuchEntity',
  );
  const policy = answer?.PasswordPolicy as Readonly<Record<string, Json | undefined>> | undefined;
  const image: Image = policy
    ? Object.fromEntries(members.flatMap((name) => (policy[name] === undefined ? [] : [[name, policy[name]]])))
    : null;
  return {
    image,
    compliant: image !== null && Object.entries(wanted).every(([name, least]) => Number(image[name] ?? 0) >= Number(least)),
  };
}

async function put(image: Image, aws: Aws): Promise<void> {
  const iam = aws.client(IAMClient);
  if (image === null) await iam.send(new DeleteAccountPasswordPolicyCommand({}));
  else await iam.send(new UpdateAccountPasswordPolicyCommand(image));
}

/** Raises the account's password policy to what CIS asks for; what is stricter already stays. */
export const iamPasswordPolicy = definePlaybook<Image>({
  name: 'iam-password-policy',
  controls: ['IAM.7', 'IAM.11', 'IAM.12', 'IAM.13', 'IAM.14', 'IAM.15', 'IAM.16'],
  check: look,
  plan(image) {
    const low = Object.entries(wanted).filter(([name, least]) => Number(image?.[name] ?? 0) < Number(least));
    const before = image ?? { AllowUsersToChangePassword: true, HardExpiry: false };
    return {
      image: { ...before, ...Object.fromEntries(low) },
      changes: low.map(([name, least]) => `${name} ${String(image?.[name] ?? 'not set')} to ${String(least)}`),
    };
  },
  apply: (_resource, _before, after, aws) => put(after, aws),
  verify: look,
  undo: (_resource, before, _after, aws) => put(before, aws),
});
