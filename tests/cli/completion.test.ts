import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { completionScript } from '../../src/cli/completion.ts';
import { commandGroups, commands } from '../../src/cli/commands.ts';

const words = { commands, groups: commandGroups, topics: ['exit-codes'], workflows: ['account-vending'] };

/** What bash offers for a line, its last word unfinished. */
function offered(...line: string[]): string[] {
  const home = mkdtempSync(join(tmpdir(), 'groundcrew-completion-'));
  for (const name of ['accounts-de063fe5', '00d79550-48aa-4f36-a517-2729638400e3'])
    mkdirSync(join(home, 'small', 'executions', name), { recursive: true });
  writeFileSync(join(home, 'script'), completionScript('bash', words));
  const command = `. "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _groundcrew; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout, stderr } = spawnSync('bash', ['-c', command, 'bash', join(home, 'script'), 'groundcrew', ...line], {
    encoding: 'utf8',
    env: { ...process.env, GROUNDCREW_HOME: home },
  });
  rmSync(home, { recursive: true });
  expect(stderr).toBe('');
  return stdout.split('\n').filter(Boolean);
}

describe('completion in bash', () => {
  it('offers commands, subcommands, workflows, options and executions', () => {
    expect(offered('tr')).toEqual(['trace']);
    expect(offered('evidence', 'cr')).toEqual(['create']);
    expect(offered('start', 'acc')).toEqual(['account-vending']);
    expect(offered('trace', '--wi')).toEqual(['--without-data']);
    expect(offered('trace', 'acc')).toEqual(['accounts-de063fe5']);
    expect(offered('help', 'ex')).toEqual(['exit-codes']);
  });

  it('knows every option of every command', () => {
    for (const { name, options } of commands) {
      const all = offered(...name.split(' '), '--');
      for (const { flags } of options) expect([name, all]).toEqual([name, expect.arrayContaining([/--[\w-]+/.exec(flags)![0]])]);
    }
  });
});

describe('completion in fish and zsh', () => {
  it('names every command and option', () => {
    const script = completionScript('fish', words);
    for (const { name, options } of commands) {
      expect(script).toContain(`-a ${name.split(' ').at(-1)}`);
      for (const { flags } of options) expect(script).toContain(`-l ${/--([\w-]+)/.exec(flags)![1]}`);
    }
    expect(completionScript('zsh', words)).toMatch(/^#compdef groundcrew\n/);
  });
});
