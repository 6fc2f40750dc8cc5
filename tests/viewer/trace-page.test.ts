import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { PageData } from '../../src/viewer/page-data.ts';
import { verifyCommands } from '../../src/viewer/page/verify-commands.ts';
import { historyOf, hostile, page, pageData } from './executions.ts';

jest.setTimeout(60_000);

const dataIn = (html: string): PageData =>
  JSON.parse(gunzipSync(Buffer.from(/<template id="data">([^<]*)</.exec(html)![1]!, 'base64')).toString('utf8')) as PageData;

describe('the file of a trace', () => {
  it('lets in only its own script and style, and holds no markup of a payload', async () => {
    const html = page(await pageData(await historyOf(2)));
    expect(html).toMatch(
      /content="default-src 'none'; script-src 'sha256-[A-Za-z0-9+/=]+'; style-src 'sha256-[A-Za-z0-9+/=]+'; img-src data:; base-uri 'none'; form-action 'none'"/,
    );
    expect(html).not.toContain('<img');
    expect(html.match(/<script/g)).toHaveLength(1);
    expect(html).not.toMatch(/ style="/);
    expect(html).not.toMatch(/https?:\/\/(?!www\.w3\.org\/)/);
    expect(JSON.stringify(dataIn(html))).toContain(JSON.stringify(hostile).slice(1, 40));
  });

  it('is the same for the same execution, byte for byte', async () => {
    expect(page(await pageData(await historyOf(2)))).toBe(page(await pageData(await historyOf(2))));
  });

  it('holds every event as JSON, in ascending order', async () => {
    const history = await historyOf(3);
    const { subject } = dataIn(page(await pageData([...history].reverse())));
    expect(subject.history.map(({ id }) => id)).toEqual(history.map(({ id }) => id));
    expect(subject.history[0]!.timestamp).toBe('2026-01-05T00:00:00.000Z');
  });

  const python = spawnSync('python3', ['--version']).status === 0;
  if (!python) console.warn('notice: there is no python3; the commands of the Verify view are not run');

  /* `npm test` needs Node and npm only; the commands that people are shown need Python. */
  (python ? it : it.skip)('is verified without its program by the command that it shows, and a changed one is not', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'groundcrew-verify-'));
    const data = await pageData(await historyOf(5));
    const verify = (html: string): string => {
      writeFileSync(join(folder, 'trace.html'), html);
      return spawnSync('sh', ['-c', verifyCommands[1]!.command], { cwd: folder, encoding: 'utf8' }).stdout.trim();
    };
    expect(verify(page(data))).toBe(`${data.subject.chainHead} as recorded`);
    const [first, ...rest] = data.subject.history;
    const changed = {
      ...data,
      subject: { ...data.subject, history: [{ ...first!, timestamp: '2026-01-05T00:00:00.001Z' }, ...rest] },
    };
    expect(verify(page(changed))).toContain('NOT AS RECORDED');
    rmSync(folder, { recursive: true });
  });
});
