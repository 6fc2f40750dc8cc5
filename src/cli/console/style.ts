/** The console's one style sheet: the trace page's colours and spacing. Colours meet WCAG 2.2 AA on both grounds. */
export const style = `
:root { color-scheme: light dark; --ground: #eef1f5; --surface: #fff; --raised: #f6f8fa; --rule: #dbe1e8; --strong-rule: #8792a0; --ink: #141b24; --soft: #535e6c;
  --accent: #0b5cad; --on-accent: #fff; --accent-ground: #e5f0fb; --ok: #0b7a33; --ok-ground: #e8f5ec; --bad: #b91c1c; --bad-ground: #fdf0ef;
  --warn: #8f5600; --warn-ground: #fdf3e0; --sim: #53289e; --sim-ground: #efe8fd; --mono: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; }
@media (prefers-color-scheme: dark) { :root { --ground: #0c1117; --surface: #141b23; --raised: #1a222c; --rule: #2a3440; --strong-rule: #6a7787; --ink: #e8edf3; --soft: #a3afbd;
  --accent: #79b8ff; --on-accent: #0c1117; --accent-ground: #14304d; --ok: #56d37f; --ok-ground: #12291b; --bad: #ff8a80; --bad-ground: #2c181a;
  --warn: #f5b94d; --warn-ground: #2d2412; --sim: #d0b8ff; --sim-ground: #291d44; } }
* { box-sizing: border-box; }
html { font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; background: var(--ground); color: var(--ink); -webkit-text-size-adjust: 100%; }
body { margin: 0; } h1, h2, h3, p, ul, dl, dd, figure { margin: 0; padding: 0; } ul { list-style: none; }
a { color: var(--accent); text-underline-offset: 0.18em; text-decoration-thickness: 1px; } a:hover { text-decoration-thickness: 2px; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 4px; } main:focus-visible { outline: 0; }
code, pre, textarea { font-family: var(--mono); font-size: 0.86em; } code { overflow-wrap: anywhere; } time, .number { font-variant-numeric: tabular-nums; }
.skip { position: absolute; left: -999px; } .skip:focus { left: 1rem; top: 1rem; background: var(--surface); padding: 0.5rem 1rem; z-index: 2; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }

header { background: var(--surface); border-bottom: 1px solid var(--rule); padding: 0.8rem 1rem 0; display: grid; gap: 0.35rem 1rem; grid-template-columns: auto minmax(0, 1fr); align-items: center; }
.product a { display: flex; align-items: center; gap: 0.5rem; font-weight: 650; font-size: 1.05rem; letter-spacing: -0.01em; color: var(--ink); text-decoration: none; }
.mark { fill: none; stroke: var(--accent); stroke-width: 2; stroke-linecap: round; stroke-linejoin: round; } .mark path:first-child { fill: var(--accent-ground); }
.where { color: var(--soft); font-size: 0.87rem; overflow-wrap: anywhere; justify-self: end; text-align: end; }
.chip { display: inline-block; border-radius: 99px; padding: 0 0.6rem; font-size: 0.8rem; font-weight: 600; background: var(--raised); border: 1px solid var(--rule); color: var(--soft); }
.chip.simulated { background: var(--sim-ground); border-color: transparent; color: var(--sim); }
nav { grid-column: 1 / -1; display: flex; overflow-x: auto; margin: 0 -1rem; padding: 0 1rem; scrollbar-width: thin; } nav h2 { display: none; } nav ul { display: flex; }
nav a { display: block; white-space: nowrap; padding: 0.55rem 0.7rem; color: var(--soft); text-decoration: none; border-bottom: 2px solid transparent; font-size: 0.93rem; }
nav a:hover { color: var(--ink); } nav a[aria-current] { color: var(--ink); border-color: var(--accent); font-weight: 600; }
main { padding: 1.4rem 1rem 4rem; min-width: 0; }
main > * + *, #live > * + *, section > * + * { margin-top: 1.1rem; } main > h1 + * { margin-top: 0.35rem; } main > .lead + * { margin-top: 1.3rem; } main > h2, #live > h2, main > section { margin-top: 2.1rem; } main h2 + * { margin-top: 0.7rem; } .lead::first-letter { text-transform: uppercase; }
@media (min-width: 62rem) {
  body { display: grid; grid-template-columns: 15rem minmax(0, 1fr); min-height: 100vh; }
  header { position: sticky; top: 0; height: 100vh; overflow-y: auto; border-bottom: 0; border-inline-end: 1px solid var(--rule); padding: 1.3rem 1rem; display: flex; flex-direction: column; align-items: stretch; gap: 0.9rem; }
  .where { order: 3; margin-top: auto; text-align: start; justify-self: start; } .where .chip { margin-bottom: 0.2rem; } .where span { display: block; width: fit-content; }
  nav { display: block; overflow: visible; margin: 0; padding: 0; } nav ul { display: block; margin-bottom: 0.9rem; }
  nav h2 { display: block; font-size: 0.75rem; font-weight: 600; color: var(--soft); text-transform: uppercase; letter-spacing: 0.06em; padding: 0.25rem 0.7rem; }
  nav a { border: 0; border-radius: 6px; padding: 0.36rem 0.7rem; } nav a:hover { background: var(--raised); } nav a[aria-current] { background: var(--accent-ground); }
  main { padding: 2rem clamp(1.5rem, 3.5vw, 3.5rem) 5rem; max-width: 92rem; width: 100%; }
}
.above { font-size: 0.87rem; color: var(--soft); } .above + h1 { margin-top: 0.15rem; }
h1 { font-size: 1.55rem; line-height: 1.25; font-weight: 650; letter-spacing: -0.015em; overflow-wrap: anywhere; } h2 { font-size: 1.12rem; line-height: 1.35; font-weight: 650; overflow-wrap: anywhere; } h3 { font-size: 1rem; font-weight: 650; }
.lead { color: var(--soft); max-width: 72ch; } .meta { color: var(--soft); font-size: 0.88rem; overflow-wrap: anywhere; }

.cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(10rem, 1fr)); gap: 0.9rem; }
.cards li, .panel { background: var(--surface); border: 1px solid var(--rule); border-radius: 8px; padding: 0.9rem 1.1rem; min-width: 0; }
.cards strong { display: block; font-size: 1.75rem; font-weight: 650; line-height: 1.2; letter-spacing: -0.02em; font-variant-numeric: tabular-nums; } .cards span { color: var(--soft); font-size: 0.9rem; }
.cards .alarm strong { color: var(--bad); }
.panel > * + * { margin-top: 0.7rem; } .panel > h2 + * { margin-top: 0.6rem; } .panel > form, .panel > * + h3 { margin-top: 1.1rem; } main > .panel { margin-top: 1.3rem; } .panels { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 26rem), 1fr)); gap: 0.9rem; align-items: start; }
.panel > h2, .panel > h3 { margin-top: 0; } .panel.left { border-inline-start: 4px solid var(--bad); } .panel.armed { border-inline-start: 4px solid var(--warn); }
.table { overflow-x: auto; background: var(--surface); border: 1px solid var(--rule); border-radius: 8px; }
table { border-collapse: collapse; width: 100%; font-size: 0.92rem; } th, td { text-align: start; padding: 0.55rem 1rem; vertical-align: top; }
th { color: var(--soft); font-weight: 600; font-size: 0.83rem; white-space: nowrap; border-bottom: 1px solid var(--rule); background: var(--raised); } tbody tr + tr td { border-top: 1px solid var(--rule); }
tbody tr:hover td { background: var(--raised); } td { overflow-wrap: anywhere; min-width: 7rem; } td:has(> code) { min-width: 12rem; } td.number, th.number { text-align: end; min-width: 0; }
td.short { white-space: nowrap; overflow-wrap: normal; min-width: 0; max-width: 24rem; overflow: hidden; text-overflow: ellipsis; }
.badge { display: inline-block; white-space: nowrap; font-size: 0.83rem; font-weight: 600; border-radius: 99px; padding: 0 0.6rem; color: var(--soft); background: var(--raised); border: 1px solid var(--rule); }
.badge[data-status=SUCCEEDED], .badge[data-status=APPROVED], .badge[data-status=ACTIVE], .badge[data-status=VERIFIED], .badge[data-status=UNDONE], .badge[data-status=PASS] { color: var(--ok); background: var(--ok-ground); border-color: transparent; }
.badge[data-status=FAILED], .badge[data-status=REJECTED], .badge[data-status=FAIL], .badge[data-status=TIMED_OUT] { color: var(--bad); background: var(--bad-ground); border-color: transparent; }
.badge[data-status=RUNNING], .badge[data-status=PENDING], .badge[data-status=ARMED], .badge[data-status=ENDING] { color: var(--warn); background: var(--warn-ground); border-color: transparent; }
.empty { color: var(--soft); background: var(--surface); border: 1px dashed var(--strong-rule); border-radius: 8px; padding: 1.6rem 1.2rem; text-align: center; overflow-wrap: anywhere; }
.problem, .done { border-inline-start: 4px solid var(--bad); background: var(--bad-ground); border-radius: 0 8px 8px 0; padding: 0.75rem 1rem; overflow-wrap: anywhere; white-space: pre-wrap; max-width: 75rem; }
.done { border-color: var(--ok); background: var(--ok-ground); } .waiting { border-color: var(--warn); background: var(--warn-ground); white-space: normal; }
pre { background: var(--raised); border: 1px solid var(--rule); border-radius: 8px; padding: 0.9rem 1rem; margin: 0; overflow: auto; max-height: 32rem; }
form { background: var(--surface); border: 1px solid var(--rule); border-radius: 8px; padding: 1.1rem 1.2rem; display: grid; gap: 0.9rem; max-width: 60rem; }
form.filter { grid-template-columns: repeat(auto-fit, minmax(11rem, max-content)); align-items: end; background: none; border: 0; padding: 0; }
.panel form { border: 0; padding: 0; background: none; }
label { display: grid; gap: 0.25rem; font-weight: 600; font-size: 0.93rem; } label small { font-weight: 400; color: var(--soft); font-size: 0.87rem; }
input, textarea, select { font: inherit; font-weight: 400; color: inherit; background: var(--surface); border: 1px solid var(--strong-rule); border-radius: 6px; padding: 0.45rem 0.65rem; width: 100%; }
textarea { font-family: var(--mono); font-size: 0.84rem; line-height: 1.5; min-height: 14rem; white-space: pre; overflow: auto; } input[type=file] { border-style: dashed; }
.actions { display: flex; flex-wrap: wrap; gap: 0.7rem; align-items: center; }
button, .button { font: inherit; font-weight: 600; border-radius: 6px; padding: 0.4rem 1rem; border: 1px solid var(--strong-rule); background: var(--surface); color: var(--ink); cursor: pointer; min-height: 2.5rem; text-decoration: none; display: inline-flex; align-items: center; }
button:hover, .button:hover { border-color: var(--accent); } button.first, .button.first { background: var(--accent); border-color: var(--accent); color: var(--on-accent); } button.danger { border-color: var(--bad); color: var(--bad); }
.facts { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 15rem), 1fr)); gap: 0.9rem 1.6rem; } .facts dt { color: var(--soft); font-size: 0.85rem; } .facts dd { overflow-wrap: anywhere; }
details { background: var(--surface); border: 1px solid var(--rule); border-radius: 8px; } details > summary { cursor: pointer; padding: 0.6rem 1rem; font-weight: 600; overflow-wrap: anywhere; } details[open] > summary { border-bottom: 1px solid var(--rule); }
details + details { margin-top: 0.6rem; } details > :not(summary) { margin: 0.9rem 1rem; } details > .table { margin: 0; border: 0; border-radius: 0 0 8px 8px; } summary .meta { font-weight: 400; } details > pre { margin: 0; border: 0; border-radius: 0 0 8px 8px; }
.tree details { border: 0; background: none; } .tree summary { border: 0 !important; padding: 0.3rem 0; } .tree details > :not(summary) { margin: 0.2rem 0 0.2rem 0.4rem; }
.tree { background: var(--surface); border: 1px solid var(--rule); border-radius: 8px; padding: 0.6rem 1.1rem; } .tree ul { padding-inline-start: 1.1rem; border-inline-start: 1px solid var(--rule); } .tree li { padding: 0.22rem 0; } .tree details + details { margin: 0; }
.unit { font-weight: 600; } .bullets { display: grid; gap: 0.25rem; } .bullets li { padding-inline-start: 0.9rem; position: relative; overflow-wrap: anywhere; } .bullets li::before { content: "–"; position: absolute; inset-inline-start: 0; color: var(--soft); }
.queue { counter-reset: place; display: grid; gap: 0.4rem; } .queue li { display: grid; grid-template-columns: 2rem minmax(0, 1fr); gap: 0.5rem; overflow-wrap: anywhere; } .queue li::before { counter-increment: place; content: counter(place); color: var(--soft); text-align: end; font-variant-numeric: tabular-nums; } .queue.held li::before { content: "▪"; color: var(--warn); }
.graph { overflow: auto; padding: 1rem; background: var(--surface); } .graph svg { max-width: 100%; height: auto; }
.month { display: grid; gap: 0.5rem; } .day { display: grid; grid-template-columns: 8.5rem minmax(0, 1fr); gap: 0.2rem 1rem; padding: 0.6rem 1rem; background: var(--surface); border: 1px solid var(--rule); border-radius: 8px; }
.prose { max-width: 78ch; } .prose > * + * { margin-top: 0.8rem; } .prose h2, .prose h3 { margin-top: 1.6rem; } .prose table { font-size: 0.88rem; } .prose ul, .prose ol { padding-inline-start: 1.3rem; list-style: revert; }
iframe { width: 100%; height: min(80vh, 56rem); border: 1px solid var(--rule); border-radius: 8px; background: var(--surface); display: block; }
@media (max-width: 40rem) { .day { grid-template-columns: 1fr; } th, td { padding: 0.5rem 0.75rem; } h1 { font-size: 1.35rem; } }
@media print { nav, form, .skip { display: none; } body { display: block; } }
`;

/**
 * Fetches a live part again while it says that it is not done. Changes are told to screen readers by the part's own aria-live region,
 * at most every five seconds.
 */
export const liveScript = `
const part = document.getElementById('live');
async function again() {
  if (!part || part.dataset.done === 'true') return;
  try {
    const answer = await fetch(part.dataset.from, { headers: { accept: 'text/html' } });
    if (answer.ok) {
      const next = new DOMParser().parseFromString(await answer.text(), 'text/html').getElementById('live');
      if (next && next.innerHTML !== part.innerHTML && !part.contains(document.activeElement)) part.replaceChildren(...next.childNodes);
      if (next) part.dataset.done = next.dataset.done;
    }
  } catch { /* the console has ended, or the machine slept: the next try tells */ }
  setTimeout(again, 5000);
}
setTimeout(again, 5000);
`;
