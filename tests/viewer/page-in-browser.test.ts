import type { Page } from 'playwright-core';
import { compareTraces } from '../../src/trace/compare-traces.ts';
import { buildTrace } from '../../src/trace/build-trace.ts';
import { executionData } from '../../src/viewer/trace-page.ts';
import { inBrowser, PageBrowser } from './browser.ts';
import { aws, definition, executionArn, historyOf, hostile, page, pageData, simulation } from './executions.ts';

jest.setTimeout(60_000);

const views = ['summary', 'graph', 'timeline', 'events', 'data', 'compare', 'accountability', 'verify'] as const;
const go = async (opened: Page, view: string, more = ''): Promise<void> => {
  await opened.evaluate(`location.hash = ${JSON.stringify(`#view=${view}${more}`)}`);
  await opened.waitForSelector(`main.view-${view}`);
};

/** The page's policy lets no waiting function be evaluated in it. */
async function until(opened: Page, condition: string): Promise<void> {
  for (let tries = 0; tries < 300; tries += 1) {
    if (await opened.evaluate(condition)) return;
    await opened.waitForTimeout(50);
  }
  throw new Error(`never came: ${condition}`);
}

inBrowser('the trace page in a browser', () => {
  const browser = new PageBrowser();
  beforeAll(() => browser.launch());
  afterAll(() => browser.close());

  it('asks for nothing, breaks no rule of its policy, and hostile payloads stay text in every view', async () => {
    const { page: opened, troubles, close } = await browser.open(page(await pageData(await historyOf(3))));
    for (const view of views) {
      await go(opened, view, '&sel=v2');
      await opened.evaluate("document.querySelectorAll('details').forEach((details) => (details.open = true))");
    }
    expect(await opened.title()).toBe('run · machine');
    expect(await opened.locator('img').count()).toBe(0);
    expect(await opened.locator('.inspector .failure pre').first().textContent()).toContain(hostile);
    expect(troubles).toEqual([]);
    await close();
  });

  it('shows no violation that axe finds on any view, light and dark', async () => {
    const data = await pageData(await historyOf(30));
    const other = await executionData({ source: aws, executionArn, history: await historyOf(2, true), definition });
    const { page: opened, close } = await browser.open(page({ ...data, other }), '', { bypassCSP: true });
    await opened.addScriptTag({ path: require.resolve('axe-core') });
    const found: string[] = [];
    for (const colorScheme of ['light', 'dark'] as const) {
      await opened.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      for (const [view, more] of [
        ...views.map((name) => [name, '&sel=v2.1'] as const),
        ['graph', '&table=1'],
        ['summary', ''],
      ] as const) {
        await go(opened, view, more);
        await opened.waitForTimeout(60);
        const violations = (await opened.evaluate(
          `axe.run(${colorScheme === 'dark' ? '{ runOnly: ["color-contrast"] }' : ''}).then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes[0].html + ' ' + (nodes[0].failureSummary ?? '')))`,
        )) as string[];
        found.push(...violations.map((text) => `${colorScheme} ${view}: ${text}`));
      }
    }
    expect(found).toEqual([]);
    await close();
  });

  it('leads by keys alone from the summary to the failing state, its cause and who approved, in four keys', async () => {
    const { page: opened, close } = await browser.open(page(await pageData(await historyOf(3))));
    await opened.keyboard.press('3');
    await opened.keyboard.press('Shift+N');
    const inspector = opened.getByRole('complementary', { name: 'Selected' });
    expect(await inspector.getByRole('heading', { level: 2 }).textContent()).toBe('Finish');
    expect(await inspector.locator('.failure-name').textContent()).toBe('Broken');
    await opened.keyboard.press('[');
    expect(await inspector.locator('.failure-name').textContent()).toBe('Slow');
    await opened.keyboard.press('7');
    expect(await opened.getByRole('main').textContent()).toMatch(
      /chen\.wei@example\.com approved.*declared, not verified.*as planned/,
    );
    await close();
  });

  it('names states, rows and events for those who hear the page', async () => {
    const { page: opened, close } = await browser.open(page(await pageData(await historyOf(3))));
    await go(opened, 'graph');
    await opened.getByRole('button', { name: 'Try, Task · lambda:invoke, caught' }).click();
    expect(await opened.getByRole('button', { name: /^Finish, Task · lambda:invoke, failed$/ }).count()).toBe(1);
    expect(await opened.getByRole('button', { name: /^One <of> "many", Wait · 2 s, succeeded, 3 times$/ }).count()).toBe(1);
    await go(opened, 'timeline');
    expect(await opened.getByRole('button', { name: 'Try, Task, caught, attempt 2 of 2, 30 seconds' }).count()).toBe(1);
    expect(await opened.getByRole('button', { name: 'Finish, Task, failed, attempt 2 of 2, 1 hour' }).count()).toBe(1);
    await go(opened, 'events');
    expect(await opened.getByRole('button', { name: 'Event 1, ExecutionStarted' }).count()).toBe(1);
    expect(await opened.getByRole('heading', { level: 2, name: 'Events' }).count()).toBe(1);
    expect(await opened.getByRole('navigation', { name: 'Views' }).getByRole('link').count()).toBe(8);
    await close();
  });

  it('keeps one selection over all views, in the address: a link leads back to it, Esc lets it go', async () => {
    const html = page(await pageData(await historyOf(3)));
    const { page: opened, close } = await browser.open(html, '#view=timeline');
    await opened.keyboard.press('j');
    await opened.keyboard.press('j');
    expect(await opened.evaluate('document.activeElement.getAttribute("aria-label")')).toMatch(/^Ask Somebody, Task, succeeded/);
    await until(opened, 'location.hash.includes("sel=v")');
    await opened.keyboard.press('2');
    expect(await opened.locator('g.selected title').first().textContent()).toContain('Ask Somebody');
    await opened.keyboard.press('5');
    expect(await opened.getByRole('heading', { name: 'Result of the task' }).count()).toBe(1);
    const hash = (await opened.evaluate('location.hash')) as string;
    const again = await browser.open(html, hash);
    expect(await again.page.locator('.inspector h2').textContent()).toBe('Ask Somebody');
    await again.page.keyboard.press('Escape');
    expect(await again.page.locator('.inspector').count()).toBe(0);
    await again.close();
    await close();
  });

  it('shows in the replay what stood at an instant, in graph, timeline and bar alike', async () => {
    const at = Date.UTC(2026, 0, 5) + 10_000;
    const { page: opened, close } = await browser.open(page(await pageData(await historyOf(3))), `#view=graph&t=${at}`);
    expect(await opened.locator('g.state.running title').allTextContents()).toEqual(['Try, Task · lambda:invoke, running']);
    expect(await opened.locator('g.state.not-run').count()).toBe(4);
    await go(opened, 'timeline', `&t=${at}`);
    expect(await opened.locator('li.row.future').count()).toBeGreaterThan(3);
    await opened.keyboard.press('ArrowRight');
    expect(await opened.locator('.instant .elapsed').textContent()).toBe('+30 s');
    await opened.locator('.speed select').selectOption('100');
    await opened.evaluate('document.activeElement.blur()');
    await opened.keyboard.press('Space');
    await until(opened, '!location.hash.includes("t=")');
    expect(await opened.locator('li.row.future').count()).toBe(0);
    await close();
  });

  it('says of a simulated run that it is one, in every view and on paper, and not of a real one', async () => {
    const history = await historyOf(1);
    const { page: opened, close } = await browser.open(page(await pageData(history, simulation)));
    for (const view of views) {
      await go(opened, view);
      expect(await opened.getByRole('complementary', { name: 'Simulation' }).isVisible()).toBe(true);
    }
    await opened.emulateMedia({ media: 'print' });
    await opened.evaluate('window.dispatchEvent(new Event("beforeprint"))');
    expect(await opened.locator('#print').innerText()).toMatch(/simulated organization test, seed 3/i);
    expect(await opened.locator('#print .paper.simulated').isVisible()).toBe(true);
    expect(await opened.locator('#print').innerText()).toMatch(/chen\.wei@example\.com approved/);
    expect((await opened.pdf({ format: 'A4' })).length).toBeGreaterThan(10_000);
    await close();
    const real = await browser.open(page(await pageData(history, aws)));
    expect(await real.page.locator('.banner, .simulated').count()).toBe(0);
    await real.close();
  });

  it('finds that an event was changed, removed or put elsewhere', async () => {
    const data = await pageData(await historyOf(2));
    const { history } = data.subject;
    const changed = history.map((event) => (event.id === 3 ? { ...event, type: 'TaskFailed' } : event));
    for (const [events, verdict] of [
      [history, 'intact'],
      [changed, 'broken'],
      [history.slice(0, -1), 'broken'],
    ] as const) {
      const opened = await browser.open(page({ ...data, subject: { ...data.subject, history: events } }), '#view=verify');
      await opened.page.waitForSelector(`.outcome.${verdict}`);
      await opened.close();
    }
  });

  it('compares two executions by lane and state', async () => {
    const [well, badly] = [await historyOf(2, true), await historyOf(3)];
    const data = await pageData(badly);
    const other = await executionData({ source: simulation, executionArn: `${executionArn}-before`, history: well, definition });
    const { page: opened, close } = await browser.open(page({ ...data, other }), '#view=compare');
    const text = await opened.locator('main').innerText();
    expect(text).toContain('FAILED instead of SUCCEEDED');
    expect(text).toContain('the definitions are the same');
    expect(text).toMatch(/\/Each\[2\]\/One <of> "many"[\s\S]*only in the second/);
    const context = { source: simulation, executionArn };
    expect(
      compareTraces(buildTrace(well, context), buildTrace(well, context)).visits.flatMap(({ differences }) => differences),
    ).toEqual([]);
    await close();
  });

  it.each([
    ['a phone', 390, 844],
    ['200% zoom', 640, 400],
  ])('fits %s: only tables, pictures and lists scroll sideways', async (_, width, height) => {
    const { page: opened, close } = await browser.open(page(await pageData(await historyOf(40))), '', {
      viewport: { width, height },
    });
    for (const view of views) {
      await go(opened, view);
      expect([view, await opened.evaluate('document.documentElement.scrollWidth')]).toEqual([view, width]);
    }
    await close();
  });

  it('shows newer data that a server hands over, and keeps what is selected', async () => {
    const history = await historyOf(3);
    const early = await pageData(history.slice(0, 12));
    const { page: opened, close } = await browser.open(page(early), '#view=timeline&sel=v2');
    expect(await opened.locator('.top .status').textContent()).toContain('Running');
    const late = JSON.stringify(await pageData(history));
    await opened.evaluate(`document.dispatchEvent(new CustomEvent('groundcrew:data', { detail: ${late} }))`);
    await opened.waitForSelector('.top .status.failed');
    expect(await opened.locator('.inspector h2').textContent()).toBe('Try');
    await close();
  });

  it('opens a history of 25,000 events with only the rows in sight in the document', async () => {
    const { page: opened, troubles, close } = await browser.open(page(await pageData(await historyOf(6_200))), '#view=events');
    const { events, rows } = (await opened.evaluate(
      `({ events: document.querySelector('[role=table]').ariaRowCount, rows: document.querySelectorAll('.event-rows .event').length })`,
    )) as { events: string; rows: number };
    expect(Number(events)).toBeGreaterThan(24_800);
    expect(rows).toBeLessThan(80);
    await go(opened, 'events', '&sel=e24000');
    expect(await opened.getByRole('button', { name: 'Event 24000,' }).isVisible()).toBe(true);
    await go(opened, 'timeline');
    expect(await opened.getByRole('button', { name: /^Show 6,200 lanes without a problem$/ }).count()).toBe(1);
    expect(troubles).toEqual([]);
    await close();
  });
});
