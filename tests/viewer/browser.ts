/** One browser for the tests of the page; there is none on some machines. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';

const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find((path) => existsSync(path));

/** `describe` where there is a Chromium; elsewhere the tests are skipped with a notice. */
export const inBrowser: typeof describe | typeof describe.skip = executablePath ? describe : describe.skip;
if (!executablePath) console.warn('notice: there is no Chromium; the page is not opened in a browser');

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export interface OpenedPage {
  readonly page: Page;
  /** Console messages, errors, broken rules of the policy, requests other than for the file. */
  readonly troubles: string[];
  readonly close: () => Promise<void>;
}

export class PageBrowser {
  private browser: Browser | undefined;
  private readonly folder = mkdtempSync(join(tmpdir(), 'groundcrew-page-'));
  private files = 0;

  async launch(): Promise<void> {
    const { chromium } = await import('playwright-core');
    this.browser = await chromium.launch({ executablePath: executablePath!, args: flags });
  }

  /** Opens a page from disk, with the network off, and waits until it shows something, unless it is not to. */
  async open(html: string, fragment = '', options: BrowserContextOptions = {}, shows = true): Promise<OpenedPage> {
    const file = join(this.folder, `trace-${(this.files += 1)}.html`);
    writeFileSync(file, html);
    const context = await this.browser!.newContext({ viewport: { width: 1280, height: 800 }, offline: true, ...options });
    const page = await context.newPage();
    const troubles: string[] = [];
    page.on('console', (message) => void troubles.push(message.text()));
    page.on('pageerror', (error) => void troubles.push(error.message));
    page.on('request', (request) => void (request.url().startsWith('file:') || troubles.push(request.url())));
    await page.goto(`${pathToFileURL(file).href}${fragment}`);
    if (shows) await page.waitForSelector('h1');
    return { page, troubles, close: () => context.close() };
  }

  /** Opens a served page; what the server of that origin does not answer is a trouble. */
  async visit(url: string, options: BrowserContextOptions = {}): Promise<OpenedPage> {
    const { origin } = new URL(url);
    const context = await this.browser!.newContext({ viewport: { width: 1280, height: 800 }, ...options });
    const page = await context.newPage();
    const troubles: string[] = [];
    page.on('console', (message) => void (message.type() === 'error' && troubles.push(message.text())));
    page.on('pageerror', (error) => void troubles.push(error.message));
    page.on('request', (request) => void (new URL(request.url()).origin === origin || troubles.push(request.url())));
    await page.goto(url);
    await page.waitForSelector('h1');
    return { page, troubles, close: () => context.close() };
  }

  async close(): Promise<void> {
    await this.browser?.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
