import { html } from 'hono/html';
import { gameDayStatus, type GameDayStatus } from '../../drill/calendar-status.ts';
import { drillMachine } from '../../drill/drill-machines.ts';
import { NotFoundError } from '../../errors.ts';
import type { ConsoleContext } from '../context.ts';
import { empty, executionLink, facts, figures, frame, time, type Html } from '../frame.ts';

/** When game days begin, what began last or why it did not, and how long ago each was proven. */
export async function calendarPage(context: ConsoleContext): Promise<Html> {
  return frame(context, {
    title: 'Calendar',
    path: '/calendar',
    lead: 'Game days: when a drill begins by itself, what began last or why it did not, and how long ago each was proven.',
    body: await body(context),
  });
}

const none = html`No calendar was applied. <code>groundcrew drill calendar plan examples/drill-calendar.yml</code> shows what one
  would do, <code>apply</code> makes it schedules.`;

async function body(context: ConsoleContext): Promise<Html> {
  const connection = await context.connection();
  let days: GameDayStatus[];
  try {
    days = await gameDayStatus(connection, await drillMachine(connection, 'dr-drill'));
  } catch (error) {
    if (error instanceof NotFoundError) return empty(error.message);
    throw error;
  }
  if (days.length === 0) return empty(none);
  return html`${figures([
    { number: days.length, what: days.length === 1 ? 'game day' : 'game days' },
    { number: days.filter(({ overdue }) => overdue).length, what: 'not proven for too long', alarm: true },
  ])}
  ${days.map(panel)}`;
}

function panel({ name, upcoming, lastExecution, lastSkip, lastProven, daysSinceProven, ...day }: GameDayStatus): Html {
  const most = day.maximumDaysSinceProven === null ? '' : `, at most ${day.maximumDaysSinceProven}`;
  return html`<section class="panel ${day.overdue ? 'left' : ''}" aria-label="${name}">
    <h2>${name}${day.overdue ? ': not proven for too long' : ''}</h2>
    ${facts([
      ['Last begun', lastExecution === null ? 'none yet' : executionLink(lastExecution)],
      ['Last skipped', lastSkip === null ? undefined : html`${time(lastSkip.at)}: ${lastSkip.reason}`],
      ['Last proven', lastProven === null ? 'never' : time(lastProven)],
      ['Days since', `${daysSinceProven}${most}`],
    ])}
    <h3>Next</h3>
    ${
      upcoming.length === 0
        ? empty('It does not come again.')
        : html`<ul class="bullets">
            ${upcoming.map(
              ({ at, scenario, blocked }) =>
                html`<li>${time(at)} <strong>${scenario}</strong>${blocked === undefined ? '' : `, skipped: ${blocked}`}</li>`,
            )}
          </ul>`
    }
  </section>`;
}
