/** The trace page's program: reads the data of the file, shows it, and shows newer data that a server hands over. */
import { render } from 'preact';
import type { PageData } from '../page-data.ts';
import { App } from './app.tsx';
import { PrintPage } from './print-page.tsx';
import { readData } from './read-data.ts';
import './styles/base.css';
import './styles/frame.css';
import './styles/inspector.css';
import './styles/views.css';
import './styles/timeline.css';
import './styles/events.css';
import './styles/narrow.css';
import './styles/print.css';

const root = document.querySelector<HTMLElement>('#page')!;
const paper = document.querySelector<HTMLElement>('#print')!;

async function start(): Promise<void> {
  let data = await readData(document.querySelector<HTMLTemplateElement>('#data')!);
  const show = (): void => render(<App data={data} />, root);
  document.addEventListener('groundcrew:data', (event) => {
    data = (event as CustomEvent<PageData>).detail;
    show();
  });
  /* Paper has no views: it gets what an auditor reads, all of it below each other. */
  window.addEventListener('beforeprint', () => render(<PrintPage data={data} />, paper));
  window.addEventListener('afterprint', () => render(null, paper));
  show();
}

start().catch((error: unknown) => {
  root.textContent = `This page could not be shown: ${error instanceof Error ? error.message : String(error)}`;
});
