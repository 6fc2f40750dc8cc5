/** Roles for tests, made through IAM. */
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import type { Sandbox } from '../../../src/sandbox/sandbox.ts';
import { clientConfig, root } from './open.ts';

/** A role of the management account that a service may assume, allowed `action` on `resource`; returns its ARN. */
export async function serviceRole(
  sandbox: Sandbox,
  service: string,
  { action, resource = '*' }: { readonly action: string; readonly resource?: string },
): Promise<string> {
  const iam = new IAMClient(clientConfig(sandbox, root));
  const RoleName = `${service.split('.')[0]}-${action.replace(/\W/g, '-')}`;
  const document = (statement: object): string => JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
  const trust = document({ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' });
  const { Role } = await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust }));
  const policy = document({ Effect: 'Allow', Action: action, Resource: resource });
  await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'own', PolicyDocument: policy }));
  return Role!.Arn!;
}

/** Lets promises that ports answered settle. */
export const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
