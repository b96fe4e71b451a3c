import { useComputed, useSignalEffect } from "@preact/signals";
import { useRef } from "preact/hooks";
import { diffDrawing } from "../../export/drawing/diff-drawing.ts";
import type { BoxLook } from "../../export/svg/box-look.ts";
import { placeDrawing } from "../../export/svg/place-drawing.ts";
import type { Path, Rectangle } from "../../place/placing.ts";
import { markAll, pointing } from "../mark.ts";
import type { State } from "../state.ts";
import type { Comparison } from "./comparison.ts";
import { showDistance } from "./show-distance.ts";

/** Around the picture, and of its heading, in points. */
const margin = 14;
const headingLine = 16;

/** Two graphs as one picture: what came is marked by +, what went by −, what changed by ~, and each box says how far its values lie apart. */
export function UnionPicture({ state, comparison }: { readonly state: State; readonly comparison: Comparison }) {
  const root = useRef<SVGSVGElement>(null);
  const { comparing, numbers } = state;
  const placed = useComputed(() => {
    const { before, after, diff } = comparing.comparison.value ?? comparison;
    const drawing = diffDrawing(diff, before, after, {
      notes: (id) => note(comparing.distances.value.get(id), comparing.distances.value.has(id)),
    });
    const heading = diff.same && comparing.comparison.value?.isSame === false ? ["the same graph, other numbers"] : drawing.title;
    return { drawing, heading, diff, ...placeDrawing(drawing, "TB") };
  });
  useSignalEffect(() => {
    placed.value;
    markAll(root.current, state);
  });
  const { drawing, heading, diff, looks, placing } = placed.value;
  const { bounds } = placing;
  const top = bounds.top - margin - headingLine * heading.length;
  const [width, height] = [Math.max(240, bounds.right - bounds.left) + 2 * margin, bounds.bottom - top + margin];
  const changeOf = (id: string): string =>
    Object.hasOwn(diff.added, id)
      ? "added"
      : Object.hasOwn(diff.removed, id)
        ? "removed"
        : Object.hasOwn(diff.changed, id)
          ? "changed"
          : "";
  return (
    <svg
      ref={root}
      class="picture union"
      role="group"
      tabIndex={0}
      aria-label="both graphs"
      viewBox={`${bounds.left - margin} ${top} ${width} ${height}`}
      width={width}
      height={height}
      {...pointing(state)}
    >
      {heading.map((line, i) => (
        <text key={i} class="heading" x={bounds.left} y={top + margin + headingLine * i}>
          {line}
        </text>
      ))}
      {drawing.edges.map(({ change = "" }, i) => {
        const edge = placing.edges[i];
        return edge === undefined ? null : <path key={i} class={`edge ${change}`} d={pathData(edge.path)} />;
      })}
      {drawing.nodes.map((node) => {
        const look = looks.get(node.id) as BoxLook;
        const place = placing.nodes.get(node.id) as Rectangle;
        const [x, y] = [(place.left + place.right) / 2, (place.top + place.bottom) / 2];
        const isApart = look.lines.at(-1)?.startsWith(sign) === true;
        return (
          <g
            key={node.id}
            class={`node ${node.role} ${changeOf(node.id)} ${isApart ? "apart" : ""}`}
            data-node={numbers.value.get(node.id)}
            data-whole
          >
            <title>{node.tooltip.join("\n")}</title>
            <rect
              x={place.left}
              y={place.top}
              width={place.right - place.left}
              height={place.bottom - place.top}
              rx={look.isRounded ? 9 : 0}
            />
            {look.lines.map((line, i) => (
              <text
                key={i}
                class={line.startsWith(sign) ? "note" : undefined}
                x={x}
                y={y + (i - (look.lines.length - 1) / 2) * 1.2 * look.fontSize}
                font-size={look.fontSize}
              >
                {line}
              </text>
            ))}
          </g>
        );
      })}
    </svg>
  );
}

const sign = "|Δ| ";

/** What a box says of its values: nothing where only one graph has the node, or where they are equal. */
const note = (most: number | undefined, isKnown: boolean): string[] => (isKnown && most !== 0 ? [`${sign}${showDistance(most)}`] : []);

const pathData = ({ start, pieces }: Path): string =>
  `M${start.join()}${pieces.map(({ to, bend }) => (bend ? `C${bend[0].join()} ${bend[1].join()} ${to.join()}` : `L${to.join()}`)).join("")}`;
