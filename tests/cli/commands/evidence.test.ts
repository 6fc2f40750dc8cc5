/** The evidence commands on a real execution; and what checks a bundle without Groundcrew. */
import { spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { PageData } from '../../../src/viewer/page-data.ts';
import { verifierProgram } from '../../../src/trace/evidence/read-me.ts';
import { groundcrew, temporaryHome } from '../../support/command.ts';

const has = (command: string): boolean => spawnSync(command, ['--version']).status === 0;

function filesBelow(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? filesBelow(path) : [path];
  });
}

describe('groundcrew evidence', () => {
  const { home, remove } = temporaryHome();
  const work = mkdtempSync(join(tmpdir(), 'groundcrew-evidence-'));
  const folder = join(work, 'evidence');
  const verify = (path: string): ReturnType<typeof groundcrew> => groundcrew(home, ['evidence', 'verify', path]);
  let bundle = '';

  beforeAll(() => {
    expect(groundcrew(home, ['start', 'account-vending', '--input', 'examples/accounts.csv']).code).toBe(0);
    const { code, stdout } = groundcrew(home, ['evidence', 'create', 'latest', '-o', folder, '--ticket', 'CHG-1', '--json']);
    expect(code).toBe(0);
    bundle = (JSON.parse(stdout) as { path: string }).path;
  });
  afterAll(() => {
    remove();
    rmSync(work, { recursive: true, force: true });
  });

  it('create keeps no address of a person and no task token, and says who started it', () => {
    const manifest = JSON.parse(readFileSync(join(bundle, 'manifest.json'), 'utf8')) as Record<string, unknown>;
    expect(manifest).toMatchObject({
      simulated: true,
      redacted: true,
      changeTicket: 'CHG-1',
      actors: [{ action: 'StartExecution', verified: 'cloudtrail' }],
      completeness: { verdict: 'COMPLETE', gaps: 0 },
    });
    for (const file of filesBelow(bundle)) expect(readFileSync(file, 'utf8')).not.toMatch(/[\w.+]+@example\.com/);
    expect(statSync(`${bundle}.salt`).mode & 0o077).toBe(0);
  });

  it('verify, sha256sum and the Python program of README.txt all pass it; and all fail it after one flipped byte', () => {
    const python = join(work, 'verify.py');
    writeFileSync(python, verifierProgram);
    expect(readFileSync(join(bundle, 'README.txt'), 'utf8')).toContain(verifierProgram);
    const outside = [
      ...(has('sha256sum') ? [['sha256sum', '--strict', '--quiet', '-c', 'SHA256SUMS']] : []),
      ...(has('python3') ? [['python3', python]] : []),
    ];
    if (outside.length < 2) console.warn('sha256sum or python3 is not here: the bundle is checked by our command alone');
    const outcomes = (at: string): (number | null)[] => [
      verify(at).code,
      ...outside.map(([command, ...args]) => spawnSync(command!, args, { cwd: at }).status),
    ];
    expect(outcomes(bundle)).toEqual([0, ...outside.map(() => 0)]);
    for (const name of ['aws/history-0001.json']) {
      const copy = join(work, 'copy');
      cpSync(bundle, copy, { recursive: true });
      const bytes = readFileSync(join(copy, name));
      bytes[bytes.length >> 1]! ^= 1;
      writeFileSync(join(copy, name), bytes);
      expect({ name, outcomes: outcomes(copy) }).toEqual({ name, outcomes: [5, ...outside.map(() => 1)] });
      expect(verify(copy).stdout).toContain(`${name} was changed`);
      rmSync(copy, { recursive: true });
    }
  });

  it('create again is another take, linked to the first; a zip verifies as a folder does', () => {
    const again = groundcrew(home, ['evidence', 'create', 'latest', '-o', folder, '--raw', '--zip', '--json']);
    const { path, manifest } = JSON.parse(again.stdout) as { path: string; manifest: Record<string, unknown> };
    expect(path).toBe(`${bundle}.2.zip`);
    expect(manifest).toMatchObject({
      redacted: false,
      previousBundle: { id: expect.stringMatching(/^account-vending\/2026-01-05\//) as string },
      earlier: { id: expect.any(String) as string },
    });
    const { code, stdout } = verify(folder);
    expect(stdout.match(/^ok ✓ {2}/gm)).toHaveLength(2);
    expect(code).toBe(0);
  });

  it('sweep captures what has no bundle, once', () => {
    groundcrew(home, ['start', 'account-vending', '--input', 'examples/accounts-with-mistakes.csv']);
    const first = groundcrew(home, ['evidence', 'sweep', '-o', folder]);
    expect(first.stderr).toContain('1 executions captured');
    expect(groundcrew(home, ['evidence', 'sweep', '-o', folder]).stderr).toContain('0 executions captured');
    expect(groundcrew(home, ['evidence', 'list', '-o', folder]).stdout).toMatch(/accounts-with-mistakes\S* +FAILED/);
    expect(verify(folder).code).toBe(0);
  });

  it('verify names a bundle of the chain that was exchanged', () => {
    const copy = join(work, 'exchanged');
    cpSync(folder, copy, { recursive: true });
    const first = join(copy, 'account-vending', '2026-01-05', bundle.split('/').at(-1)!, 'manifest.json');
    writeFileSync(first, readFileSync(first, 'utf8').replace('CHG-1', 'CHG-2'));
    const { code, stdout } = verify(copy);
    expect(code).toBe(5);
    expect(stdout).toMatch(/chain: .* follows .*its manifest\.json was changed/);
  });

  it('create signs with a key of KMS or refuses what cannot sign; verify holds every bundle to the key that is given', () => {
    const key = join(work, 'key.pem');
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    writeFileSync(key, privateKey.export({ type: 'pkcs8', format: 'pem' }));
    writeFileSync(`${key}.pub`, publicKey.export({ type: 'spki', format: 'pem' }));
    const signed = join(work, 'signed');
    expect(groundcrew(home, ['evidence', 'create', 'latest', '-o', signed, '--sign', key]).code).toBe(0);
    expect(groundcrew(home, ['evidence', 'verify', signed, '--key', `${key}.pub`]).stdout).toContain(
      'signed with the key that was given',
    );
    expect(groundcrew(home, ['evidence', 'verify', folder, '--key', `${key}.pub`]).stdout).toContain('the bundle is not signed');
    const refused = groundcrew(home, ['evidence', 'create', 'latest', '-o', signed, '--kms-key', 'alias/audit']);
    expect(refused.stderr).toContain('alias/audit is no ARN of a KMS key');
    expect(refused.code).toBe(2);
  });

  it('trace makes of a bundle the page that its capture would have made, with what the manifest says', () => {
    const file = join(work, 'of-bundle.html');
    expect(groundcrew(home, ['trace', bundle, '-o', file]).code).toBe(0);
    const [, packed] = /<template id="data">([^<]+)</.exec(readFileSync(file, 'utf8'))!;
    const data = JSON.parse(gunzipSync(Buffer.from(packed!, 'base64')).toString()) as PageData;
    expect(data.bundle).toMatchObject({
      manifest: { changeTicket: 'CHG-1', files: { 'trace.html': { size: expect.any(Number) as number } } },
      manifestSha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
    });
    expect(data.children.length).toBe(Object.keys(data.bundle!.manifest.chains).length - 1);
    expect(data.acts).toMatchObject([{ what: 'started', source: 'simulated' }]);
  });

  it('create refuses what it cannot find with exit code 7, and rules that are none with their line and exit code 2', () => {
    expect(groundcrew(home, ['evidence', 'create', 'nobody', '-o', folder]).code).toBe(7);
    const rules = join(work, 'rules.yml');
    writeFileSync(rules, 'rules:\n  - { reason: a }\n');
    const { code, stderr } = groundcrew(home, ['evidence', 'create', 'latest', '-o', folder, '--redact', rules]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/rules\.yml:2: rules\.0: give either members or pointer/);
  });
});
