/** Pictures of the console for docs/operating/console.md: a drill that waits for a person, and a workflow's start form. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';

const pictures = [
  ['approvals', '/approvals'],
  ['workflow', '/workflows/account-vending'],
] as const;

/** Returns how many there are. */
export async function takeConsolePictures(browser: Browser, root: string, home: string, folder: string): Promise<number> {
  const served = spawn(process.execPath, [join(root, 'bin/groundcrew.mjs'), 'console', '--no-open'], {
    cwd: root,
    env: { ...process.env, GROUNDCREW_HOME: home, NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  try {
    const [line] = await new Promise<string[]>((done) =>
      served.stdout.once('data', (chunk: Buffer) => done(chunk.toString().split('\n'))),
    );
    const address = new URL(line!);
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' });
    const page = await context.newPage();
    await page.goto(address.href);
    const start = async (workflow: string): Promise<void> => {
      await page.goto(`${address.origin}/workflows/${workflow}`);
      await page.click('button[value=start]');
      await page.waitForURL(/\/executions\//);
    };
    await start('dr-drill');
    await until(page, 'waits for a person');
    for (const [index, [name, path]] of pictures.entries()) {
      await page.emulateMedia({ colorScheme: index % 2 === 0 ? 'dark' : 'light' });
      await page.goto(`${address.origin}${path}`);
      await page.screenshot({ path: join(folder, `console-${name}.png`) });
    }
    await context.close();
    return pictures.length;
  } finally {
    const ended = new Promise((done) => served.once('exit', done));
    served.kill('SIGINT');
    await ended;
  }
}

async function until(page: Page, text: string): Promise<void> {
  for (let tries = 0; tries < 300; tries += 1) {
    if ((await page.locator('#live').innerText()).includes(text)) return;
    await page.waitForTimeout(200);
    await page.reload();
  }
  throw new Error(`the console never said: ${text}`);
}
