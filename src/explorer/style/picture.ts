/** The picture: boxes by role, groups, lines, and what is marked. */
export const pictureStyle = `
.stage{overflow:auto;min-height:0;min-width:0;position:relative;background:var(--paper)}
.picture text{fill:var(--ink);font-family:Helvetica,Arial,sans-serif;text-anchor:middle;dominant-baseline:central}
.picture .group rect{fill:var(--ground);stroke:var(--rule)}
.picture .group text{fill:var(--soft-ink);font-size:10px;text-anchor:start}
.picture .edge{fill:none;stroke:var(--edge)}
.node rect{stroke-width:1.3}
${["input", "parameter", "layer", "op", "function", "reduction", "output"].map((role) => `.node.${role} rect{fill:var(--${role}-fill);stroke:var(--${role}-line)}`).join("\n")}
.node.hot rect,.node.selected rect{stroke:var(--accent);stroke-width:3}
`;
