/** The style of comparisons: the picture of both graphs, and the list of distances. */
export const compareStyle = `.union .node rect{fill:var(--paper);stroke:var(--edge);stroke-width:1}
.union .node.output rect{fill:var(--paper);stroke:var(--edge)}
${["added", "removed", "changed"].map((change) => `.union .node.${change} rect{fill:var(--${change}-fill);stroke:var(--${change}-line);stroke-width:2}.union .edge.${change}{stroke:var(--${change}-line);stroke-width:2}`).join("\n")}
.union .node.removed rect,.union .edge.removed{stroke-dasharray:5 3}
.union .node.apart .note{fill:var(--gradient);font-weight:600}
.union .node.hot rect,.union .node.selected rect{stroke:var(--accent);stroke-width:3}
.union .heading{font-size:12px;fill:var(--soft-ink);text-anchor:start}
.compare ol{list-style:none;margin:8px 0 0;padding:0;max-height:260px;overflow-y:auto}
.compare li button{display:grid;grid-template-columns:minmax(0,1fr) 10ch 72px;gap:8px;align-items:center;width:100%;padding:3px 6px;font:inherit;color:inherit;text-align:left;background:none;border:0;border-radius:4px;cursor:pointer}
.compare li button>:nth-child(2){text-align:right;font:12.5px/1.5 ui-monospace,monospace}
.compare li button:hover,.compare li.hot button{background:var(--accent-fill)}
.compare li.selected button{outline:2px solid var(--accent);outline-offset:-2px}
.compare .name{overflow-wrap:anywhere}
.compare .bar{height:8px;border-radius:4px;background:var(--rule)}
.compare .bar>span{display:block;height:100%;border-radius:4px;background:var(--gradient)}
.compare select{font:inherit;color:inherit;background:var(--paper);border:1px solid var(--soft-ink);border-radius:6px;min-height:28px;padding:2px 8px;max-width:100%}
`;
