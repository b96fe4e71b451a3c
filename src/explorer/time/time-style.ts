import { chartStyle } from "../../page/chart/chart-style.ts";

/** The style of a training and its scrubber. */
export const timeStyle = `${chartStyle}.time form{display:flex;flex-wrap:wrap;gap:8px 14px;align-items:end}
.time form label{display:grid;gap:2px;color:var(--soft-ink);font-size:12px}
.time input:not([type=range],[type=checkbox]),.time select,.time button{font:14px/1.4 system-ui,sans-serif;color:var(--ink);background:var(--paper);border:1px solid var(--soft-ink);border-radius:6px;min-height:30px;padding:2px 8px}
.time input:not([type=range],[type=checkbox]){width:9ch}
.time button{cursor:pointer;background:var(--ground)}
.time button.go{background:var(--accent);border-color:var(--accent);color:var(--paper);font-weight:600;padding:2px 16px}
.time button:hover{border-color:var(--ink)}
.time .curve{margin-top:12px}
.time .curve>label{display:flex;gap:6px;align-items:center;justify-content:flex-end;color:var(--soft-ink);font-size:12px;min-height:24px}
.time .ends{display:flex;margin:4px 0 0 44px;justify-content:space-between;font:12px/1.4 ui-monospace,monospace;color:var(--soft-ink)}
.time .scrub{display:flex;gap:8px;align-items:center;margin-top:4px}
.time .scrub input{flex:1;min-width:0;accent-color:var(--accent)}
.time .scrub button{width:36px;flex:none;padding:2px 6px}
.time output{font-variant-numeric:tabular-nums}
@media print{.time{display:none}}
@media(max-width:760px){.time input:not([type=range],[type=checkbox]),.time select,.time button{min-height:40px}.time .scrub input{height:40px}}
`;
