import { colorVariables } from "../page/style.ts";
import { editStyle } from "./edit/edit-style.ts";
import { stepperStyle } from "./stepper/stepper-style.ts";

/** The style of an explorer, inside its shadow root. */
export const explorerStyle = `${colorVariables(":host")}
:host{display:block;color:var(--ink);background:var(--paper);font:14px/1.45 system-ui,sans-serif}
*{box-sizing:border-box}
.explorer{display:grid;grid-template-rows:auto 1fr auto;height:100%}
header,footer{display:flex;gap:12px;align-items:center;padding:8px 16px;border-block:1px solid var(--rule)}
h1{font-size:15px;margin:0}h2{font-size:11px;letter-spacing:.06em;text-transform:uppercase;color:var(--soft-ink);margin:0 0 6px}
main{display:grid;grid-template-columns:minmax(0,1.3fr) minmax(0,1fr);min-height:0}
.stage,.panes{overflow:auto;min-height:0}
.panes{border-left:1px solid var(--rule);background:var(--ground)}
.panes section{padding:12px 16px;border-bottom:1px solid var(--rule);overflow-x:auto}
.picture text{fill:var(--ink);font-family:Helvetica,Arial,sans-serif;text-anchor:middle;dominant-baseline:central}
.picture .group rect{fill:var(--ground);stroke:var(--rule)}
.picture .group text{fill:var(--soft-ink);font-size:10px;text-anchor:start}
.picture .edge{fill:none;stroke:var(--edge)}
.node rect{stroke-width:1.3}
${["input", "parameter", "layer", "op", "function", "reduction", "output"].map((role) => `.node.${role} rect{fill:var(--${role}-fill);stroke:var(--${role}-line)}`).join("\n")}
.node.hot rect,.node.selected rect{stroke:var(--accent);stroke-width:3}
.line{display:block}.line.hot{background:var(--accent-fill)}
pre{margin:0;font:12.5px/1.5 ui-monospace,monospace}
@media(max-width:760px){main{grid-template-columns:1fr;grid-template-rows:46vh auto}.panes{border-left:0;border-top:1px solid var(--rule)}}
${editStyle}${stepperStyle}`;
