/** The style of a training and its scrubber. */
export const timeStyle = `.time form{display:flex;flex-wrap:wrap;gap:8px 14px;align-items:end}
.time form label{display:grid;gap:2px;color:var(--soft-ink);font-size:12px}
.time input:not([type=range]),.time select,.time button{font:14px/1.4 system-ui,sans-serif;color:var(--ink);background:var(--paper);border:1px solid var(--soft-ink);border-radius:6px;min-height:30px;padding:2px 8px}
.time input:not([type=range]){width:9ch}
.time button{cursor:pointer;background:var(--ground)}
.time button.go{background:var(--accent);border-color:var(--accent);color:var(--paper);font-weight:600;padding:2px 16px}
.time button:hover{border-color:var(--ink)}
.time .curve-box{display:grid;grid-template:1fr auto/38px minmax(0,1fr);gap:0 6px;margin-top:12px;font-size:11px;line-height:1;color:var(--soft-ink);text-align:right;font-variant-numeric:tabular-nums}
.time .curve{display:block;grid-area:1/2/3;width:100%;height:96px;overflow:visible}
.time .curve .line{fill:none;stroke:var(--positive);stroke-width:1.8;vector-effect:non-scaling-stroke}
.time .curve .at{stroke:var(--accent);stroke-width:1.5;vector-effect:non-scaling-stroke}
.time .ends{display:flex;margin:4px 0 0 44px;justify-content:space-between;font:12px/1.4 ui-monospace,monospace;color:var(--soft-ink)}
.time .scrub{display:flex;gap:8px;align-items:center;margin-top:4px}
.time .scrub input{flex:1;min-width:0;accent-color:var(--accent)}
.time .scrub button{width:36px;flex:none;padding:2px 6px}
.time output{font-variant-numeric:tabular-nums}
@media print{.time{display:none}}
@media(max-width:760px){.time input:not([type=range]),.time select,.time button{min-height:40px}.time .scrub input{height:40px}}
`;
