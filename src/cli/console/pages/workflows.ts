import { html, raw } from 'hono/html';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { marked } from 'marked';
import { graphSvg } from '../../../trace/graph-svg.ts';
import { layOut } from '../../../trace/layout.ts';
import { stateGraph } from '../../../trace/state-graph.ts';
import { definitionFiles, nameOf } from '../../definition-files.ts';
import { projectRoot } from '../../project-root.ts';
import { workflows } from '../../workflows/workflows.ts';
import type { Workflow } from '../../workflows/workflow.ts';
import type { ConsoleContext } from '../context.ts';
import { exampleOf } from '../examples.ts';
import { frame, table, type Html } from '../frame.ts';
import { inputFields } from '../input-fields.ts';

export function workflowList(context: ConsoleContext): Promise<Html> {
  const rows = workflows.map(({ name, purpose, target }) => [
    html`<a href="/workflows/${name}">${name}</a>`,
    purpose,
    target,
    html`<a href="/executions?workflow=${name}" aria-label="Executions of ${name}">executions</a>`,
  ]);
  const columns = [
    { name: 'Workflow', short: true },
    { name: 'Purpose' },
    { name: 'Target', short: true },
    { name: 'Ran', short: true },
  ];
  return frame(context, {
    title: 'Workflows',
    path: '/workflows',
    lead: 'Each has its documentation, its graph and an example to begin with. A dry run tells what would be done and every blocker.',
    body: table('Workflows', columns, rows, 'There are none.'),
  });
}

export interface StartAttempt {
  readonly problem: string;
  readonly text: string;
}

/** A workflow: its start form, its graph, its page of the documentation. `attempt` is what was just refused. */
export async function workflowPage(
  context: ConsoleContext,
  workflow: Workflow,
  token: string,
  attempt?: StartAttempt,
): Promise<Html> {
  const { name, purpose } = workflow;
  const body = html`${attempt ? html`<p class="problem" role="alert">${attempt.problem}</p>` : ''}
    ${context.readOnly ? html`<p class="empty">Against AWS this console starts nothing. Use groundcrew start ${name} --aws.</p>` : startForm(workflow, token, attempt?.text)}
    <h2>Input</h2>
    ${inputFields(name)}
    <h2>State graph</h2>
    ${await graphs(name)} ${documentation(name)}`;
  return frame(context, {
    title: name,
    path: '/workflows',
    above: [{ path: '/workflows', name: 'Workflows' }],
    lead: purpose,
    body,
  });
}

function startForm({ name }: Workflow, token: string, text: string | undefined): Html {
  const example = exampleOf(name);
  return html`<h2 id="start">Start</h2>
    <form method="post" action="/workflows/${name}/start" enctype="multipart/form-data" aria-labelledby="start">
      <input type="hidden" name="token" value="${token}" />
      <label
        >Input <small>${example ? `begins as ${example.file}; change what you need` : 'as the table below says'}</small>
        <textarea name="text" spellcheck="false">${text ?? example?.text ?? ''}</textarea>
      </label>
      <label>Or a file <small>goes before the text above</small> <input type="file" name="file" /></label>
      <div class="actions">
        <button class="first" name="how" value="dry-run">Dry run: plan and blockers</button>
        <button name="how" value="start">Start</button>
      </div>
    </form>`;
}

async function graphs(name: string): Promise<Html[]> {
  const files = await definitionFiles(name).catch(() => []);
  return Promise.all(
    files.map(async (file) => {
      const definition = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
      const svg = graphSvg(await layOut(stateGraph(definition)), `State graph of ${nameOf(file)}`);
      return html`<details ${nameOf(file) === name ? raw('open') : ''}>
        <summary>${nameOf(file)}</summary>
        <div class="graph">${raw(svg)}</div>
      </details>`;
    }),
  );
}

/** Our own page, from this checkout. */
function documentation(name: string): Html | string {
  const file = join(projectRoot, 'docs/workflows', `${name}.md`);
  if (!existsSync(file)) return '';
  /* The graphs above show what the page's diagrams do. */
  const text = readFileSync(file, 'utf8')
    .replace(/^# .*\n/, '')
    .replace(/```mermaid\n[\s\S]*?```/g, '');
  let tables = 0;
  const page = marked
    .parse(text, { async: false })
    .replaceAll(/<(img|script)\b[^>]*>/g, '')
    .replaceAll('<pre>', '<pre tabindex="0">')
    .replaceAll('<table>', () => `<div class="table" role="group" aria-label="Table ${(tables += 1)}" tabindex="0"><table>`)
    .replaceAll('</table>', '</table></div>');
  return html`<h2>Documentation</h2>
    <div class="prose">${raw(page)}</div>`;
}
