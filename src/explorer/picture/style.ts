import { roleStyles } from "../../export/theme.ts";
import { farSizes } from "./face.ts";

/** Roles by their fills and lines; shapes tell them apart, too. */
const roles = Object.entries(roleStyles)
  .map(
    ([role, { penwidth, style }]) =>
      `.node.${role} .shape,path.node.${role}{fill:var(--${role}-fill);stroke:var(--${role}-line);stroke-width:${penwidth}${style.includes("dashed") ? ";stroke-dasharray:5 2" : ""}}`,
  )
  .join("\n");

const edgeColors = { parameter: "parameter-line", input: "input-line", update: "parameter-line", cotangent: "gradient" } as const;
const edges = Object.entries(edgeColors)
  .map(([kind, name]) => `.edge.${kind} .line{stroke:var(--${name})}.edge.${kind} .head{fill:var(--${name})}`)
  .join("\n");

/** The look of a picture inside of an explorer. */
export const pictureStyle = `
.picture-stage{position:relative;width:100%;height:100%;overflow:hidden;background:var(--paper)}
.picture{display:block;width:100%;height:100%;touch-action:none;cursor:grab;font-family:Helvetica,Arial,"Liberation Sans",sans-serif;user-select:none;-webkit-user-select:none}
.picture.zooming{will-change:transform;transform-origin:0 0;overflow:visible}
.picture.moving{cursor:grabbing}
.picture text{fill:var(--ink);text-anchor:middle;pointer-events:none}
.picture .detail,.picture .small{fill:var(--soft-ink)}
.picture .heading{font-weight:600}
.picture .no-heading .heading,.picture .no-heading .detail,.picture .no-heading .small,.picture .no-detail .detail,.picture .no-detail .small,.picture .no-small .small,.picture .no-detail .group text.formula,.picture .no-heading .group text{display:none}
.picture .far-heading{display:none;font-weight:600;paint-order:stroke;stroke:var(--paper);stroke-width:.3em;stroke-linejoin:round;stroke-opacity:.85}
.picture .no-heading .far-heading{display:inline}
${farSizes.map((size) => `.picture .no-far-${size} .far-${size}`).join(",")}{display:none}
.picture .group .frame{fill:var(--ground);stroke:var(--rule)}
.picture .group.repeat .frame{fill:none;stroke:var(--soft-ink);stroke-width:1.6;stroke-dasharray:5 2}
.picture .group text{fill:var(--soft-ink);text-anchor:start;pointer-events:auto;cursor:pointer}
.picture .group.repeat text{fill:var(--ink)}
.picture .group .formula{font-style:normal}
.picture .edge{pointer-events:none}
.picture .edge .line{fill:none;stroke:var(--edge);stroke-width:1.1}
.picture .edge .head{fill:var(--edge);stroke:none}
.picture .edge text{text-anchor:start;paint-order:stroke;stroke:var(--paper);stroke-width:3px}
.picture .edge.update .line,.picture .edge.cotangent .line{stroke-dasharray:5 2}
.picture .edge.pair .line{stroke-dasharray:1 4}
${edges}
.picture .edge.along .line{stroke-width:2.2}
.picture .far-frames{fill:var(--ground);stroke:var(--rule);vector-effect:non-scaling-stroke}
.picture .far-lines{fill:none;stroke:var(--edge);stroke-width:1.1;vector-effect:non-scaling-stroke;opacity:.7}
.picture .far-boxes path{vector-effect:non-scaling-stroke}
.picture .node{cursor:pointer}
${roles}
.picture .node.of-gradient .shape{stroke:var(--gradient);stroke-dasharray:5 2;fill:var(--paper)}
.picture .node .outer{fill:none}
.picture .node:focus{outline:none}
.picture .node.hot .shape,.picture .group.hot .frame{stroke:var(--accent);stroke-width:3.4}
.picture .node.selected .shape,.picture .group.selected .frame{stroke:var(--accent);stroke-width:3.2}
.picture .node:focus-visible .shape{stroke:var(--accent);stroke-width:4}
.picture .node.now .shape{stroke:var(--accent);stroke-width:3.2}
.picture .node.broken .shape{stroke:var(--alarm);stroke-width:2.4}
.picture .node.cause .shape{stroke:var(--alarm);stroke-width:4}
.picture .node.refused .shape{stroke:var(--alarm);stroke-width:4;stroke-dasharray:none}
.picture .cell{stroke:var(--rule);stroke-width:.6}
.picture .cell.positive{fill:var(--positive)}
.picture .cell.negative{fill:var(--negative)}
.picture .gradient .cell.positive{fill:var(--gradient)}
.picture .cell.alarm{fill:var(--alarm)}
.picture.whole .fold{display:none}
.picture .cell.lit{stroke:var(--accent);stroke-width:2}
.picture .strip .small{fill:var(--ink)}
.picture .strip .frame{fill:none;stroke:var(--rule);stroke-width:.6}
.picture image{image-rendering:pixelated}
.picture .cost .share{fill:var(--output-line)}
.picture .cost .rest{fill:var(--rule)}
.picture .fold{cursor:pointer}
.picture .fold .target{fill:transparent}
.picture .fold .disc{fill:var(--paper);stroke:var(--soft-ink);stroke-width:1}
.picture .fold path{stroke:var(--ink);stroke-width:1.4;fill:none}
.picture .fold:hover .disc{stroke:var(--accent);stroke-width:2}
.picture .badge rect{fill:var(--paper);stroke:var(--soft-ink)}
.picture .badge.alarm rect{fill:var(--alarm);stroke:var(--alarm)}
.picture .badge.alarm text{fill:var(--paper);font-weight:700}
.picture .badge text{fill:var(--ink)}
.picture-buttons{position:absolute;right:10px;bottom:10px;display:flex;flex-direction:column;gap:4px}
.picture-buttons button{width:30px;height:30px;border:1px solid var(--rule);border-radius:8px;background:var(--paper);color:var(--ink);font:16px/1 system-ui,sans-serif;cursor:pointer}
.picture-buttons button[aria-pressed=true]{border-color:var(--accent);background:var(--accent-fill)}
.picture-buttons button:hover{border-color:var(--accent)}
.picture-buttons button:focus-visible{outline:2px solid var(--accent);outline-offset:1px}
@media(forced-colors:active){
.picture .node .shape,.picture .fold .disc,.picture .badge rect,.picture .group .frame{fill:Canvas;stroke:CanvasText}
.picture text,.picture .heading,.picture .detail,.picture .small,.picture .group text,.picture .strip .small,.picture .far-heading{fill:CanvasText}
.picture .far-heading{stroke:Canvas}
.picture .edge .line,.picture .far-lines,.picture .far-frames,.picture .far-boxes path{stroke:CanvasText}.picture .edge .head{fill:CanvasText}
.picture .far-frames,.picture .far-boxes path{fill:Canvas}
.picture .fold path{stroke:CanvasText}
.picture .cell{fill-opacity:.25;stroke:CanvasText}
.picture .cell.lit{stroke:Highlight}
.picture .node.hot .shape,.picture .node.selected .shape,.picture .node.now .shape,.picture .node:focus-visible .shape,.picture .group.selected .frame{stroke:Highlight}
.picture .badge.alarm rect{fill:Highlight}.picture .badge.alarm text{fill:HighlightText}
}
@media print{.picture-buttons,.picture .fold{display:none}.picture-stage{height:auto;overflow:visible;background:none}}
`;
