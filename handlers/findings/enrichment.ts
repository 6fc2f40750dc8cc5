/** What Security Hub does not add itself: OU path, account tags and security contact, as user-defined fields within AWS's limits. */
import type { AccountFacts } from './account-facts.ts';
import { enrichedField } from './finding.ts';

/** "Up to 50 key-value pairs", keys of 1 to 128 and values of 1 to 1024 characters (Security Hub user guide, UserDefinedFields). */
const pairs = 50;
const keyLength = 128;
const valueLength = 1024;
const noteLength = 512;

/**
 * The whole map to send, since an update replaces it: what is there stays, but for our own keys. Tags have a prefix of their own, so that no
 * tag's key can stand for the OU path or somebody else's field.
 */
export function enrichmentOf(facts: AccountFacts, present: Readonly<Record<string, string>> = {}): Record<string, string> {
  const theirs = Object.entries(present).filter(([key]) => !key.startsWith('groundcrew:'));
  const ours: [string, string][] = [
    [enrichedField, 'true'],
    ['groundcrew:ouPath', facts.ouPath],
    ...(facts.contact ? ([['groundcrew:securityContact', contactText(facts.contact)]] as [string, string][]) : []),
    ...Object.entries(facts.tags).map(([key, value]): [string, string] => [`groundcrew:tag:${key}`, value]),
  ];
  const room = Math.max(0, pairs - theirs.length);
  return Object.fromEntries(
    [...theirs, ...ours.filter(([key, value]) => key.length <= keyLength && value !== '').slice(0, room)].map(([key, value]) => [
      key,
      value.slice(0, valueLength),
    ]),
  );
}

const noteBegins = 'Account ';
export const isEnrichmentNote = (note: string): boolean => note.startsWith(noteBegins);

/** The note for people who read findings in the console. */
export function enrichmentNote({ name, ouPath, contact }: AccountFacts): string {
  const lines = [`${noteBegins}${name}, OU ${ouPath}.`, ...(contact ? [`Security contact: ${contactText(contact)}.`] : [])];
  return lines.join(' ').slice(0, noteLength);
}

function contactText({ name, title, email, phone }: NonNullable<AccountFacts['contact']>): string {
  return [name, title, email, phone].filter(Boolean).join(', ');
}
