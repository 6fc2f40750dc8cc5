/** Takes a playbook through its five steps in a sandbox, through its member role, on the resource of its fixture. */
import { GetFindingsCommand, SecurityHubClient } from '@aws-sdk/client-securityhub';
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import * as z from 'zod';
import { canonical, type Aws, type Json, type Playbook } from '../../../handlers/playbooks/playbook.ts';
import type { CallLogEntry } from '../../../src/sandbox/authorization/call-log.ts';
import type { Caller } from '../../../src/sandbox/core/service.ts';
import type { RolePolicy } from '../../package/needed-permissions.ts';
import { clientConfig, member, memberRoot, openTestSandbox, testOrganization } from '../../sandbox/support/open.ts';

export const fixture = z.strictObject({
  control: z.string(),
  /** Of a control whose resource the sandbox does not make. */
  resource: z.string().optional(),
  given: z
    .array(z.strictObject({ service: z.string(), operation: z.string(), input: z.record(z.string(), z.json()) }))
    .default([]),
  /** The rule's settings. */
  with: z.record(z.string(), z.string()).default({}),
  /** What the plan says; `*` is any text. */
  changes: z.array(z.string()).min(1),
  role: z.array(z.record(z.string(), z.json())).optional(),
});
export type Fixture = z.output<typeof fixture>;

export const readFixture = (file: string): Fixture => fixture.parse(parse(readFileSync(file, 'utf8')));

export interface Rehearsal {
  readonly changes: readonly string[];
  /** Compliant at check, after apply, after undo. */
  readonly compliant: readonly boolean[];
  /** The image after undo is the one before. */
  readonly restored: boolean;
  /** What was read after apply is what was planned. */
  readonly asPlanned: boolean;
  readonly role: RolePolicy;
  readonly log: readonly CallLogEntry[];
}

/** `statements` are those of the member role. */
export async function rehearse(playbook: Playbook, given: Fixture, statements: readonly unknown[]): Promise<Rehearsal> {
  const findings = [{ account: 'Member', control: given.control, resource: 'flawed' }];
  const organization = testOrganization({ securityHub: { administrator: 'Management', findings } });
  const { sandbox, clock } = await openTestSandbox({ organization, callLog: true });
  for (const call of given.given) await sandbox.call({ ...call, caller: memberRoot });
  const { Findings } = await new SecurityHubClient(clientConfig(sandbox, memberRoot)).send(new GetFindingsCommand({}));
  const resource = { account: member, region: 'us-east-1', id: given.resource ?? Findings![0]!.Resources![0]!.Id! };
  const { caller, role } = await memberRole(sandbox, playbook.name, statements);
  const aws: Aws = {
    client: (constructor) => new constructor(clientConfig(sandbox, caller) as never),
    now: () => clock.now(),
  };
  const checked = await playbook.check(resource, aws);
  const { image, changes } = playbook.plan(checked.image, resource, given.with, aws);
  await playbook.apply(resource, checked.image, image, aws);
  clock.runUntil(clock.now() + 900_000);
  // A lost answer makes it a second time.
  await playbook.apply(resource, checked.image, image, aws);
  const verified = await playbook.verify(resource, aws);
  await playbook.undo(resource, checked.image, verified.image, aws);
  clock.runUntil(clock.now() + 900_000);
  const undone = await playbook.verify(resource, aws);
  await takeBackSomeOfIt(playbook, resource, checked.image, aws);
  const log = sandbox.callLog();
  sandbox.close();
  return {
    changes,
    compliant: [checked.compliant, verified.compliant, undone.compliant],
    restored: canonical(undone.image) === canonical(checked.image),
    asPlanned: canonical(verified.image) === canonical(image),
    role,
    log,
  };
}

/** An earlier image with something in it: the ways by which undo puts back a setting that was there, not only its absence. */
async function takeBackSomeOfIt(
  playbook: Playbook,
  resource: Parameters<Playbook['check']>[0],
  before: Json,
  aws: Aws,
): Promise<void> {
  if (before !== null) return;
  const { image } = playbook.plan(before, resource, {}, aws);
  await playbook.undo(resource, image, image, aws);
  await playbook.undo(resource, before, image, aws);
}

async function memberRole(
  sandbox: Awaited<ReturnType<typeof openTestSandbox>>['sandbox'],
  playbook: string,
  Statement: readonly unknown[],
): Promise<{ caller: Caller; role: RolePolicy }> {
  const iam = new IAMClient(clientConfig(sandbox, memberRoot));
  const RoleName = `fix-${playbook}`;
  const trust = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { AWS: member }, Action: 'sts:AssumeRole' }] };
  const { Role } = await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: JSON.stringify(trust) }));
  const document = JSON.stringify({ Version: '2012-10-17', Statement });
  await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: playbook, PolicyDocument: document }));
  const roleArn = Role!.Arn!;
  const arn = `arn:aws:sts::${member}:assumed-role/${RoleName}/test`;
  return {
    caller: { kind: 'role', arn, account: member, roleArn, sessionName: 'test' },
    role: { roleArn, name: playbook, document },
  };
}
