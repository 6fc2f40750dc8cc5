/** The offline kit as a person runs it: one file, another process, against `groundcrew serve`; and the hosts that it and the workflow name. */
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { commandEntry, temporaryHome } from '../support/command.ts';
import { repositoryRoot } from '../support/repository.ts';

jest.setTimeout(60_000);

const example = join(repositoryRoot, 'examples/failover-plan.yml');

describe('the offline kit', () => {
  const { home, remove } = temporaryHome();
  /** Away from the checkout: nothing of it is needed. */
  const folder = mkdtempSync(join(tmpdir(), 'groundcrew-kit-'));
  const kit = join(folder, 'arc-failover.mjs');
  let served: ChildProcess;
  let environment: Record<string, string>;

  beforeAll(async () => {
    copyFileSync(join(repositoryRoot, 'dist/kit/arc-failover.mjs'), kit);
    served = spawn(process.execPath, [commandEntry, 'serve', '--json'], {
      cwd: repositoryRoot,
      env: { ...process.env, GROUNDCREW_HOME: home },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const [line] = (await once(served.stdout!, 'data')) as [Buffer];
    environment = (JSON.parse(line.toString()) as { environment: Record<string, string> }).environment;
    const sts = new STSClient({
      region: environment['AWS_REGION']!,
      endpoint: environment['AWS_ENDPOINT_URL']!,
      credentials: {
        accessKeyId: environment['AWS_ACCESS_KEY_ID']!,
        secretAccessKey: environment['AWS_SECRET_ACCESS_KEY']!,
        sessionToken: environment['AWS_SESSION_TOKEN']!,
      },
    });
    const { Credentials } = await sts.send(
      new AssumeRoleCommand({
        RoleArn: 'arn:aws:iam::293352189192:role/OrganizationAccountAccessRole',
        RoleSessionName: 'on-call',
      }),
    );
    sts.destroy();
    environment = {
      AWS_REGION: environment['AWS_REGION']!,
      AWS_ENDPOINT_URL: environment['AWS_ENDPOINT_URL']!,
      AWS_ACCESS_KEY_ID: Credentials!.AccessKeyId!,
      AWS_SECRET_ACCESS_KEY: Credentials!.SecretAccessKey!,
      AWS_SESSION_TOKEN: Credentials!.SessionToken!,
    };
  });
  afterAll(async () => {
    const ended = once(served, 'exit');
    served.kill('SIGINT');
    await ended;
    remove();
    rmSync(folder, { recursive: true, force: true });
  });

  function run(...args: string[]): { code: number | null; text: string } {
    const { AWS_ENDPOINT_URL: url, ...credentials } = environment;
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [kit, '--plan', example, '--rehearse', url!, '--report', join(folder, 'report'), ...args],
      { cwd: folder, encoding: 'utf8', env: { PATH: process.env['PATH'], ...credentials } },
    );
    return { code: status, text: stdout + stderr };
  }

  it('tells in a dry run what it would change, and changes nothing', () => {
    const { code, text } = run('--to', 'us-west-2', '--force', '--dry-run');
    expect(text).toContain('PLANNED');
    expect(code).toBe(0);
  });

  it('goes past no gate unless it is told to', () => {
    const gated = parse(readFileSync(example, 'utf8')) as { plan: object };
    const file = join(folder, 'gated.yml');
    const gates = [{ name: 'capacity', alarms: ['capacity'] }];
    writeFileSync(file, stringify({ ...gated, plan: { ...gated.plan, gates } }));
    const { code, text } = run('--plan', file, '--to', 'us-west-2', '--no-dns');
    expect(text).toContain('NOT_READY');
    expect(code).toBe(1);
  });

  it('moves traffic, writes its report, and does nothing when it is run again', () => {
    const { code, text } = run('--to', 'us-west-2', '--force', '--reason', 'rehearsal');
    expect(text).toContain('SUCCEEDED');
    expect(code).toBe(0);
    const report = JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8')) as { verdict: string; logHead: string };
    expect(report).toMatchObject({ verdict: 'SUCCEEDED', logHead: expect.stringMatching(/^[0-9a-f]{64}$/) as string });
    expect(existsSync(join(folder, 'report.md'))).toBe(true);
    expect(run('--to', 'us-west-2', '--force', '--no-dns').text).toContain('ALREADY_THERE');
  });

  it('fails back only with a named approval', () => {
    expect(run('--to', 'us-east-1', '--force', '--no-dns')).toMatchObject({
      code: 2,
      text: expect.stringContaining('--approved-by') as string,
    });
    expect(run('--to', 'us-east-1', '--expect', 'us-west-2', '--force', '--no-dns', '--approved-by', 'ana').text).toContain(
      'SUCCEEDED',
    );
  });

  it('refuses a plan or an option that is wrong with exit code 2, before anything is called', () => {
    expect(run('--to', 'mars').code).toBe(2);
    expect(run('--everything').code).toBe(2);
  });
});
