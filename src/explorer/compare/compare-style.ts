/** The style of comparisons: the picture of both graphs, and the list of distances. */
export const compareStyle = `.union-stage{height:100%;overflow:auto;background:var(--paper)}
.union-stage:focus-visible{outline-offset:-3px}
.picture.union{display:block;width:auto;height:auto;margin:0 auto;cursor:default;touch-action:auto;user-select:auto;-webkit-user-select:auto}
.union text{dominant-baseline:central}
.union .node .shape{fill:var(--paper);stroke:var(--edge);stroke-width:1.1;stroke-dasharray:none}
${["added", "removed", "changed"]
  .map(
    (change) =>
      `.union .node.${change} .shape{fill:var(--${change}-fill);stroke:var(--${change}-line);stroke-width:2}.union .edge.${change} .line{stroke:var(--${change}-line);stroke-width:2}.union .edge.${change} .head{fill:var(--${change}-line)}`,
  )
  .join("\n")}
.union .node.removed .shape,.union .edge.removed .line{stroke-dasharray:5 3}
.union .note{fill:var(--gradient);font-weight:600}
.union .head-line{fill:var(--soft-ink);text-anchor:start;font-size:12px}
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
