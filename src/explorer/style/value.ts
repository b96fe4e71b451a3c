/** The numbers of the selected node. */
export const valueStyle = `
.beside>.value{border-top:1px solid var(--rule);background:var(--paper);max-height:44vh;overflow:auto}
.selected-node{display:flex;flex-wrap:wrap;gap:2px 10px;align-items:baseline;overflow-wrap:anywhere}
.selected-node strong{font:600 14px ui-monospace,Menlo,"DejaVu Sans Mono",monospace}
.selected-node .op{color:var(--soft-ink)}
.selected-node code,.fact{font-size:12.5px;color:var(--soft-ink)}
.fact::before{content:"· "}
.arrays{display:grid;grid-template-columns:repeat(auto-fit,minmax(15rem,1fr));gap:14px;margin-top:8px}
.elements{min-width:0}
.elements figcaption{font-size:12px;font-weight:600;color:var(--soft-ink);overflow-wrap:anywhere}
.elements dl{display:flex;flex-wrap:wrap;gap:2px 14px;margin:4px 0 6px;font-size:12px}
.elements dl>div{display:flex;gap:5px}
.elements dt{color:var(--soft-ink)}
.elements dd{font-variant-numeric:tabular-nums}
.elements .alarm dd,.elements .alarm dt{color:var(--alarm);font-weight:650}
.histogram{display:block;width:100%;max-width:20rem;height:auto}
.histogram .below{fill:var(--negative)}.histogram .above{fill:var(--positive)}.histogram .around{fill:var(--edge)}
.histogram line{stroke:var(--rule)}.histogram .zero{stroke:var(--ink);stroke-dasharray:2 2}
.histogram text{font-size:10px;fill:var(--soft-ink)}
.table{overflow:auto;max-height:17rem;margin:6px 0;border:1px solid var(--rule);border-radius:8px;width:fit-content;max-width:100%}
.table table{border-collapse:separate;border-spacing:0;font:12px/1 ui-monospace,Menlo,"DejaVu Sans Mono",monospace;font-variant-numeric:tabular-nums}
.table th{position:sticky;font-weight:400;color:var(--soft-ink);background:var(--ground);padding:5px 7px;text-align:right}
.table thead{position:sticky;top:0;z-index:1}
.table thead td{background:var(--ground)}
.table tbody th{left:0}
.table tbody td{padding:5px 8px;text-align:right;white-space:pre}
.table .below{background:color-mix(in srgb,var(--negative) var(--strength),var(--paper))}
.table .above{background:color-mix(in srgb,var(--positive) var(--strength),var(--paper))}
.table .alarm{background:var(--alarm);color:var(--paper);font-weight:650}
.table td:has(input){padding:0}
.table input{display:block;width:100%;min-width:6.5em;padding:5px 8px;border:0;background:none;text-align:right;font:inherit}
.table td:has(input):hover{box-shadow:inset 0 0 0 1px var(--accent)}
.table .element{all:unset;display:block;width:100%;box-sizing:border-box;padding:6px 8px;text-align:right;cursor:pointer}
.table td:has(.element){padding:0}
.table .element:hover{box-shadow:inset 0 0 0 1px var(--accent)}
.table .element:focus-visible{outline:2px solid var(--accent);outline-offset:-2px}
.table .lit{box-shadow:inset 0 0 0 2px var(--accent)}
.table input:focus{outline:2px solid var(--accent);outline-offset:-2px;background:var(--paper)}
.slider{display:flex;align-items:center;gap:8px;font-size:12px;color:var(--soft-ink)}
.slider input{flex:1;max-width:12rem;accent-color:var(--accent)}
.slider output{font-variant-numeric:tabular-nums;color:var(--ink)}
.copies{display:flex;gap:4px}
.copies button{min-height:24px;padding:2px 8px;border:1px solid var(--rule);border-radius:6px;background:none;font-size:11.5px;color:var(--soft-ink)}
.copies button:hover{color:var(--ink);border-color:var(--edge)}
.outputs{display:flex;flex-wrap:wrap;gap:4px 20px;margin-bottom:4px}
.outputs>div{display:flex;gap:8px;align-items:baseline}
.outputs dt{color:var(--soft-ink)}
.outputs button{padding:0 2px;border:0;background:none;font:600 15px ui-monospace,Menlo,"DejaVu Sans Mono",monospace;border-bottom:1px dotted var(--soft-ink)}
@container(max-width:760px){.beside>.value{max-height:none;border-top:0}}
`;
