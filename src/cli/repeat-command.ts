/** A command that reached the organization through another process goes on by itself when that process ends meanwhile. */
import { holderGone } from '../local/local-error.ts';
import type { CommandRun } from './command.ts';

/**
 * The command again, once, when the holder of the organization ended under it: the organization is opened anew, from what is saved. For
 * commands that read, and for `start`: an execution of the same name and input is the same one.
 */
export const repeatable =
  (run: CommandRun): CommandRun =>
  async (parsed, terminal) => {
    try {
      return await run(parsed, terminal);
    } catch (error) {
      if (!holderGone(error)) throw error;
      terminal.note(`${terminal.colors.yellow('note:')} the process that held the organization has ended; this one opens it`);
      return run(parsed, terminal);
    }
  };
