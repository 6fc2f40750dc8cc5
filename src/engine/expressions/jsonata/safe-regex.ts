import { RE2JS } from 're2js';

/**
 * What JSONata uses of a RegExp, over RE2: time linear in the text whatever the pattern, so `/(a+)+$/` cannot hang the engine.
 * RE2 has no back-references and no lookaround; a pattern with one fails when it is evaluated.
 */
export class SafeRegex {
  lastIndex = 0;
  readonly #pattern: RE2JS;

  /** @param source what JSONata's parser made of `/pattern/flags`; it always has the flag g. */
  constructor(source: RegExp) {
    let flags = 0;
    if (source.flags.includes('i')) flags |= RE2JS.CASE_INSENSITIVE;
    if (source.flags.includes('m')) flags |= RE2JS.MULTILINE;
    this.#pattern = RE2JS.compile(RE2JS.translateRegExp(source.source), flags);
  }

  /** As RegExp.exec with the flag g: the next match from lastIndex on. */
  exec(text: string): { readonly index: number; readonly length: number; readonly [group: number]: string | undefined } | null {
    const matcher = this.#pattern.matcher(text);
    if (this.lastIndex > text.length || !matcher.find(this.lastIndex)) {
      this.lastIndex = 0;
      return null;
    }
    this.lastIndex = matcher.end();
    const groups = Array.from({ length: matcher.groupCount() + 1 }, (_, i) => matcher.group(i) ?? undefined);
    return Object.assign(groups, { index: matcher.start() });
  }
}
