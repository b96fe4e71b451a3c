/** The panes beside the picture: tabs, formulas, code. Of formulas the pointer meets what is seen, not the tables that hold it, which lie over each other. */
export const panesStyle = `
.tabs{display:flex;gap:2px;padding:0 10px;border-bottom:1px solid var(--rule);background:var(--paper);overflow-x:auto}
.tabs button{padding:8px 9px 7px;border:0;border-bottom:2px solid transparent;background:none;font-size:12.5px;color:var(--soft-ink);white-space:nowrap}
.tabs button:hover{color:var(--ink)}
.tabs button[aria-current=true]{color:var(--ink);border-bottom-color:var(--accent)}
.tabs button:focus-visible{outline-offset:-3px}
.panes{overflow:auto;min-height:0;scroll-behavior:smooth}
.pane{position:relative;padding:10px 16px 14px;min-width:0}
.panes>.pane+.pane{border-top:1px solid var(--rule)}
.pane h2{font-size:11px;font-weight:650;letter-spacing:.07em;text-transform:uppercase;color:var(--soft-ink);line-height:26px}
.pane>.segments{position:absolute;right:16px;top:8px}
.formulas{overflow:auto hidden;padding:6px 2px 2px;border-radius:8px}
.formulas .katex-display{margin:.45em 0}
.formulas .plain{font-size:15px;overflow-wrap:anywhere}
.formulas .katex-html .vlist-t,.formulas .katex-html .vlist-t *{pointer-events:none}
.formulas .katex-html :is([data-node],.mord,.mop,.mbin,.mrel,.mopen,.mclose,.mpunct,.frac-line):not(:has(.vlist-t)){pointer-events:auto}
.formulas [data-node]{cursor:pointer;border-radius:3px}
.formulas [data-node]:has(.vlist-t){display:inline-block}
.formulas .hot{background:var(--hot);box-shadow:0 0 0 2px var(--hot)}
.formulas .hot .hot{background:none;box-shadow:none}
.formulas .selected{background:var(--accent-fill);box-shadow:0 0 0 2px var(--accent-fill),0 4px 0 -2px var(--accent)}
.formulas .selected .selected{background:none;box-shadow:none}
.program,.printed{font:12.5px/1.6 ui-monospace,"SFMono-Regular",Menlo,"DejaVu Sans Mono",monospace;overflow:auto hidden;padding:2px 0;margin:0 -6px}
.program .line,.printed .line{display:block;width:max-content;min-width:100%;padding:0 6px;border-radius:5px;white-space:pre}
.printed .line{line-height:24px;cursor:pointer;content-visibility:auto;contain-intrinsic-size:auto 24px}
.line.hot,.program .line:has(.hot){background:var(--hot)}
.line.selected,.program .line:has(.selected){box-shadow:inset 2px 0 var(--accent)}
.maker{cursor:pointer;text-decoration:underline dotted var(--soft-ink) 1px;text-underline-offset:3px}
.maker.hot{text-decoration:underline solid var(--accent) 2px}
.unseen{min-height:60vh}.rest{padding-top:6px}.rest button{padding:3px 10px;border:1px solid var(--rule);border-radius:7px;background:var(--paper);font-size:12.5px}
.file figcaption{font-size:12px;color:var(--soft-ink);margin-bottom:2px}
.file{counter-reset:line}
.file .line::before{counter-increment:line;content:counter(line);display:inline-block;width:2.2em;margin-right:1em;text-align:right;color:var(--soft-ink)}
.keyword{color:var(--keyword)}.string{color:var(--string)}.number{color:var(--number)}.comment,.type{color:var(--soft-ink)}.call{color:var(--call)}
.defined{font-weight:600}
@media(forced-colors:active){.line.hot,.program .line:has(.hot),.formulas .hot{outline:2px solid Highlight;outline-offset:-1px}
.line.selected,.program .line:has(.selected),.formulas .selected{outline:2px dotted Highlight;outline-offset:-1px}.formulas .selected .selected{outline:0}
.tabs button{border-bottom-color:Canvas}.tabs button[aria-current=true]{border-bottom-color:Highlight}}
`;
