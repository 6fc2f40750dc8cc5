import { createHash } from 'node:crypto';
import {
  AttachPolicyCommand,
  CreatePolicyCommand,
  DeletePolicyCommand,
  DescribePolicyCommand,
  DetachPolicyCommand,
  OrganizationsClient,
} from '@aws-sdk/client-organizations';
import { client } from '../shared/clients.ts';
import { awsErrorName } from '../shared/errors.ts';
import { drillName, undoTime } from './drill-entry.ts';
import type { DrillEntry } from './drill-entry.ts';
import { ForeignPolicy, PoliciesChanging } from './errors.ts';
import { faultPolicy } from './fault-policy.ts';
import { change, servicePolicies, tagsOf, targetsOf } from './organization.ts';

/** Tags of every drill's policy, given when it is made, so that it can be found and judged without the ledger. */
export const ownerTag = 'ManagedBy';
export const owner = 'groundcrew-drill';
export const drillTag = 'groundcrew:drill';
export const endTag = 'groundcrew:drill-end';
export const targetIdTag = 'groundcrew:drill-unit';

const organizations = (): OrganizationsClient => client(OrganizationsClient);

export const documentOf = ({ plan, drillId, t0, t1 }: DrillEntry): string => faultPolicy(plan.input, drillId, t0, t1);
export const hashOf = (document: string): string => createHash('sha256').update(document).digest('hex').slice(0, 16);

/** A policy that bears a drill's name and tags. */
export interface DrillPolicy {
  readonly id: string;
  readonly drillId: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** Every policy of drills in the organization, by name and tag: a name alone is not enough. */
export async function drillPolicies(drillId?: string): Promise<DrillPolicy[]> {
  const prefix = drillName(drillId ?? '');
  const named = (await servicePolicies()).filter(({ Name = '' }) =>
    drillId === undefined ? Name.startsWith(prefix) : Name === prefix,
  );
  const policies: DrillPolicy[] = [];
  for (const { Id } of named) {
    const tags = await tagsOfPolicy(Id!);
    if (tags?.[ownerTag] === owner && tags[drillTag] !== undefined) policies.push({ id: Id!, drillId: tags[drillTag], tags });
  }
  return policies;
}

/** Undefined where it was deleted since it was listed: several janitors may work on one drill. */
async function tagsOfPolicy(PolicyId: string): Promise<Readonly<Record<string, string>> | undefined> {
  try {
    return await tagsOf(PolicyId);
  } catch (error) {
    if (awsErrorName(error) === 'TargetNotFoundException') return undefined;
    throw error;
  }
}

/** The drill's policy: found by its name, or made. One whose document is another is not ours. */
export async function ensurePolicy(entry: DrillEntry): Promise<string> {
  const document = documentOf(entry);
  const [found] = await drillPolicies(entry.drillId);
  if (found) return checked(found.id, document);
  const made = await change(
    organizations().send(
      new CreatePolicyCommand({
        Name: drillName(entry.drillId),
        Description: `Drill ${entry.plan.input.name}: denies from ${entry.t0} to ${entry.t1}, then nothing. Removed by the drill or its janitor.`,
        Type: 'SERVICE_CONTROL_POLICY',
        Content: document,
        Tags: [
          { Key: ownerTag, Value: owner },
          { Key: drillTag, Value: entry.drillId },
          { Key: endTag, Value: undoTime(entry) },
          { Key: targetIdTag, Value: entry.plan.target.id },
        ],
      }),
    ),
    ['DuplicatePolicyException'],
  );
  if (made) return made.Policy!.PolicySummary!.Id!;
  const [other] = await drillPolicies(entry.drillId);
  if (!other)
    throw new ForeignPolicy(`a policy named ${drillName(entry.drillId)} is there without this drill's tags: it is left alone`);
  return checked(other.id, document);
}

async function checked(PolicyId: string, document: string): Promise<string> {
  const { Policy } = await organizations().send(new DescribePolicyCommand({ PolicyId }));
  if (hashOf(Policy!.Content!) !== hashOf(document))
    throw new ForeignPolicy(`the policy ${PolicyId} has this drill's name and another document: it is left alone`);
  return PolicyId;
}

export async function attach(PolicyId: string, unitId: string): Promise<void> {
  await change(organizations().send(new AttachPolicyCommand({ PolicyId, TargetId: unitId })), [
    'DuplicatePolicyAttachmentException',
  ]);
}

/** Takes a policy away from everything that it is attached to, and looks again until nothing is left. Gives how many there were. */
export async function detachEverywhere(PolicyId: string): Promise<number> {
  let detached = 0;
  for (const TargetId of await attachedTo(PolicyId)) {
    const done = ['PolicyNotAttachedException', 'PolicyNotFoundException', 'TargetNotFoundException'];
    await unlessGone(PolicyId, change(organizations().send(new DetachPolicyCommand({ PolicyId, TargetId })), done));
    detached += 1;
  }
  const left = await attachedTo(PolicyId);
  if (left.length > 0) throw new PoliciesChanging(`the policy ${PolicyId} is still attached to ${left.join(', ')}`);
  return detached;
}

export async function attachedTo(PolicyId: string): Promise<string[]> {
  try {
    return await targetsOf(PolicyId);
  } catch (error) {
    if (awsErrorName(error) === 'PolicyNotFoundException') return [];
    throw error;
  }
}

export async function deletePolicy(PolicyId: string): Promise<void> {
  const deleted = change(organizations().send(new DeletePolicyCommand({ PolicyId })), ['PolicyNotFoundException']);
  await unlessGone(PolicyId, deleted);
}

/** Our roles may change policies with our tag only, so a policy that another janitor has just deleted is refused, not missing. */
async function unlessGone(PolicyId: string, changed: Promise<unknown>): Promise<void> {
  try {
    await changed;
  } catch (error) {
    const gone = /^AccessDenied/.test(awsErrorName(error)) && !(await servicePolicies()).some(({ Id }) => Id === PolicyId);
    if (!gone) throw error;
  }
}
