/** What the command may do with the two output streams: results on stdout, everything else on stderr. */
import { createColors } from 'picocolors';

export interface Terminal {
  /** Writes a result to stdout. */
  out(text: string): void;
  /** Writes progress or a note to stderr. */
  note(text: string): void;
  /** True when stderr is a terminal that can move its cursor: progress may redraw lines. */
  readonly interactive: boolean;
  /** Columns of stderr; 80 where it is not a terminal. */
  readonly columns: number;
  readonly rows: number;
  /** Colours for stderr, and for stdout; they return plain text where colour is off. */
  readonly colors: Colors;
  readonly outColors: Colors;
}
export type Colors = ReturnType<typeof createColors>;

/** Terminal of this process. NO_COLOR, CLICOLOR_FORCE and TERM=dumb are honoured; CI gets one line per change. */
export function processTerminal(): Terminal {
  const { env, stdout, stderr } = process;
  const dumb = env.TERM === 'dumb';
  const colored = (isTTY: boolean): boolean => {
    if (env.NO_COLOR !== undefined && env.NO_COLOR !== '') return false;
    if (env.CLICOLOR_FORCE !== undefined && env.CLICOLOR_FORCE !== '0') return true;
    return isTTY && !dumb;
  };
  return {
    out: (text) => void stdout.write(text.endsWith('\n') ? text : `${text}\n`),
    note: (text) => void stderr.write(text.endsWith('\n') ? text : `${text}\n`),
    interactive: Boolean(stderr.isTTY) && !dumb && !env.CI,
    columns: stderr.columns ?? 80,
    rows: stderr.rows ?? 24,
    colors: createColors(colored(Boolean(stderr.isTTY))),
    outColors: createColors(colored(Boolean(stdout.isTTY))),
  };
}
