/** An approval in words: what is asked, by whom, and the commands that answer. */
import type { ApprovalView } from '../../../handlers/approval/contract.ts';
import { formatDuration } from './duration.ts';
import { singleLine } from './table.ts';

/** Things named one by one; a longer list says how many more. */
const thingsShown = 20;

/** What commands need to know to reach the organization again. */
export interface Reach {
  readonly org?: string;
  readonly aws?: boolean;
}

/** Lines for the person who decides. `now` is the organization's time. */
export function approvalLines(approval: ApprovalView, now: number): string[] {
  const { action, workflow, reason, allows, people, approvals, requester, expiresAt } = approval;
  const things = allows.slice(0, thingsShown);
  if (allows.length > things.length) things.push(`... ${allows.length - things.length} more`);
  const rows: [string, string][] = [
    ['asks', `${workflow}: ${action}`],
    ...(reason === undefined ? [] : ([['because', reason]] as [string, string][])),
    ...things.map((thing, index): [string, string] => [index === 0 ? 'allows' : '', thing]),
    ['requester', requester ?? 'not known yet'],
    ['people', peopleText(people, approvals)],
    ['expires', `in ${expiresIn(approval, now)} (${expiresAt})`],
  ];
  return rows.map(([label, text]) => `  ${label.padEnd(9)} ${singleLine(text)}`);
}

/** How long an answer can still be given. */
export function expiresIn({ expiresAt }: ApprovalView, now: number): string {
  return formatDuration(Math.max(0, Date.parse(expiresAt) - now));
}

/** `needs 2, approved by alice`. */
export function peopleText(people: number, approvals: ApprovalView['approvals']): string {
  const given = approvals.map(({ identity }) => identity).join(', ');
  return `needs ${people}${given === '' ? '' : `, approved by ${given}`}`;
}

/** The commands that answer, ready to be typed; `several` names which approval. */
export function answerCommands(approval: ApprovalView, reach: Reach, several: boolean): string[] {
  const name = approval.startedIn.split(':').at(-1)!;
  const more = [
    ...(several ? [`--approval ${approval.approval}`] : []),
    ...(reach.aws ? ['--aws'] : ['--as NAME']),
    ...(reach.org === undefined || reach.aws || reach.org === defaultOrganization ? [] : [`--org ${reach.org}`]),
    '--reason TEXT',
  ].join(' ');
  return [`  approve   groundcrew approve ${name} ${more}`, `  reject    groundcrew reject ${name} ${more}`];
}

const defaultOrganization = 'examples/organizations/small.yml';
