import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { PageData } from '../../../src/viewer/page-data.ts';
import { groundcrew, temporaryHome } from '../../support/command.ts';

jest.setTimeout(60_000);

const dataOf = (file: string): PageData =>
  JSON.parse(
    gunzipSync(Buffer.from(/<template id="data">([^<]*)</.exec(readFileSync(file, 'utf8'))![1]!, 'base64')).toString(),
  ) as PageData;

describe('groundcrew trace', () => {
  const { home, remove } = temporaryHome();
  const executions = join(home, 'small', 'executions');
  const page = join(home, 'page.html');
  beforeAll(() => {
    expect(groundcrew(home, ['start', 'account-vending', '--input', 'examples/accounts.csv']).code).toBe(0);
  });
  afterAll(remove);

  it('writes the page of the newest execution and names its gaps', () => {
    const { code, stdout, stderr } = groundcrew(home, ['trace', 'latest', '-o', page]);
    expect([code, stdout.trim()]).toEqual([0, page]);
    expect(stderr).toContain('gap: 1 child executions or Map Runs are named, not shown');
    const { subject, children } = dataOf(page);
    expect(subject.source).toEqual({ kind: 'local-simulation', organization: 'small', seed: 1 });
    expect(subject.layouts!.whole.states.map(({ name }) => name)).toContain('Vend Accounts');
    expect(children).toEqual([]);
  });

  it('fetches child executions where it is asked to: those of the Map Run, and theirs', () => {
    const { code, stderr } = groundcrew(home, ['trace', 'latest', '--children', '-o', page]);
    expect([code, stderr]).toEqual([0, expect.not.stringContaining('gap:')]);
    const { children } = dataOf(page);
    expect(children.filter(({ mapRunArn }) => mapRunArn !== undefined)).toHaveLength(6);
    expect(children).toHaveLength(12);
    const few = groundcrew(home, ['trace', 'latest', '--children', '5', '-o', page]);
    expect(few.stderr).toMatch(/gap: \d+ child executions were not fetched \(at most 5 were asked for \(--children \d+\)\)/);
  });

  it('leaves payloads out where it is asked to, and says so', () => {
    const { stderr } = groundcrew(home, ['trace', 'latest', '--without-data', '-o', page]);
    expect(stderr).toContain('gap: no inputs and outputs (the page was asked for without them (--without-data))');
    expect(JSON.stringify(dataOf(page))).not.toContain('payments-dev');
  });

  it('reads the folder of an execution, without the organization', () => {
    const [folder] = readdirSync(executions).filter((name) => name.startsWith('payments-dev-'));
    expect(groundcrew(home, ['trace', join(executions, folder!), '-o', page]).code).toBe(0);
    expect(dataOf(page).subject.layouts!.whole.states.map(({ name }) => name)).toContain('Launch Account');
  });

  it('reads what the AWS CLI writes, page by page, and does not call it verified', () => {
    const { stdout } = groundcrew(home, ['history', 'latest', '--json']);
    const { events } = JSON.parse(stdout) as { events: unknown[] };
    const file = join(home, 'exported.json');
    writeFileSync(file, JSON.stringify([{ events: events.slice(0, 5), nextToken: 't' }, { events: events.slice(5) }]));
    const { code, stdout: json } = groundcrew(home, ['trace', file, '--json']);
    const { trace } = JSON.parse(json) as { trace: { source: object; execution: { status: string }; gaps: object[] } };
    expect([code, trace.source, trace.execution.status]).toEqual([0, { kind: 'file', name: 'exported.json' }, 'SUCCEEDED']);
  });

  it('refuses a file that is no history, with exit code 2', () => {
    const file = join(home, 'other.json');
    writeFileSync(file, '{"hello":1}');
    const { code, stderr } = groundcrew(home, ['trace', file]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/other\.json holds no execution history/);
  });

  it('says which execution is not there, with exit code 7', () => {
    expect(groundcrew(home, ['trace', 'nothing-of-this-name']).code).toBe(7);
  });
});

describe('groundcrew graph', () => {
  const { home, remove } = temporaryHome();
  afterAll(remove);

  it('draws a workflow as SVG, the same each time', () => {
    const { code, stdout } = groundcrew(home, ['graph', 'account-vending']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^<svg [^>]*aria-label="State graph of account-vending"/);
    expect(stdout).toContain('>Validate Batch</text>');
    expect(groundcrew(home, ['graph', 'account-vending']).stdout).toBe(stdout);
  });

  it('says what is wrong with a file that is not JSON', () => {
    const file = join(home, 'broken.asl.json');
    writeFileSync(file, '{');
    const { code, stderr } = groundcrew(home, ['graph', file]);
    expect(code).toBe(2);
    expect(stderr).toContain('groundcrew validate');
  });
});
