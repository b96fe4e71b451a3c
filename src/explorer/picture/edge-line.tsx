import type { DrawnEdge } from "../../export/drawing/drawing.ts";
import { lineWithHeads } from "../../export/svg/svg-path.ts";
import type { PlacedEdge } from "../../place/placing.ts";

export interface EdgeLineProps {
  readonly edge: DrawnEdge;
  readonly placed: PlacedEdge;
  readonly number: number;
  readonly register: (number: number, element: SVGGElement | null) => void;
}

const headLength = 6;
/** Those that lead against the arrow have their heads at their beginning. */
const isBack = ({ kind }: DrawnEdge): boolean => kind === "cotangent";

/** An arrow. Its kind is its look: dashed for what comes later or back, dotted between a box and its gradient. */
export function EdgeLine({ edge, placed: { path, label }, number, register }: EdgeLineProps) {
  const { d, heads } = lineWithHeads(path, isBack(edge) || edge.kind === "pair" ? 0 : headLength, isBack(edge) ? headLength : 0);
  return (
    <g class={`edge ${edge.kind}${edge.spine ? " spine" : ""}`} ref={(element) => register(number, element)}>
      <path class="line" d={d} />
      {heads.map((points, i) => (
        <polygon key={i} class="head" points={points} />
      ))}
      {label && edge.label !== undefined && (
        <text class="detail" x={label.left + 2} y={(label.top + label.bottom) / 2 + 3} font-size={9}>
          {edge.label}
        </text>
      )}
    </g>
  );
}
