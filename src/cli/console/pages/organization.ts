import { OrganizationsClient } from '@aws-sdk/client-organizations';
import { html } from 'hono/html';
import type { ConsoleContext } from '../context.ts';
import { badge, frame, type Html } from '../frame.ts';
import { organizationTree, type TreeAccount, type TreePolicy, type TreeUnit } from '../organization-tree.ts';

/** Units, accounts, and what the policies on them deny. */
export async function organizationPage(context: ConsoleContext): Promise<Html> {
  const connection = await context.connection();
  /* Organizations answers in us-east-1 whatever the Region; the management target's account is the one that may ask. */
  const [place] = await context.ledgers();
  const client = connection.clientOf(OrganizationsClient, place?.place ?? '');
  try {
    const tree = await organizationTree(client);
    return frame(context, {
      title: 'Units and accounts',
      lead: 'The organization as AWS Organizations tells it, with what each policy denies below the place it stands at.',
      path: '/organization',
      body: html`<ul class="tree">
        ${unit(tree)}
      </ul>`,
    });
  } finally {
    client.destroy();
  }
}

function unit({ id, name, policies, units, accounts }: TreeUnit): Html {
  return html`<li>
    <details open>
      <summary><span class="unit">${name}</span> <span class="meta">${id}</span></summary>
      ${policies.map(policy)}
      <ul>
        ${units.map(unit)} ${accounts.map(account)}
      </ul>
    </details>
  </li>`;
}

function account({ id, name, email, status, policies }: TreeAccount): Html {
  return html`<li>${name} <span class="meta">${id} · ${email}</span> ${badge(status)} ${policies.map(policy)}</li>`;
}

function policy({ name, denies }: TreePolicy): Html {
  return html`<p class="meta">
    Policy <strong>${name}</strong> denies ${denies.length > 0 ? denies.join('; ') : 'nothing by itself'}
  </p>`;
}
