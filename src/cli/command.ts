/** One entry of the command table: help, completion and docs/reference/cli.md are made from it. */
import type { ExitCode } from './exit-code.ts';
import type { Terminal } from './terminal.ts';

export interface OptionSpec {
  /** As commander writes it: `-i, --input <file>`. */
  readonly flags: string;
  readonly description: string;
  readonly default?: string | boolean;
  /** Turns the text into a value; throws UsageError. */
  readonly parse?: (text: string) => unknown;
}

export interface ArgumentSpec {
  readonly name: string;
  readonly description: string;
  readonly required: boolean;
  /** Any number of them; only the last argument of a command. */
  readonly variadic?: boolean;
}

export interface CommandSpec {
  /** One word; or two, the first of which is a group (`evidence create`). */
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  readonly description: string;
  readonly arguments: readonly ArgumentSpec[];
  readonly options: readonly OptionSpec[];
  readonly examples: readonly { readonly command: string; readonly what: string }[];
  /** Loads the command's code on its first use, so that `--help` stays fast. */
  readonly load: () => Promise<CommandRun>;
}

/** A command that only holds others. */
export interface CommandGroup {
  readonly name: string;
  readonly summary: string;
}

export type CommandRun = (
  parsed: { readonly args: readonly (string | undefined)[]; readonly options: Readonly<Record<string, unknown>> },
  terminal: Terminal,
) => Promise<ExitCode>;
