/** The console's one style sheet. Colours meet WCAG 2.2 AA on both grounds. */
export const style = `
:root { color-scheme: light dark; --ground: #fbfbfa; --card: #ffffff; --ink: #1c2024; --soft: #5b6370; --line: #dcdfe4;
  --accent: #0b5cad; --good: #14653c; --bad: #a8231c; --wait: #7a4d00; --note: #fff3d1; --note-ink: #5a3d00; }
@media (prefers-color-scheme: dark) { :root { --ground: #14171a; --card: #1b1f24; --ink: #e7eaee; --soft: #a4adb9; --line: #343b44;
  --accent: #7db8f5; --good: #7bd3a0; --bad: #ff9d94; --wait: #f0c674; --note: #3a2f10; --note-ink: #ffe2a1; } }
* { box-sizing: border-box; }
html { font: 16px/1.5 system-ui, -apple-system, "Segoe UI", sans-serif; background: var(--ground); color: var(--ink); }
body { margin: 0; }
a { color: var(--accent); text-underline-offset: 0.15em; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 3px; }
.skip { position: absolute; left: -999px; } .skip:focus { left: 1rem; top: 1rem; background: var(--card); padding: 0.5rem 1rem; z-index: 2; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
header { border-bottom: 1px solid var(--line); background: var(--card); padding: 0.75rem clamp(1rem, 4vw, 3rem) 0; display: grid;
  grid-template-columns: auto 1fr; gap: 0 1.5rem; align-items: baseline; }
header p { margin: 0; } .product a { font-weight: 650; font-size: 1.1rem; color: var(--ink); text-decoration: none; }
.where { color: var(--soft); font-size: 0.9rem; overflow-wrap: anywhere; }
.simulated, .tag { border-radius: 4px; padding: 0.05rem 0.45rem; font-size: 0.8rem; font-weight: 600; background: var(--note); color: var(--note-ink); }
nav { grid-column: 1 / -1; } nav ul { list-style: none; margin: 0.5rem 0 0; padding: 0; display: flex; flex-wrap: wrap; gap: 0 1.25rem; }
nav a { display: inline-block; padding: 0.45rem 0; color: var(--soft); text-decoration: none; border-bottom: 3px solid transparent; }
nav a:hover { color: var(--ink); } nav a[aria-current] { color: var(--ink); border-color: var(--accent); font-weight: 600; }
main { padding: 1.5rem clamp(1rem, 4vw, 3rem) 4rem; max-width: 90rem; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 1rem; overflow-wrap: anywhere; } h2 { font-size: 1.15rem; margin: 2rem 0 0.6rem; } h3 { font-size: 1rem; margin: 1.2rem 0 0.3rem; }
.lead { color: var(--soft); max-width: 70ch; margin-top: -0.5rem; }
.cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(11rem, 1fr)); gap: 1rem; margin: 1rem 0; padding: 0; list-style: none; }
.cards li { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 0.9rem 1rem; }
.cards strong { display: block; font-size: 1.7rem; font-weight: 600; line-height: 1.2; font-variant-numeric: tabular-nums; } .cards span { color: var(--soft); font-size: 0.9rem; }
.table { overflow-x: auto; background: var(--card); border: 1px solid var(--line); border-radius: 8px; }
table { border-collapse: collapse; width: 100%; font-size: 0.92rem; } th, td { text-align: left; padding: 0.5rem 0.9rem; vertical-align: top; }
th { color: var(--soft); font-weight: 600; white-space: nowrap; border-bottom: 1px solid var(--line); } tbody tr + tr td { border-top: 1px solid var(--line); }
td { overflow-wrap: anywhere; min-width: 6rem; } .number { text-align: right; font-variant-numeric: tabular-nums; }
.badge { white-space: nowrap; font-size: 0.85rem; font-weight: 600; color: var(--soft); }
.badge[data-status=SUCCEEDED], .badge[data-status=APPROVED], .badge[data-status=ACTIVE] { color: var(--good); }
.badge[data-status=FAILED], .badge[data-status=REJECTED] { color: var(--bad); }
.badge[data-status=RUNNING], .badge[data-status=PENDING], .badge[data-status=TIMED_OUT] { color: var(--wait); }
.empty { color: var(--soft); background: var(--card); border: 1px dashed var(--line); border-radius: 8px; padding: 1rem; }
.problem { border-left: 4px solid var(--bad); background: var(--card); padding: 0.75rem 1rem; overflow-wrap: anywhere; white-space: pre-wrap; }
.done { border-left: 4px solid var(--good); background: var(--card); padding: 0.75rem 1rem; }
pre { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 0.9rem 1rem; overflow: auto; max-height: 32rem; font-size: 0.85rem; }
form { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 1rem 1.1rem; display: grid; gap: 0.8rem; max-width: 60rem; }
label { display: grid; gap: 0.25rem; font-weight: 600; } label small { font-weight: 400; color: var(--soft); }
input, textarea, select { font: inherit; color: inherit; background: var(--ground); border: 1px solid var(--soft); border-radius: 5px; padding: 0.45rem 0.6rem; width: 100%; }
textarea { font-family: ui-monospace, monospace; font-size: 0.85rem; min-height: 14rem; } input[type=file] { border-style: dashed; }
.actions { display: flex; flex-wrap: wrap; gap: 0.7rem; align-items: center; }
button { font: inherit; font-weight: 600; border-radius: 5px; padding: 0.45rem 1rem; border: 1px solid var(--accent); background: var(--card); color: var(--accent); cursor: pointer; min-height: 2.5rem; }
button.first { background: var(--accent); color: var(--card); } button.danger { border-color: var(--bad); color: var(--bad); }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.35rem 1.2rem; } dt { color: var(--soft); } dd { margin: 0; overflow-wrap: anywhere; }
.tree, .tree ul { list-style: none; padding-left: 1.1rem; border-left: 1px solid var(--line); } .tree { border: 0; padding: 0; } .tree li { padding: 0.2rem 0; }
.unit { font-weight: 600; } .meta { color: var(--soft); font-size: 0.88rem; }
.graph { overflow: auto; background: #fff; border: 1px solid var(--line); border-radius: 8px; padding: 1rem; } .graph svg { max-width: 100%; height: auto; }
.prose { max-width: 75ch; } .prose table { font-size: 0.88rem; } iframe { width: 100%; height: 80vh; border: 1px solid var(--line); border-radius: 8px; background: #fff; }
@media (max-width: 40rem) { header { grid-template-columns: 1fr; } dl { grid-template-columns: 1fr; gap: 0 0; } dd { margin-bottom: 0.5rem; } }
@media print { nav, form, .skip { display: none; } }
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
