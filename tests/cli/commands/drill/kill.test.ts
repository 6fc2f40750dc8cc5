/** `kill -9` of the real command in the middle of a drill: the same command goes on, or a person aborts; nothing of it is left. */
import { spawn } from 'node:child_process';
import { commandEntry, commandEnvironment, groundcrew, temporaryHome } from '../../../support/command.ts';
import { repositoryRoot } from '../../../support/repository.ts';

const name = 'killed';
const command = ['start', 'dr-drill', '--input', 'examples/drill-eu-west-1.yml', '--name', name, '--approve-as', 'ana', '--json'];

interface Residue {
  readonly leftOver: number;
  readonly drills: readonly unknown[];
}

/** Starts the command at a pace that leaves time, and kills it when it enters a state. */
async function killIn(home: string, state: string): Promise<NodeJS.Signals | null> {
  const running = spawn(process.execPath, [commandEntry, ...command, '--pace', '300x'], {
    ...{ cwd: repositoryRoot, env: commandEnvironment(home), stdio: ['ignore', 'ignore', 'pipe'] },
  });
  let told = '';
  running.stderr!.on('data', (chunk: Buffer) => {
    told += chunk.toString();
    if (told.split('\n').some((line) => line.trim() === state)) running.kill('SIGKILL');
  });
  return new Promise((resolve) => running.once('exit', (_code, signal) => resolve(signal)));
}

const residue = (home: string): Residue => JSON.parse(groundcrew(home, ['drill', 'residue', '--json']).stdout) as Residue;

describe('a drill whose command was killed with kill -9', () => {
  it.each(['End Drill'])(
    'in %s goes on with the same command, and leaves nothing behind',
    async (state) => {
      const { home, remove } = temporaryHome();
      try {
        expect(await killIn(home, state)).toBe('SIGKILL');
        const { code, stdout } = groundcrew(home, command);
        const { execution, status, output } = JSON.parse(stdout) as {
          execution: string;
          status: string;
          output: { verdict: string };
        };
        expect([code, execution, status, output.verdict]).toEqual([0, name, 'SUCCEEDED', 'PASSED']);
        expect(residue(home)).toMatchObject({ leftOver: 0, drills: [] });
      } finally {
        remove();
      }
    },
    240_000,
  );

  it('while the policy is attached is ended by a person, and leaves nothing behind', async () => {
    const { home, remove } = temporaryHome();
    try {
      expect(await killIn(home, 'Await First Second')).toBe('SIGKILL');
      expect(residue(home).drills).toHaveLength(1);
      expect(groundcrew(home, ['drill', 'abort', name, '--yes']).code).toBe(0);
      expect(residue(home)).toMatchObject({ leftOver: 0, drills: [] });
    } finally {
      remove();
    }
  }, 240_000);
});
