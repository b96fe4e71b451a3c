/** The style of the stepper: its controls, the foot, and what a step means to the picture. */
export const stepperStyle = `
.stepper{display:flex;gap:4px;align-items:center}
.stepper button{min-width:28px;min-height:28px;padding:2px 6px;border:1px solid var(--rule);border-radius:6px;background:var(--paper);color:var(--ink);font:inherit;font-size:12.5px;cursor:pointer;display:inline-flex;align-items:center;justify-content:center}
.stepper button:hover{border-color:var(--accent)}
.stepper button[aria-disabled=true]{color:var(--soft-ink);cursor:default}
.stepper button[aria-pressed=true]{background:var(--accent-fill);border-color:var(--accent)}
.foot{align-items:safe center;min-height:3.4em;max-height:34vh;overflow:auto}
.foot.stepping{align-items:start;height:7.6em}
.foot .phase{flex:none;color:var(--soft-ink);font-variant-numeric:tabular-nums;min-width:9em}
.foot .told{flex:1;min-width:0}
.foot p{margin:0;overflow-wrap:anywhere;font-variant-numeric:tabular-nums}
.foot ul{margin:4px 0 0;padding:0 0 0 14px;list-style:none;color:var(--soft-ink);font-size:12.5px;border-left:2px solid var(--rule)}
.foot .name,.foot .number{all:unset}
.foot .name{cursor:pointer;color:var(--accent);text-decoration:underline;text-decoration-color:transparent;text-underline-offset:2px}
.foot .name:hover,.foot .name.hot{text-decoration-color:currentcolor}
.foot .name:focus-visible{outline:2px solid var(--accent);outline-offset:1px;border-radius:2px}
.foot .number{cursor:pointer;border-radius:2px}
.foot .number:hover{background:var(--accent-fill)}
.foot .output{margin-right:1.2em}
.foot .results{flex:none;max-width:50%}
.foot .hint{color:var(--soft-ink)}
.foot .cause{flex:none;border:1px solid var(--alarm);color:var(--alarm);background:var(--paper);border-radius:6px;padding:3px 9px;font:inherit;font-size:12.5px;cursor:pointer}
.node.later{opacity:.28}
.node.no-gradient .strip.gradient{opacity:.12}
.picture .edge.broken .line{stroke:var(--alarm);stroke-width:2.4}
.picture .edge.broken .head{fill:var(--alarm)}
@media(prefers-reduced-motion:no-preference){.node{transition:opacity .15s}}
@container(max-width:760px){.foot{flex-wrap:wrap;gap:2px 12px}.foot .told{flex-basis:100%}.foot.stepping{height:auto;min-height:6.4em;max-height:30vh}}
`;
