import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repositoryRoot } from './repository.ts';

/** The command's entry, run with this Node. */
export const commandEntry = join(repositoryRoot, 'bin', 'groundcrew.mjs');

export interface CommandOutcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export const commandEnvironment = (home: string, targets?: string): NodeJS.ProcessEnv => ({
  ...process.env,
  GROUNDCREW_HOME: home,
  ...(targets === undefined ? {} : { GROUNDCREW_TARGETS: targets }),
  NO_COLOR: '1',
});

/** Runs the real command as a person would, from `cwd`, with its state in `home`. */
export function groundcrew(
  home: string,
  args: readonly string[],
  options: { input?: string | Uint8Array; cwd?: string; targets?: string } = {},
): CommandOutcome {
  const { status, stdout, stderr } = spawnSync(process.execPath, [commandEntry, ...args], {
    cwd: options.cwd ?? repositoryRoot,
    env: commandEnvironment(home, options.targets),
    encoding: 'utf8',
    input: options.input ?? '',
    maxBuffer: 256 * 1024 * 1024,
  });
  return { code: status, stdout, stderr };
}

/** Starts the real command and leaves it running. */
export function spawnGroundcrew(home: string, args: readonly string[]): ChildProcess {
  return spawn(process.execPath, [commandEntry, ...args], {
    cwd: repositoryRoot,
    env: commandEnvironment(home),
    stdio: 'ignore',
  });
}

/** A new empty folder for a test's simulated organizations, and how to remove it. */
export function temporaryHome(): { home: string; remove: () => void } {
  const home = mkdtempSync(join(tmpdir(), 'groundcrew-test-'));
  return { home, remove: () => rmSync(home, { recursive: true, force: true }) };
}
