/** Completion scripts, made of the command table: what `--help` knows, the shell completes. */
import type { CommandGroup, CommandSpec } from './command.ts';

export const shells = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof shells)[number];

export interface CompletionWords {
  readonly commands: readonly CommandSpec[];
  readonly groups: readonly CommandGroup[];
  readonly topics: readonly string[];
  readonly workflows: readonly string[];
}

/** Names of executions in the folders of simulated organizations: read when Tab is pressed, without starting the command. */
const executions = `ls -1t "\${GROUNDCREW_HOME:-.groundcrew}"/*/executions 2>/dev/null | grep -Ev '^$|:$|^[0-9a-f]{8}-[0-9a-f]{4}-'`;

export function completionScript(shell: Shell, words: CompletionWords): string {
  switch (shell) {
    case 'bash':
      return bash(words);
    case 'zsh':
      return `#compdef groundcrew\nautoload -U +X bashcompinit && bashcompinit\n${bash(words)}`;
    case 'fish':
      return fish(words);
  }
}

/** `-i, --input <file>`: both flags, and whether a value follows. */
function flagsOf(flags: string): { names: string[]; takesValue: boolean } {
  return { names: flags.match(/--?[a-zA-Z][\w-]*/g) ?? [], takesValue: /[<[]/.test(flags) };
}

/** What the first argument of a command is. */
function argumentKind({ arguments: [first] }: CommandSpec): 'workflow' | 'execution' | 'none' {
  if (first === undefined) return 'none';
  if (/workflow/.test(first.name)) return 'workflow';
  return /execution|before|after/.test(first.name) ? 'execution' : 'none';
}

function bash({ commands, groups, topics, workflows }: CompletionWords): string {
  const firstWords = [...new Set(commands.map(({ name }) => name.split(' ')[0]!)), 'help'];
  const groupCases = groups.map(({ name }) => {
    const inner = commands.filter((command) => command.name.startsWith(`${name} `)).map((command) => command.name.split(' ')[1]!);
    return `    ${name}) [ "$COMP_CWORD" -eq 2 ] && words="${inner.join(' ')}" || command="${name} \${COMP_WORDS[2]}" ;;`;
  });
  const commandCases = commands.map((command) => {
    const options = command.options.flatMap(({ flags }) => flagsOf(flags).names).filter((name) => name.startsWith('--'));
    const kind = argumentKind(command);
    const also = kind === 'workflow' ? ` ${workflows.join(' ')}` : '';
    const live = kind === 'execution' ? ` latest $(${executions})` : '';
    return `    "${command.name}") words="${options.join(' ')} --help${also}${live}" ;;`;
  });
  const valued = [
    ...new Set(
      commands.flatMap(({ options }) =>
        options
          .map(({ flags }) => flagsOf(flags))
          .filter(({ takesValue }) => takesValue)
          .flatMap(({ names }) => names),
      ),
    ),
  ];
  return `_groundcrew() {
  local current="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}" command="\${COMP_WORDS[1]}" words=""
  COMPREPLY=()
  case "$before" in
    ${valued.join('|')}) COMPREPLY=($(compgen -f -- "$current")); return ;;
  esac
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "${firstWords.join(' ')} --help --version" -- "$current"))
    return
  fi
  case "$command" in
    help) words="${[...topics, ...firstWords].join(' ')}" ;;
${groupCases.join('\n')}
  esac
  [ -z "$words" ] && case "$command" in
${commandCases.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
  [ \${#COMPREPLY[@]} -eq 0 ] && COMPREPLY=($(compgen -f -- "$current"))
}
complete -F _groundcrew groundcrew`;
}

const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;

function fish({ commands, groups, topics, workflows }: CompletionWords): string {
  const lines = ['complete -c groundcrew -f', 'function __groundcrew_executions', `  sh -c ${quoted(executions)}`, 'end'];
  const single = commands.filter(({ name }) => !name.includes(' '));
  for (const { name, summary } of [...single, ...groups])
    lines.push(`complete -c groundcrew -n __fish_use_subcommand -a ${name} -d ${quoted(summary)}`);
  lines.push(`complete -c groundcrew -n __fish_use_subcommand -a help -d 'print help for a command or a topic'`);
  lines.push(`complete -c groundcrew -n '__fish_seen_subcommand_from help' -a ${quoted(topics.join(' '))}`);
  for (const command of commands) {
    const [first, second] = command.name.split(' ');
    const seen =
      second === undefined
        ? `__fish_seen_subcommand_from ${first}`
        : `__fish_seen_subcommand_from ${first}; and __fish_seen_subcommand_from ${second}`;
    if (second !== undefined)
      lines.push(`complete -c groundcrew -n '__fish_seen_subcommand_from ${first}' -a ${second} -d ${quoted(command.summary)}`);
    const kind = argumentKind(command);
    if (kind === 'workflow') lines.push(`complete -c groundcrew -n '${seen}' -a ${quoted(workflows.join(' '))}`);
    if (kind === 'execution') lines.push(`complete -c groundcrew -n '${seen}' -a 'latest (__groundcrew_executions)'`);
    for (const { flags, description } of command.options) {
      const { names, takesValue } = flagsOf(flags);
      const written = names.map((name) => (name.startsWith('--') ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`));
      lines.push(`complete -c groundcrew -n '${seen}' ${written.join(' ')}${takesValue ? ' -rF' : ''} -d ${quoted(description)}`);
    }
  }
  return lines.join('\n');
}
