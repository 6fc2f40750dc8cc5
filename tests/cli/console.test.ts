/** The console as a person uses it, in a real browser; and as nobody else may. */
import { spawn, type ChildProcess } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { commandEntry, temporaryHome } from '../support/command.ts';
import { repositoryRoot } from '../support/repository.ts';
import { inBrowser, PageBrowser } from '../viewer/browser.ts';

jest.setTimeout(180_000);

const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const { home, remove } = temporaryHome();
let served: ChildProcess;
let address: URL;

beforeAll(async () => {
  served = spawn(process.execPath, [commandEntry, 'console', '--no-open'], {
    cwd: repositoryRoot,
    env: { ...process.env, GROUNDCREW_HOME: home, NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [line] = await new Promise<string[]>((resolve, reject) => {
    served.stdout!.once('data', (chunk: Buffer) => resolve(chunk.toString().split('\n')));
    served.once('exit', (code) => reject(new Error(`groundcrew console ended with ${code}`)));
  });
  address = new URL(line!);
});
afterAll(async () => {
  const ended = new Promise((resolve) => served.once('exit', resolve));
  served.kill('SIGINT');
  await ended;
  remove();
});

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

function ask(path: string, options: { method?: string; headers?: Record<string, string>; body?: string } = {}): Promise<Answer> {
  const { method = 'GET', headers = {}, body } = options;
  return new Promise((resolve, reject) => {
    const asked = request(`${address.origin}${path}`, { method, headers }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () =>
        resolve({ status: answer.statusCode!, headers: answer.headers, text: Buffer.concat(chunks).toString() }),
      );
    });
    asked.once('error', reject);
    asked.end(body);
  });
}

describe('the console', () => {
  const cookie = (): string => `groundcrew-console=${address.searchParams.get('token')!}`;
  const form = { 'content-type': 'application/x-www-form-urlencoded' };

  it('answers nobody without the session, of another Host or of another Origin', async () => {
    expect((await ask('/')).status).toBe(403);
    expect((await ask('/?token=guessed')).status).toBe(403);
    expect((await ask('/', { headers: { cookie: cookie(), host: 'evil.example' } })).status).toBe(403);
    expect((await ask('/', { headers: { cookie: cookie(), origin: 'https://evil.example' } })).status).toBe(403);
    const { status, headers } = await ask('/', { headers: { cookie: cookie() } });
    expect(status).toBe(200);
    expect(headers['content-security-policy']).toMatch(/^default-src 'none'/);
    expect(headers['content-security-policy']).not.toContain('unsafe-inline');
  });

  it('changes nothing by GET, and by POST only with an Origin and the form token of its own pages', async () => {
    const own = { cookie: cookie(), origin: address.origin, ...form };
    expect((await ask('/workflows/account-vending/start', { headers: own })).status).toBe(404);
    const post = (headers: Record<string, string>, body: string): Promise<Answer> =>
      ask('/workflows/account-vending/start', { method: 'POST', headers, body });
    expect((await post({ cookie: cookie(), ...form }, 'text=x')).status).toBe(403);
    expect((await post(own, 'text=x')).status).toBe(403);
    expect((await post(own, 'text=x&token=guessed')).status).toBe(403);
    const { text } = await ask('/executions', { headers: { cookie: cookie() } });
    expect(text).toContain('Nothing has run yet');
  });
});

inBrowser('the console in a browser', () => {
  const browser = new PageBrowser();
  let page: Page;
  let troubles: string[];
  beforeAll(async () => {
    await browser.launch();
    ({ page, troubles } = await browser.visit(address.href));
  });
  afterAll(() => browser.close());

  const go = (path: string): Promise<unknown> => page.goto(`${address.origin}${path}`);
  async function violations(): Promise<string[]> {
    await page.evaluate(axe);
    return page.evaluate(async () => {
      const { violations: found } = await (
        globalThis as unknown as { axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> } }
      ).axe.run();
      return found.map(({ id, nodes }) => `${id}: ${nodes[0]!.html.slice(0, 120)}`);
    });
  }

  it('refuses a file with mistakes, shows each, and shows markup in it as text', async () => {
    await go('/workflows/account-vending');
    const header = readFileSync(join(repositoryRoot, 'examples/accounts.csv'), 'utf8').split('\n')[0]!;
    const cells = header.split(',').map((name) => (name === 'AccountName' ? '<img src=x onerror=alert(1)>' : 'x'));
    await page.fill('textarea[name=text]', `${header}\n${cells.join(',')}\n`);
    await page.click('button[value=dry-run]');
    await page.waitForSelector('text=The input was refused', { timeout: 60_000 }).catch(async () => {
      await page.reload();
      await page.waitForSelector('text=The input was refused');
    });
    expect(await page.locator('img').count()).toBe(0);
    expect(await page.locator('table').first().innerText()).toContain('INVALID_ACCOUNT_NAME');
  });

  /** Presses a button of a workflow's form, and waits at the execution's page until it shows that status. */
  async function start(workflow: string, button: 'dry-run' | 'start', status: RegExp): Promise<void> {
    await go(`/workflows/${workflow}`);
    await page.click(`button[value=${button}]`);
    await page.waitForURL(/\/executions\//);
    await reaches(status);
  }
  async function reaches(status: RegExp): Promise<void> {
    for (let tries = 0; tries < 150; tries += 1) {
      if (status.test(await page.locator('#live').innerText())) return;
      await page.waitForTimeout(200);
      await page.reload();
    }
    throw new Error(`never ${status}: ${await page.locator('main').innerText()}`);
  }
  async function saveEvidence(ticket: string): Promise<void> {
    await page.getByLabel('Change ticket').fill(ticket);
    await page.getByRole('button', { name: 'Save evidence' }).click();
    await page.waitForURL(/\/evidence$/);
  }
  /** Opens the page of the newest bundle and gives it the bundle's files. */
  async function checkOnItsPage(folder: string): Promise<string> {
    await page
      .getByRole('link', { name: /^open page of / })
      .first()
      .click();
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.keyboard.press('8');
    await page.getByLabel('Choose the folder').setInputFiles(folder);
    return page.locator('.check-result .verdict').innerText();
  }
  const bundleOf = (workflow: string): string => {
    const day = join(home, 'small', 'evidence', workflow);
    const [date] = readdirSync(day);
    return join(
      day,
      date!,
      readdirSync(join(day, date!)).find((name) => !name.endsWith('.salt'))!,
    );
  };

  it('leads a person through a drill: start, approve what it allows, watch it to its verdict, open its trace, verify its evidence', async () => {
    await start('dr-drill', 'start', /It waits for a person/);
    await go('/');
    await page
      .getByRole('link', { name: /waiting for a person/ })
      .first()
      .click();
    await page.getByLabel('Your name').fill('chen.wei');
    await page.getByLabel('Reason').fill('as planned for the quarter');
    await page.getByRole('button', { name: 'Approve' }).click();
    expect(await page.getByRole('status').innerText()).toContain('last answer by chen.wei');
    await go('/executions?workflow=dr-drill');
    await page.click('tbody a >> nth=0');
    await reaches(/Status\s+✓ succeeded/);
    const trace = page.frameLocator('iframe');
    await trace.getByRole('link', { name: /Accountability/ }).click();
    expect(await trace.getByRole('main').innerText()).toMatch(/chen\.wei approved[\s\S]*as planned for the quarter/);
    await saveEvidence('CHG-8');
    expect(await checkOnItsPage(bundleOf('dr-drill'))).toMatch(/✓ The bundle is as it was captured/);
    await page.keyboard.press('7');
    expect(await page.getByRole('main').innerText()).toMatch(
      /What people were asked[\s\S]*✓ approved[\s\S]*chen\.wei[\s\S]*CHG-8/,
    );
  });

  it('leads a person through a batch: start, watch, open its trace, save its evidence, verify it', async () => {
    await start('account-vending', 'start', /Status\s+✓ succeeded/);
    expect(await page.locator('table').first().innerText()).toContain('payments-prod');
    const trace = page.frameLocator('iframe');
    expect(await trace.getByRole('heading', { level: 1 }).innerText()).toMatch(/^account-vending-/);
    await saveEvidence('CHG-7');
    expect(await page.locator('table').innerText()).toMatch(/account-vending\/2026-01-05\/[\s\S]*✓ unchanged/);
    expect(await checkOnItsPage(bundleOf('account-vending'))).toMatch(/✓ The bundle is as it was captured/);
  });

  it('draws the organization with its units, accounts and what its policies deny', async () => {
    await go('/organization');
    const text = await page.locator('main').innerText();
    expect(text).toMatch(/Production[\s\S]*web-prod/);
    expect(text).toMatch(/keep-the-landing-zone denies iam:DeleteRole/);
  });

  it('shows the ledger without a task token', async () => {
    await go('/ledger');
    await page.getByText(/^ACCOUNT \d/).click();
    expect(await page.locator('main').innerText()).toMatch(/ACCOUNT#payments-prod/);
    expect(await page.locator('main').textContent()).not.toMatch(/taskToken/i);
  });

  it('has no violation of the accessibility rules on any page, in light and dark, and breaks none of its policy', async () => {
    const paths = [
      '/',
      '/workflows',
      '/workflows/account-vending',
      '/executions',
      '/approvals',
      '/organization',
      '/findings',
      '/drills',
      '/calendar',
      '/slots',
      '/ledger',
      '/evidence',
    ];
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      for (const path of paths) {
        await go(path);
        expect({ path, colorScheme, violations: await violations() }).toEqual({ path, colorScheme, violations: [] });
      }
    }
    expect(troubles).toEqual([]);
  });
});
