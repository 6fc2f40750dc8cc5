/**
 * Takes personal data and task tokens out of what was collected. In place of a value stands why it is not there and its HMAC-SHA-256 under a
 * salt that is kept apart from the bundle: who holds the salt and guesses the value can prove it, who holds the bundle alone cannot.
 */
import { createHmac } from 'node:crypto';
import type { CollectedExecution } from './collected.ts';
import { isObject, parseJson, type Json, type JsonObject } from './json.ts';
import type { RedactedValue } from './redacted-value.ts';
import { emailPattern, emailReason, tokenMember, tokenReason, type RedactionRule } from './redaction-rules.ts';

export interface Redacted {
  readonly collected: CollectedExecution;
  /** By hash. */
  readonly values: readonly RedactedValue[];
}

/** What is taken out. */
export interface Redaction {
  /** Values of these rules, and e-mail addresses; undefined takes out task tokens alone, which no bundle holds. */
  readonly rules: readonly RedactionRule[] | undefined;
  /** At least 16 random bytes. */
  readonly salt: Uint8Array;
}

export function redact(collected: CollectedExecution, { rules, salt }: Redaction): Redacted {
  const redactor = new Redactor(rules, salt);
  redactor.learnTokens(collected);
  return { collected: redactor.execution(collected), values: redactor.values() };
}

class Redactor {
  private readonly found = new Map<string, { reason: string; places: number }>();
  private readonly byMember = new Map<string, string>();
  private readonly pointers: readonly { readonly reason: string; readonly tokens: readonly string[] }[];
  private readonly tokens = new Set<string>();

  constructor(
    private readonly rules: readonly RedactionRule[] | undefined,
    private readonly salt: Uint8Array,
  ) {
    for (const { reason, members = [] } of rules ?? []) for (const name of members) this.byMember.set(name.toLowerCase(), reason);
    this.pointers = (rules ?? []).flatMap(({ reason, pointer }) =>
      pointer === undefined ? [] : [{ reason, tokens: pointer.slice(1).split('/').map(unescapePointer) }],
    );
  }

  /** A token is known by the member that holds it; it is taken out wherever else it stands. */
  learnTokens(collected: CollectedExecution): void {
    const look = (value: Json): void => {
      if (typeof value === 'string') {
        const inner = embedded(value);
        if (inner !== undefined) look(inner);
      } else if (Array.isArray(value)) value.forEach(look);
      else if (isObject(value)) {
        for (const [name, member] of Object.entries(value)) {
          if (tokenMember.test(name) && typeof member === 'string' && member !== '') this.tokens.add(member);
          else look(member);
        }
      }
    };
    const visit = ({ execution, pages, children }: CollectedExecution): void => {
      look(execution);
      for (const { events } of pages) look(events);
      children.forEach(visit);
    };
    visit(collected);
  }

  execution({ execution, pages, definition, children, gaps }: CollectedExecution): CollectedExecution {
    return {
      execution: this.document(execution),
      pages: pages.map(({ events }) => ({ events: events.map((event) => this.document(event)) })),
      ...(definition === undefined ? {} : { definition }),
      children: children.map((child) => this.execution(child)),
      gaps: gaps.map(({ what, why }) => ({ what, why: this.text(why) })),
    };
  }

  values(): RedactedValue[] {
    return [...this.found]
      .map(([hash, { reason, places }]) => ({ reason, hash, places }))
      .sort((a, b) => (a.hash < b.hash ? -1 : 1));
  }

  /** What the API answered: payloads stand in it as JSON texts, and pointers begin at their roots. */
  private document(value: JsonObject): JsonObject {
    return this.value(value, undefined) as JsonObject;
  }

  /** `path` is that within a payload; undefined outside of one. */
  private value(value: Json, path: readonly string[] | undefined): Json {
    if (typeof value === 'string') return this.string(value, path);
    if (Array.isArray(value)) return value.map((item: Json, index) => this.member(String(index), item, path));
    if (!isObject(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, this.member(name, member, path)]));
  }

  private member(name: string, value: Json, path: readonly string[] | undefined): Json {
    const here = path && [...path, name];
    const reason = this.reasonFor(name, value, here);
    return reason === undefined ? this.value(value, here) : this.replacement(reason, textOf(value));
  }

  private reasonFor(name: string, value: Json, path: readonly string[] | undefined): string | undefined {
    if (value === null || value === '') return undefined;
    if (tokenMember.test(name) && typeof value === 'string') return tokenReason;
    const pointer = path && this.pointers.find(({ tokens }) => matches(tokens, path));
    if (pointer) return pointer.reason;
    return typeof value === 'string' ? this.byMember.get(name.toLowerCase()) : undefined;
  }

  private string(text: string, path: readonly string[] | undefined): string {
    const inner = embedded(text);
    if (inner === undefined) return this.text(text);
    const changed = this.value(inner, path ?? []);
    const [before, after] = [JSON.stringify(inner), JSON.stringify(changed)];
    return before === after ? text : after;
  }

  private text(text: string): string {
    if (this.tokens.has(text)) return this.replacement(tokenReason, text);
    const withoutTokens = text.replace(tokenLike, (word) => (this.tokens.has(word) ? this.replacement(tokenReason, word) : word));
    if (!this.rules) return withoutTokens;
    return withoutTokens.replace(emailPattern, (address) => this.replacement(emailReason, address));
  }

  private replacement(reason: string, value: string): string {
    const hash = createHmac('sha256', this.salt).update(value).digest('hex');
    const known = this.found.get(hash);
    if (known) known.places += 1;
    else this.found.set(hash, { reason, places: 1 });
    return `[redacted: ${reason}, hmac-sha256 ${hash.slice(0, 16)}]`;
  }
}

/** A JSON document that stands in a string, such as a payload. */
function embedded(text: string): Json | undefined {
  return /^\s*[[{"]/.test(text) ? parseJson(text) : undefined;
}

function matches(tokens: readonly string[], path: readonly string[]): boolean {
  return tokens.length === path.length && tokens.every((token, index) => token === '*' || token === path[index]);
}

function textOf(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** RFC 6901, section 4. */
function unescapePointer(token: string): string {
  return token.replaceAll('~1', '/').replaceAll('~0', '~');
}

/** What a task token within other text looks like: base64, of some length. */
const tokenLike = /[A-Za-z0-9+/_-]{16,}={0,2}/g;
