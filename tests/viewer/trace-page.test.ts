import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { VirtualClock } from '../../src/engine/clock.ts';
import { runStateMachine, type Handler } from '../../src/engine/run-state-machine.ts';
import { buildTrace } from '../../src/trace/build-trace.ts';
import type { TraceEvent, TraceSource } from '../../src/trace/trace.ts';
import { tracePage } from '../../src/viewer/trace-page.ts';

jest.setTimeout(60_000);

const hostile = '</pre></script><img src=x onerror="document.title=\'owned\'"><style>*{display:none}</style>';
const definition = {
  StartAt: 'Try',
  States: {
    Try: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke',
      Parameters: { FunctionName: 'f' },
      Retry: [{ ErrorEquals: ['Busy'], IntervalSeconds: 30, MaxAttempts: 1 }],
      Catch: [{ ErrorEquals: ['Bad'], Next: 'Each' }],
      Next: 'Each',
    },
    Each: {
      Type: 'Map',
      ItemsPath: '$$.Execution.Input.items',
      ItemProcessor: { StartAt: 'One <of> "many"', States: { 'One <of> "many"': { Type: 'Wait', Seconds: 2, End: true } } },
      Next: 'Fail',
    },
    Fail: { Type: 'Fail', Error: 'Asked', Cause: hostile },
  },
};

async function page(
  items: number,
  source: TraceSource = { kind: 'local-simulation', organization: 'test', seed: 3 },
): Promise<string> {
  let calls = 0;
  const flaky: Handler = () => {
    throw Object.assign(new Error(hostile), { name: calls++ === 0 ? 'Busy' : 'Bad' });
  };
  const input = { items: Array.from({ length: items }, (_, index) => index), note: hostile };
  const { history } = await runStateMachine(definition, input, {
    clock: new VirtualClock(Date.UTC(2026, 0, 5)),
    handlers: { Try: flaky },
    limits: { maxHistoryEvents: 1_000_000 },
  });
  const executionArn = 'arn:aws:states:us-east-1:111122223333:execution:machine:run';
  return tracePage(buildTrace(history as unknown as TraceEvent[], { source, executionArn }), definition);
}

describe('the page of a trace', () => {
  it('holds no markup of a payload, no script and no inline style', async () => {
    const html = await page(2);
    expect(html).not.toContain('<img');
    expect(html).not.toContain('<script');
    expect(html).not.toMatch(/ style="/);
    expect(html).toContain('&lt;img src=x onerror=');
    expect(html).not.toMatch(/https?:\/\/(?!www\.w3\.org\/2000\/svg)/);
  });

  it('marks what ran: caught, succeeded, and the failure that ended it', async () => {
    const html = await page(2);
    expect(html).toMatch(/<g class="state caught"><title>Try, Task · lambda:invoke, caught<\/title>/);
    expect(html).toMatch(/<title>One &lt;of&gt; &quot;many&quot;, Wait · 2 s, succeeded, entered 2 times<\/title>/);
    expect(html).toMatch(/<g class="state failed"><title>Fail, Fail, failed<\/title>/);
    expect(html).toContain('1 that ended it, 2 recovered by a retry or a catch');
  });

  it('draws the way that was taken apart from those that were not', async () => {
    const html = await page(1);
    expect(html).toMatch(/<g class="edge catch taken"><title>Bad<\/title>/);
    expect(html).toMatch(/<g class="edge next not-taken">/);
  });

  it('says of a simulated run that it is one, and not of a real one', async () => {
    expect(await page(1)).toMatch(/class="banner" aria-label="Simulation">Simulated: simulated organization test, seed 3\./);
    const real = await page(1, { kind: 'aws', account: '111122223333', region: 'us-east-1' });
    expect(real).not.toMatch(/class="banner"|class="simulated"/);
  });

  it('says that the definition is missing where it is', async () => {
    const { history } = await runStateMachine({ StartAt: 'A', States: { A: { Type: 'Succeed' } } }, {});
    const trace = buildTrace(history as unknown as TraceEvent[], {
      source: { kind: 'file', name: 'h.json' },
      executionArn: 'arn:aws:states:::execution:file:h',
    });
    expect(await tracePage(trace)).toContain('The definition is not known, so there is no graph.');
  });
});

const chromium = ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find((path) => existsSync(path));
if (!chromium) console.warn('notice: there is no Chromium; the page is not opened in a browser');

(chromium ? describe : describe.skip)('the page in a browser', () => {
  let browser: Browser;
  let folder: string;
  beforeAll(async () => {
    const { chromium: launcher } = await import('playwright-core');
    browser = await launcher.launch({ executablePath: chromium!, args: ['--no-sandbox'] });
    folder = mkdtempSync(join(tmpdir(), 'groundcrew-page-'));
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function open(html: string, colorScheme: 'light' | 'dark' = 'light', width = 1366) {
    const file = join(folder, 'trace.html');
    writeFileSync(file, html);
    const context = await browser.newContext({ colorScheme, viewport: { width, height: 800 } });
    const opened = await context.newPage();
    const troubles: string[] = [];
    opened.on('console', (message) => void troubles.push(message.text()));
    opened.on('pageerror', (error) => void troubles.push(error.message));
    opened.on('request', (request) => void (request.url().startsWith('file:') || troubles.push(request.url())));
    await opened.goto(pathToFileURL(file).href);
    return { opened, troubles, close: () => context.close() };
  }

  it('asks for nothing, breaks no rule of its policy, and a hostile payload stays text', async () => {
    const { opened, troubles, close } = await open(await page(3));
    for (const row of await opened.locator('.rows summary').all()) await row.click();
    expect(await opened.title()).toBe('run · machine');
    expect(troubles).toEqual([]);
    await close();
  });

  it.each(['light', 'dark'] as const)('has no violation that axe finds, in %s', async (scheme) => {
    // The page runs no script by its own policy, so axe runs in a copy without it.
    const html = (await page(3)).replace(/<meta http-equiv="Content-Security-Policy"[^>]*>/, '');
    const { opened, close } = await open(html, scheme);
    await opened.addScriptTag({ path: require.resolve('axe-core') });
    const violations = await opened.evaluate(async () => {
      const { axe } = globalThis as unknown as {
        axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
      };
      return (await axe.run()).violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
    });
    expect(violations).toEqual([]);
    await close();
  });

  it('fits a phone: nothing but tables and pictures scrolls sideways', async () => {
    const { opened, close } = await open(await page(3), 'light', 390);
    expect(await opened.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390);
    await close();
  });

  it('leads from the keyboard to the failing state and its cause', async () => {
    const { opened, close } = await open(await page(1));
    await opened.locator('#timeline li', { hasText: 'Fail Fail' }).locator('summary').first().focus();
    await opened.keyboard.press('Enter');
    expect(await opened.locator('#timeline').page().evaluate('document.activeElement.parentElement.hasAttribute("open")')).toBe(
      true,
    );
    expect(await opened.locator('#summary .error').innerText()).toBe('Asked');
    await close();
  });

  it('opens a history of 25,000 events', async () => {
    const { opened, troubles, close } = await open(await page(6_200));
    expect(await opened.locator('#e24000').count()).toBe(1);
    expect(troubles).toEqual([]);
    await close();
  });
});
