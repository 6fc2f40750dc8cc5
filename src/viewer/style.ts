import { graphStyle } from '../trace/graph-svg.ts';

/** The page's style sheet: light and dark, wide and narrow, screen and paper. */
export const style = `${graphStyle}
:root{color-scheme:light dark;--back:#f6f7f9;--card:#fff;--ink:#16191f;--quiet:#545b64;--rule:#d5dbe1;--accent:#0550ae;--good:#037f0c;--wrong:#c2130f;--care:#8a5300;--sim:#5b2bb5;--sim-back:#efe8fd}
@media (prefers-color-scheme:dark){:root{--back:#0f141a;--card:#171e26;--ink:#e9eef3;--quiet:#aab4bf;--rule:#313c48;--accent:#79b8ff;--good:#4fd36b;--wrong:#ff8080;--care:#ffc35c;--sim:#cbb3ff;--sim-back:#2a1f45}}
*{box-sizing:border-box}
html{scroll-padding-top:7rem}
body{margin:0;background:var(--back);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",sans-serif}
header,main,footer{max-width:90rem;margin:0 auto;padding:0 1.25rem}
header{padding-top:1.25rem}
h1{font-size:1.35rem;margin:0 0 .15rem;overflow-wrap:anywhere}h2{font-size:1.1rem;margin:0 0 .75rem}h3{font-size:1rem;margin:1.25rem 0 .4rem}h4{font-size:.9rem;margin:.75rem 0 .25rem}
header p{margin:.1rem 0;color:var(--quiet)}
nav{position:sticky;top:0;z-index:2;background:var(--back);border-bottom:1px solid var(--rule);margin-top:.75rem}
nav ul{display:flex;gap:.25rem;flex-wrap:wrap;list-style:none;max-width:90rem;margin:0 auto;padding:.4rem 1.25rem}
nav a{display:inline-block;padding:.3rem .7rem;border-radius:.4rem;text-decoration:none;font-weight:600}nav a:hover{background:var(--card)}
a{color:var(--accent)}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
.skip{position:absolute;left:-999rem}.skip:focus{left:1rem;top:1rem;background:var(--card);padding:.5rem 1rem;z-index:9}
section{background:var(--card);border:1px solid var(--rule);border-radius:.6rem;padding:1.1rem 1.25rem;margin:1rem 0}
.banner{margin:0;background:var(--sim-back);color:var(--sim);font-weight:700;text-align:center;padding:.5rem 1rem}
.simulated main{background-image:none;position:relative}
.simulated main::before{content:"SIMULATED";position:fixed;inset:40% 0 auto;text-align:center;font-size:15vw;font-weight:800;letter-spacing:.1em;color:var(--sim);opacity:.06;pointer-events:none;z-index:1;transform:rotate(-18deg)}
.facts{display:grid;grid-template-columns:repeat(auto-fill,minmax(17rem,1fr));gap:.6rem 1.5rem;margin:0}.facts div{min-width:0}dt{color:var(--quiet);font-size:.85rem}dd{margin:0;overflow-wrap:anywhere}
.badge{font-weight:650;white-space:nowrap;font-size:.85rem}.succeeded{color:var(--good)}.failed,.timed-out{color:var(--wrong)}.caught{color:var(--care)}.aborted,.running{color:var(--quiet)}
.error{color:var(--wrong);margin:.3rem 0}
pre{background:var(--back);border:1px solid var(--rule);border-radius:.4rem;padding:.6rem .75rem;overflow:auto;max-height:26rem;margin:.3rem 0;white-space:pre-wrap;overflow-wrap:anywhere;font:12.5px/1.45 ui-monospace,Menlo,Consolas,monospace}
code{font:12.5px ui-monospace,Menlo,Consolas,monospace;overflow-wrap:anywhere}
.hint{color:var(--quiet);margin:0 0 .75rem;font-size:.9rem}
.picture{overflow:auto;max-height:85vh}.picture svg{max-width:100%;height:auto;min-width:min(100%,34rem)}
.rows{list-style:none;margin:0;padding:0}.rows>li{border-top:1px solid var(--rule);content-visibility:auto;contain-intrinsic-size:auto 34px}
.rows summary{display:grid;grid-template-columns:minmax(12rem,22rem) 8.5rem 7.5rem 1fr;gap:.75rem;align-items:center;padding:.35rem .25rem;cursor:pointer;list-style:none}
.rows summary:hover{background:var(--back)}.rows details[open]{padding-bottom:.6rem}.rows details>:not(summary){margin-left:1rem}
.state-name{font-weight:600;overflow-wrap:anywhere}.state-name small{color:var(--quiet);font-weight:400}.took{color:var(--quiet);font-variant-numeric:tabular-nums;text-align:right}
.d1 .state-name{padding-left:1.1rem}.d2 .state-name{padding-left:2.2rem}.d3 .state-name{padding-left:3.3rem}.d4 .state-name,.d5 .state-name,.d6 .state-name{padding-left:4.4rem}
.bars{width:100%;height:16px}.bars .succeeded{fill:var(--good)}.bars .failed,.bars .timed-out{fill:var(--wrong)}.bars .caught{fill:var(--care)}.bars .aborted,.bars .running{fill:var(--quiet)}.bars .queued{fill:var(--quiet);opacity:.45}.bars .between{fill:var(--rule)}
.chunk{overflow-x:auto;content-visibility:auto;contain-intrinsic-size:auto 9000px}
table{border-collapse:collapse;width:100%;font-size:.85rem;font-variant-numeric:tabular-nums}caption{text-align:left;color:var(--quiet);padding:.4rem 0}
th,td{text-align:left;padding:.25rem .6rem;border-top:1px solid var(--rule);vertical-align:top;white-space:nowrap}td:last-child{white-space:normal;min-width:16rem;overflow-wrap:anywhere}
tr:target,li:target{background:var(--sim-back)}.bad td:nth-child(5){color:var(--wrong);font-weight:650}
td details summary{cursor:pointer;color:var(--quiet)}
footer{color:var(--quiet);font-size:.85rem;padding-bottom:2rem}
@media (max-width:52rem){.rows summary{grid-template-columns:1fr auto auto}.bars{grid-column:1/-1}section{padding:.9rem}}
@media (prefers-reduced-motion:no-preference){html{scroll-behavior:smooth}}
@media print{nav,.skip{display:none}body{background:#fff;color:#000}section{break-inside:avoid-page;border:0;padding:0}#events{display:none}.picture{max-height:none}}
`.trim();
