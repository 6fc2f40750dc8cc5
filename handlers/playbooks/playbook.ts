/**
 * What a playbook is: one file that knows how to look at one kind of resource, to repair it and to put it back. A playbook keeps nothing and
 * decides nothing about whether it may run: pre-image, caps, claims, approval and the record of what happened are run-playbook's.
 */
import type { ClientSettings } from '../shared/clients.ts';

/** Anything that JSON can hold. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/** The resource of a finding. */
export interface Resource {
  readonly account: string;
  readonly region: string;
  /** As the finding names it: mostly an ARN, `AWS::::Account:<id>` for an account. */
  readonly id: string;
}

/** The playbook's way into the resource's account: clients of its own member role's session. */
export interface Aws {
  client<Client>(constructor: new (settings: ClientSettings) => Client): Client;
  /** Milliseconds since the epoch. */
  now(): number;
}

/** How a resource is: everything that the playbook changes, and nothing else, in one fixed order, so that two images compare as text. */
export interface Check<Image extends Json> {
  readonly compliant: boolean;
  readonly image: Image;
}

export interface Plan<Image extends Json> {
  /** How the resource will be. */
  readonly image: Image;
  /** Each change in words, for the plan that a person reads. */
  readonly changes: readonly string[];
}

export interface Playbook<Image extends Json = Json> {
  /** Kebab-case; its member role is called `<service>-<stage>-fix-<name>`. */
  readonly name: string;
  /** Security controls that it repairs, e.g. `S3.8`. */
  readonly controls: readonly string[];
  /** Reads the resource. Changes nothing. */
  check(resource: Resource, aws: Aws): Promise<Check<Image>>;
  /** How it should be, from how it is. `settings` are the rule's `with`. Throws CannotRemediate when there is no safe way. */
  plan(image: Image, resource: Resource, settings: Readonly<Record<string, string>>, aws: Aws): Plan<Image>;
  /**
   * For changes of several calls: whether `image` is `before` with a part of the change made. Without it, whatever is neither of the two is
   * somebody else's change.
   */
  between?(image: Image, before: Image, after: Image): boolean;
  /** Makes it so. May be called again after a lost answer. */
  apply(resource: Resource, before: Image, after: Image, aws: Aws): Promise<void>;
  /** Reads the resource again. `ready` false while AWS is still changing it. */
  verify(resource: Resource, aws: Aws): Promise<Check<Image> & { readonly ready?: boolean }>;
  /** Puts `before` back where `after` is now. */
  undo(resource: Resource, before: Image, after: Image, aws: Aws): Promise<void>;
}

/** The playbook finds no safe way for this resource. The message says why. */
export class CannotRemediate extends Error {
  override readonly name = 'CannotRemediate';
}

/** Keeps a playbook's image type where the registry forgets it. */
export function definePlaybook<Image extends Json>(playbook: Playbook<Image>): Playbook {
  return playbook as unknown as Playbook;
}

/** The part of an ARN after the last `/` or `:`. */
export function nameOf({ id }: Resource): string {
  return id.split(/[/:]/).at(-1) ?? '';
}

/** The answer, or undefined where AWS says that there is none: an error of one of these names. */
export async function unlessMissing<Answer>(answer: Promise<Answer>, ...names: readonly string[]): Promise<Answer | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (names.includes((error as Error).name)) return undefined;
    throw error;
  }
}

/** Does what AWS may say is done already: an error of one of these names. */
export async function unlessDone(answer: Promise<unknown>, ...names: readonly string[]): Promise<void> {
  await unlessMissing(answer, ...names);
}

/** JSON text that does not depend on the order of members. */
export function canonical(value: Json): string {
  return JSON.stringify(value, (_name, member: unknown) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([one], [other]) => (one < other ? -1 : 1)))
      : member,
  );
}
