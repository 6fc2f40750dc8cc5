/** Colours and type of a graph, light and dark: a file of its own and a page use the same. A page sets the variables itself. */
const light =
  '--g-line:#c3cad4;--g-text:#141b24;--g-soft:#5b6675;--g-box:#fff;--g-edge:#6b7684;--g-inside:#f5f7fa;--g-ok:#0b7a33;--g-bad:#c5221f;--g-warn:#8f5600;--g-run:#0b5cad;--g-idle:#6b7684';
const dark =
  '--g-line:#3d4957;--g-text:#e8edf3;--g-soft:#a3afbd;--g-box:#1a222c;--g-edge:#8a96a5;--g-inside:#131a22;--g-ok:#56d37f;--g-bad:#ff8a80;--g-warn:#f5b94d;--g-run:#79b8ff;--g-idle:#8a96a5';

/** The rules, without the colours. */
export const graphRules = `
.graph{font:600 13px system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
.graph text{fill:var(--g-text)}
.graph .small,.graph .label,.graph .mark{font-weight:400;font-size:11px}
.graph .small,.graph .label{fill:var(--g-soft)}
.graph .label{paint-order:stroke;stroke:var(--g-back,var(--g-box));stroke-width:4px;stroke-linejoin:round}
.graph .container>.box{fill:var(--g-inside);stroke-dasharray:5 4}
.graph .box{fill:var(--g-box);stroke:var(--g-line);stroke-width:1.25}
.graph .shade{fill:url(#hatch);stroke:none}.graph .hatch{fill:var(--g-bad);opacity:.16}
.graph .band{fill:var(--g-idle)}
.graph .glyph{fill:none;stroke:var(--g-soft);stroke-width:1.4;stroke-linecap:round;stroke-linejoin:round}
.graph .terminal rect{fill:var(--g-inside);stroke:var(--g-edge);stroke-width:1.25}
.graph .terminal text{text-anchor:middle;font-size:11px;fill:var(--g-soft)}
.graph .edge path{fill:none;stroke:var(--g-edge);stroke-width:1.5}
.graph .arrow path{fill:var(--g-edge)}.graph .arrow-catch path{fill:var(--g-warn)}.graph .arrow-idle path{fill:var(--g-line)}
.graph .catch path{stroke:var(--g-warn);stroke-dasharray:6 4}
.graph .taken path{stroke-width:2.25}
.graph .not-taken path{stroke:var(--g-line);stroke-dasharray:2 4}
.graph .not-run .box{stroke-dasharray:3 3}.graph .not-run .band{fill:none}.graph .not-run .name,.graph .not-run .mark{fill:var(--g-soft)}
.graph .succeeded>.band{fill:var(--g-ok)}.graph .succeeded>.mark{fill:var(--g-ok)}
.graph .failed>.band,.graph .timed-out>.band{fill:var(--g-bad)}.graph .failed>.mark,.graph .timed-out>.mark{fill:var(--g-bad);font-weight:600}
.graph .failed>.box,.graph .timed-out>.box{stroke:var(--g-bad)}
.graph .caught>.band{fill:var(--g-warn)}.graph .caught>.mark{fill:var(--g-warn)}
.graph .running>.band{fill:var(--g-run)}.graph .running>.mark{fill:var(--g-run)}.graph .running>.box{stroke:var(--g-run)}
`.trim();

/** Style sheet of a graph that stands alone. */
export const graphStyle = `.graph{${light}}
@media (prefers-color-scheme:dark){.graph{${dark}}}
${graphRules}`;
