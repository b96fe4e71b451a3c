import { titleSize } from "../../export/drawing/cluster-pads.ts";
import type { DrawnCluster } from "../../export/drawing/drawing.ts";
import type { PlacedGroup } from "../../place/placing.ts";
import { FoldSign } from "./node-box.tsx";

export interface GroupFrameProps {
  readonly cluster: DrawnCluster;
  readonly placed: PlacedGroup;
  readonly number: number;
  /** False for a run of equal layers that is drawn once. */
  readonly isOpen: boolean;
  readonly mark: number | undefined;
  readonly register: (id: string, element: SVGGElement | null) => void;
}

/** A frame around boxes, with its title, and a sign by which it closes, or opens where it stands for many. */
export function GroupFrame({ cluster: { id, title, kind }, placed, number, isOpen, mark, register }: GroupFrameProps) {
  const { left, top, right, bottom } = placed.frame;
  const size = titleSize[kind];
  return (
    <g
      class={`group ${kind}`}
      ref={(element) => register(id, element)}
      data-group={number}
      {...(mark === undefined ? {} : { "data-node": mark, "data-whole": "" })}
    >
      <rect class="frame" x={left} y={top} width={right - left} height={bottom - top} rx={9} />
      {placed.title &&
        title.map((line, i) => (
          <text
            key={i}
            class={i === 0 ? "name" : "formula"}
            x={placed.title?.left}
            y={(placed.title?.top ?? 0) + size * (1.2 * i + 0.9)}
            font-size={size}
          >
            {line}
          </text>
        ))}
      <FoldSign x={right} y={top + 16} isOpen={isOpen} />
    </g>
  );
}
