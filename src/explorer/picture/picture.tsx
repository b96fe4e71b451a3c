import { useComputed, useSignalEffect } from "@preact/signals";
import { useRef } from "preact/hooks";
import { drawingOf } from "../../export/dot.ts";
import type { BoxLook } from "../../export/svg/box-look.ts";
import { placeDrawing } from "../../export/svg/place-drawing.ts";
import type { Path, Rectangle } from "../../place/placing.ts";
import { markAll, pointing } from "../mark.ts";
import type { State } from "../state.ts";
import { markSteps } from "../stepper/mark-steps.ts";

/** The graph as a picture, which follows what is pointed at. */
export function Picture({ state }: { readonly state: State }) {
  const root = useRef<SVGSVGElement>(null);
  const placed = useComputed(() => {
    const level = state.view.value === "run" ? "execution" : state.view.value;
    const drawing = drawingOf(state.exploration.value.subject.graph, { level }, 20_000);
    return { drawing, ...placeDrawing(drawing, "TB") };
  });
  useSignalEffect(() => markAll(root.current, state));
  useSignalEffect(() => markSteps(root.current, state));
  const { drawing, looks, placing } = placed.value;
  const { bounds } = placing;
  const [width, height] = [bounds.right - bounds.left + 24, bounds.bottom - bounds.top + 24];
  return (
    <svg
      ref={root}
      class="picture"
      role="group"
      aria-label="the graph"
      viewBox={`${bounds.left - 12} ${bounds.top - 12} ${width} ${height}`}
      width={width}
      height={height}
      {...pointing(state)}
    >
      {drawing.clusters.map(({ id, title }) => {
        const group = placing.groups.get(id);
        if (group === undefined) return null;
        return (
          <g key={id} class="group">
            <rect {...box(group.frame)} rx={9} />
            {group.title &&
              title.map((line, i) => (
                <text key={i} x={group.title?.left} y={(group.title?.top ?? 0) + 10 + 12 * i}>
                  {line}
                </text>
              ))}
          </g>
        );
      })}
      {drawing.edges.map((_, i) => {
        const edge = placing.edges[i];
        return edge === undefined ? null : <path key={i} class="edge" d={pathData(edge.path)} />;
      })}
      {drawing.nodes.map((node) => {
        const look = looks.get(node.id) as BoxLook;
        const place = placing.nodes.get(node.id) as Rectangle;
        const [x, y] = [(place.left + place.right) / 2, (place.top + place.bottom) / 2];
        return (
          <g key={node.id} class={`node ${node.role}`} data-node={state.numbers.value.get(node.id)}>
            <title>{node.tooltip.join("\n")}</title>
            <rect {...box(place)} rx={look.isRounded ? 9 : look.shape === "circle" ? look.height / 2 : 0} />
            {look.lines.map((line, i) => (
              <text key={i} x={x} y={y + (i - (look.lines.length - 1) / 2) * 1.2 * look.fontSize} font-size={look.fontSize}>
                {line}
              </text>
            ))}
          </g>
        );
      })}
    </svg>
  );
}

const box = ({ left, top, right, bottom }: Rectangle) => ({ x: left, y: top, width: right - left, height: bottom - top });

const pathData = ({ start, pieces }: Path): string =>
  `M${start.join()}${pieces.map(({ to, bend }) => (bend ? `C${bend[0].join()} ${bend[1].join()} ${to.join()}` : `L${to.join()}`)).join("")}`;
