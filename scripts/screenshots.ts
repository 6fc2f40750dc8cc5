/**
 * `npm run screenshots`: pictures of the trace page for docs/operating/tracing.md and of the console for docs/operating/console.md, from
 * executions of the simulated organization. Needs Debian's Chromium.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { takeConsolePictures } from './console-screenshots.ts';

const root = resolve(import.meta.dirname, '..');
const folder = join(root, 'docs/operating/images');
const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find((path) => existsSync(path));
if (!executablePath) throw new Error('there is no Chromium: apt-get install chromium');

const home = mkdtempSync(join(tmpdir(), 'groundcrew-screenshots-'));
const groundcrew = (...args: string[]): void => {
  const { status, stderr } = spawnSync(process.execPath, [join(root, 'bin/groundcrew.mjs'), ...args], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, GROUNDCREW_HOME: home, NO_COLOR: '1' },
  });
  if (status === null || status > 1) throw new Error(`groundcrew ${args.join(' ')}: ${stderr}`);
};

/** A batch of which one account cannot be created, compared with its own dry run. */
const page = join(home, 'trace.html');
const input = join(home, 'accounts.csv');
const accounts = readFileSync(join(root, 'examples/accounts.csv'), 'utf8');
writeFileSync(input, accounts.replace('aws+catalog-dev@', 'aws+catalog-dev+fail-create@'));
groundcrew('start', 'account-vending', '--input', input, '--name', 'accounts-plan', '--dry-run');
groundcrew('start', 'account-vending', '--input', input, '--name', 'accounts-2026-01');
groundcrew('trace', 'accounts-2026-01', '--compare', 'accounts-plan', '--children', '-o', page);

const views = ['summary', 'graph', 'timeline', 'events', 'data', 'compare', 'accountability', 'verify'] as const;
mkdirSync(folder, { recursive: true });
const browser = await chromium.launch({
  executablePath,
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
});
for (const [index, view] of views.entries()) {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    colorScheme: index % 2 === 0 ? 'light' : 'dark',
    reducedMotion: 'reduce',
    offline: true,
  });
  const opened = await context.newPage();
  const selected = view === 'graph' || view === 'timeline' || view === 'data' ? '&sel=v2' : '';
  await opened.goto(`${pathToFileURL(page).href}#view=${view}${selected}`);
  await opened.waitForSelector('.integrity.intact');
  await opened.screenshot({ path: join(folder, `${view}.png`) });
  await context.close();
}
const consolePictures = await takeConsolePictures(browser, root, mkdtempSync(join(home, 'console-')), folder);
await browser.close();
rmSync(home, { recursive: true });
console.log(`docs/operating/images: ${views.length + consolePictures} pictures`);
