import { chartStyle } from "../page/chart/chart-style.ts";

/** The style of what a playground loads after it is there. */
export const laterStyle = `.sets{display:grid;grid-template-columns:repeat(4,1fr);gap:6px}
.set{position:relative;display:grid;justify-items:center;gap:1px;border:1px solid transparent;border-radius:8px;padding:3px 1px;font-size:11px;cursor:pointer;color:var(--soft-ink)}
.set:hover{background:var(--ground)}
.set.chosen{border-color:var(--accent);background:var(--accent-fill);color:var(--ink)}
.set input{position:absolute;inset:0;opacity:0;cursor:pointer;margin:0;width:100%;height:100%}
.set:focus-within{outline:2px solid var(--accent);outline-offset:2px}
.thumbnail{width:42px;height:42px;display:grid;place-items:center;font-size:20px}
.slider{display:grid;grid-template-columns:1fr auto;font-size:13px}
.slider input{grid-column:1/-1}
.slider output{font-variant-numeric:tabular-nums;color:var(--soft-ink)}
.check{display:flex;gap:8px;align-items:center;font-size:13px;min-height:24px}
.pop{position:absolute;z-index:4;top:100%;left:50%;transform:translateX(-50%);width:210px;display:grid;gap:8px;padding:12px;background:var(--paper);border:1px solid var(--rule);border-radius:10px;box-shadow:0 8px 28px #0003;text-align:left}
.inspector{min-height:58px;padding:8px 12px;border-radius:8px;background:var(--ground);font-size:13px}
.formula{font-family:Cambria,"STIX Two Math","Latin Modern Math",Georgia,serif;font-size:15px;font-variant-numeric:tabular-nums;overflow-wrap:anywhere}
.dead{color:var(--alarm);font-style:normal}
.number-line{display:grid;grid-template-columns:auto minmax(80px,240px);gap:12px;align-items:center}
dialog.explorer{width:100vw;height:100dvh;max-width:none;max-height:none;margin:0;padding:0;border:0;background:var(--paper);color:var(--ink)}
dialog.explorer[open]{display:grid;grid-template-rows:auto minmax(0,1fr)}.close{justify-self:start;margin:8px 12px}
.explorer-place{min-height:0;overflow:auto;border-top:1px solid var(--rule)}.explorer-place>*{height:100%}
.menu{position:relative}.menu summary{list-style:none;cursor:pointer;border:1px solid var(--rule);border-radius:8px;min-height:34px;min-width:34px;display:grid;place-items:center;background:var(--paper)}
.menu summary::-webkit-details-marker{display:none}.menu .pop{left:auto;right:0;transform:none;top:calc(100% + 6px);width:280px}
.file{display:grid;gap:6px;font-size:13px}.file input{font-size:12px;max-width:100%}
.formulas{display:grid;gap:14px;max-height:330px;overflow:auto}.formulas .formula{font-size:17px}.where{padding-left:24px;font-size:15px;color:var(--soft-ink)}
.picture{overflow:auto;max-height:330px}.picture img{zoom:.75;max-width:none;height:auto;display:block;margin:auto}
.charts{display:grid;gap:8px}
.charts figure{min-width:0}
figcaption{font-size:12px;text-align:center;color:var(--soft-ink)}
.tabs{display:flex;gap:2px;overflow-x:auto;overflow-y:hidden;border-bottom:1px solid var(--rule);margin:-4px -4px 0}
.tabs button{white-space:nowrap;border:0;border-radius:6px 6px 0 0;background:none;color:var(--soft-ink);min-height:32px;border-bottom:2px solid transparent;font-size:13px;padding:4px 9px}
.tabs button[aria-selected=true]{color:var(--ink);border-bottom-color:var(--accent);font-weight:650}
.code{position:relative}
.code-scroll{max-height:330px;overflow:auto}.code pre{margin:0;font:12px/1.6 ui-monospace,Menlo,monospace;padding:2px}
.code-tools{position:absolute;top:-40px;right:0;display:flex;gap:6px;align-items:center;font-size:12px}.code-tools button{min-height:28px;font-size:12px;padding:2px 9px}
.code-editor{max-height:420px;overflow:auto;border:1px solid var(--rule);border-radius:8px}.status{margin-top:6px;font-size:13px;overflow-wrap:anywhere}
.phases{display:flex;gap:6px;flex-wrap:wrap}
.phases button[aria-pressed=true]{background:var(--accent-fill);border-color:var(--accent)}
.sentences{padding:0;list-style:none;display:grid;gap:6px;margin-top:10px;font-family:Cambria,"STIX Two Math",Georgia,serif;font-size:15px;overflow-wrap:anywhere;font-variant-numeric:tabular-nums}
.table-box{overflow-x:auto;font-size:13px}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
th,td{text-align:left;font-weight:400;padding:4px 8px 4px 0;border-bottom:1px solid var(--rule);white-space:nowrap}
thead th{color:var(--soft-ink);font-size:12px}
.bar{display:inline-block;height:8px;border-radius:2px;background:var(--gradient);vertical-align:middle}
.odd{color:var(--alarm);font-weight:650}
.table-box p{margin-top:8px;font-size:12px}
${chartStyle}
@media(max-width:900px){.code-tools{position:static;justify-content:flex-end;margin-bottom:4px}}
@media(forced-colors:active){.bar{forced-color-adjust:none}}
@media print{:host{background:none}header{position:static;padding:0 0 4px}header .run,.tools,.side,.draw,.tabs,.code-tools,.add,.card-head button,.inspector,.under{display:none}
main{grid-template-columns:3fr 5fr;max-width:none;padding:0;gap:8px}.network,.panes{grid-column:1/-1}.plane,.curves{grid-column:auto}.network,.plane,.curves,.panes{order:0}.brand h1{position:static;width:auto;height:auto;clip-path:none}.card{break-inside:avoid}.panes{order:1}
.code-scroll,.formulas,.picture{max-height:none;overflow:visible}.code pre{white-space:pre-wrap}.measures dd,.measures .tested dd{font-size:15px}}
`;
