/** One flipped byte in any file of a bundle: the command, the page in a browser, sha256sum and Python all say so. */
import { spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { run as verifyCommand } from '../../src/cli/commands/evidence/verify.ts';
import { writeBundleFolder, writeBundleZip } from '../../src/cli/evidence/bundle-files.ts';
import { pageOf } from '../../src/cli/evidence/page.ts';
import type { Terminal } from '../../src/cli/terminal.ts';
import { asJson } from '../../src/trace/evidence/json.ts';
import { makeBundle, type Bundle } from '../../src/trace/evidence/make-bundle.ts';
import { ed25519Signer } from '../../src/trace/evidence/node-signature.ts';
import { verifierProgram } from '../../src/trace/evidence/read-me.ts';
import { inBrowser, PageBrowser } from './browser.ts';
import { aws, definition, executionArn, historyOf } from './executions.ts';

jest.setTimeout(60_000);

const has = (command: string): boolean => spawnSync(command, ['--version']).status === 0;
const keys = generateKeyPairSync('ed25519');
const work = mkdtempSync(join(tmpdir(), 'groundcrew-flip-'));
const folder = join(work, 'run');
const outside = ['sha256sum', 'python3'].filter(has);
if (outside.length < 2) console.warn('notice: sha256sum or python3 is not here; the command and the page check alone');
/** Runs README.txt's program in each folder that is named, in one process: it starts a hundred times faster. */
const eachFolder = `import contextlib, io, os, runpy, sys
for folder in sys.argv[2:]:
    os.chdir(folder)
    try:
        with contextlib.redirect_stdout(io.StringIO()): runpy.run_path(sys.argv[1])
        print(0)
    except BaseException: print(1)
`;
let files: Bundle;

beforeAll(async () => {
  writeFileSync(join(work, 'verify.py'), verifierProgram);
  const history = (await historyOf(2)).map((event) => asJson({ ...event, timestamp: new Date(event.timestamp) }));
  const dates = { startDate: '2026-01-05T00:00:00.000Z', stopDate: '2026-01-05T02:00:00.000Z' };
  const one = (arn: string, events = history) => ({
    execution: { executionArn: arn, name: arn.split(':').at(-1)!, status: 'FAILED', ...dates },
    pages: [{ events: events.slice(0, 5) }, { events: events.slice(5) }],
    definition: { definition: JSON.stringify(definition) },
    children: [],
    gaps: [],
  });
  const actors = [
    { action: 'StartExecution', identity: 'arn:aws:iam::111122223333:role/ops', verified: 'cloudtrail', at: dates.startDate },
  ] as const;
  const made = await makeBundle(
    { ...one(executionArn), children: [one(`${executionArn}-child`)] },
    {
      source: { kind: 'aws', account: '111122223333', region: 'us-east-1' },
      ...{ version: '1.0.0', now: Date.UTC(2026, 0, 6), capturedBy: 'arn:aws:iam::111122223333:role/audit' },
      ...{ workflow: 'machine', actors, previousBundle: null, changeTicket: 'CHG-77', controls: ['SOC2:CC8.1'] },
      redaction: { rules: [], salt: Buffer.alloc(32, 1) },
      signer: ed25519Signer(keys.privateKey),
      page: pageOf(aws, actors, '1.0.0'),
    },
  );
  files = made.files;
});
afterAll(() => rmSync(work, { recursive: true, force: true }));

interface Flip {
  readonly path: string;
  readonly at: number;
}

/** Writes the bundle, with one byte flipped where that is asked. */
function write(flip?: Flip, into = folder): string {
  rmSync(into, { recursive: true, force: true });
  const bytes = flip && Buffer.from(files.get(flip.path)!);
  if (bytes) bytes[flip.at]! ^= 1;
  writeBundleFolder(into, bytes ? new Map([...files, [flip.path, bytes]]) : files);
  return into;
}

async function command(at: string): Promise<{ code: number; said: string }> {
  const said: string[] = [];
  const plain = (text: string): string => text;
  const terminal = {
    out: (line: string) => void said.push(line),
    note: (line: string) => void said.push(line),
    outColors: { green: plain, red: plain, bold: plain },
  } as unknown as Terminal;
  return { code: await verifyCommand({ args: [at], options: {} }, terminal), said: said.join('\n') };
}

/** Exit codes of sha256sum and of Python, as far as they are here, in each folder. */
function outsideOutcomes(folders: readonly string[]): number[][] {
  const sums = 'for one in "$@"; do cd "$one"; sha256sum --strict --quiet -c SHA256SUMS >/dev/null 2>&1; echo $?; done';
  const lines = outside.map((name) =>
    (name === 'sha256sum'
      ? spawnSync('sh', ['-c', sums, 'sh', ...folders], { encoding: 'utf8' })
      : spawnSync('python3', ['-c', eachFolder, join(work, 'verify.py'), ...folders], { encoding: 'utf8' })
    ).stdout
      .trim()
      .split('\n')
      .map(Number),
  );
  return folders.map((_, index) => lines.map((codes) => codes[index]!));
}

async function expectAllToFail(flips: readonly Flip[]): Promise<void> {
  const folders = flips.map((flip, index) => write(flip, join(work, 'flips', String(index))));
  const outcomes = outsideOutcomes(folders);
  for (const [index, flip] of flips.entries()) {
    const { code, said } = await command(folders[index]!);
    expect({ flip, outcomes: [code, ...outcomes[index]!] }).toEqual({ flip, outcomes: [5, ...outside.map(() => 1)] });
    expect(said).toContain(flip.path);
  }
  rmSync(join(work, 'flips'), { recursive: true });
}

describe('one flipped byte in any file of a bundle', () => {
  it('first, middle or last, fails in the command, which names the file, in sha256sum and in Python; as it was it passes', async () => {
    write();
    expect([(await command(folder)).code, ...outsideOutcomes([folder])[0]!]).toEqual([0, ...outside.map(() => 0)]);
    await expectAllToFail([...files].flatMap(([path, { length }]) => [0, length >> 1, length - 1].map((at) => ({ path, at }))));
  });

  it('of SHA256SUMS fails in each part of a line, its line break too', async () => {
    const sums = Buffer.from(files.get('SHA256SUMS')!).toString();
    const from = sums.indexOf('\n') + 1;
    const line = Array.from({ length: sums.indexOf('\n', from) + 1 - from }, (_, place) => place);
    await expectAllToFail(
      line.filter((place) => place > 60 || place % 9 === 0).map((place) => ({ path: 'SHA256SUMS', at: from + place })),
    );
  });
});

inBrowser('the page of a bundle in a browser', () => {
  const browser = new PageBrowser();
  beforeAll(() => browser.launch());
  afterAll(() => browser.close());

  const openPage = async () => browser.open(Buffer.from(files.get('trace.html')!).toString(), '#view=verify');
  async function give(page: Page, what: 'folder' | 'zip file', path: string): Promise<string> {
    await page.getByLabel(`Choose ${what === 'folder' ? 'the folder' : 'a zip file'}`).setInputFiles(path);
    await page.locator('.check-result .verdict').waitFor();
    const text = await page.locator('.check-result').innerText();
    await page.reload();
    return text;
  }

  it('passes the bundle as it was, as folder and as zip, and says so with its signature, chains and ticket', async () => {
    const { page, troubles, close } = await openPage();
    write();
    expect(await give(page, 'folder', folder)).toMatch(
      /✓ The bundle is as it was captured[\s\S]*signed with the key in the bundle/,
    );
    writeBundleZip(join(work, 'run.zip'), files);
    expect(await give(page, 'zip file', join(work, 'run.zip'))).toMatch(/✓ The bundle is as it was captured/);
    await page.getByText('✓ 2 executions: events as the manifest records them').waitFor();
    await page.keyboard.press('7');
    expect(await page.getByRole('main').innerText()).toMatch(/role\/ops started the execution[\s\S]*verified[\s\S]*CHG-77/);
    expect(troubles).toEqual([]);
    await close();
  });

  it('fails it with one flipped byte in any file, and names the file', async () => {
    const { page, troubles, close } = await openPage();
    for (const path of files.keys()) {
      write({ path, at: files.get(path)!.length >> 1 });
      const text = await give(page, 'folder', folder);
      expect({ path, text }).toEqual({ path, text: expect.stringMatching(/✗ The bundle is not as it was captured/) as string });
      expect(text).toContain(path);
    }
    expect(troubles).toEqual([]);
    await close();
  });

  it('fails a bundle whose sums were made anew, one of another execution, and one under another key', async () => {
    const { page, close } = await openPage();
    const trusted = join(work, 'trusted.pem');
    writeFileSync(trusted, generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'pem' }));
    write();
    await page.getByLabel('Compare with a public key you trust').setInputFiles(trusted);
    expect(await give(page, 'folder', folder)).toContain('manifest.sig is of another key than the one that was given');
    const changed = Buffer.from(files.get('manifest.json')!).toString().replace('CHG-77', 'CHG-78');
    writeFileSync(join(folder, 'manifest.json'), changed);
    expect(await give(page, 'folder', folder)).toContain('manifest.json does not say what the page says');
    writeFileSync(join(folder, 'manifest.json'), changed.replace('/run"', '/other"'));
    expect(await give(page, 'folder', folder)).toContain('the files are of machine/2026-01-05/other; the page is of');
    await close();
  });

  it('whose own program or data was changed shows nothing', async () => {
    const html = Buffer.from(files.get('trace.html')!);
    for (const mark of ['<script>', '<template id="data">']) {
      const bytes = Buffer.from(html);
      bytes[bytes.indexOf(mark) + mark.length + 4_000]! ^= 1;
      const broken = await browser.open(bytes.toString('latin1'), '', {}, false);
      await broken.page.waitForTimeout(300);
      expect(await broken.page.locator('main').count()).toBe(0);
      await broken.close();
    }
  });
});
