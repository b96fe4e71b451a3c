import { useComputed, useSignalEffect } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { diffDrawing } from "../../export/drawing/diff-drawing.ts";
import { type BoxLook, lineHeight } from "../../export/svg/box-look.ts";
import { placeDrawing } from "../../export/svg/place-drawing.ts";
import { lineWithHeads } from "../../export/svg/svg-path.ts";
import { svgText } from "../../page/svg-text.ts";
import type { Rectangle } from "../../place/placing.ts";
import { markAll, pointing } from "../mark.ts";
import type { State } from "../state.ts";
import type { Comparison } from "./comparison.ts";
import { showDistance } from "./show-distance.ts";

/** Around the picture, and of its heading, in points. */
const margin = 14;
const headingLine = 16;
const headLength = 6;
/** Pixels for a point: texts of 11 points are read at arm's length. */
const scale = 1.15;

/** Two graphs as one picture: what came is marked by +, what went by −, what changed by ~, and each box says how far its values lie apart. */
export function UnionPicture({ state, comparison }: { readonly state: State; readonly comparison: Comparison }) {
  const root = useRef<SVGSVGElement>(null);
  const { comparing, numbering } = state;
  const placed = useComputed(() => {
    const { before, after, diff } = comparing.comparison.value ?? comparison;
    const drawing = diffDrawing(diff, before, after, {
      notes: (id) => note(comparing.distances.value.get(id)),
    });
    const heading = diff.same && comparing.comparison.value?.isSame === false ? ["the same graph, other numbers"] : drawing.title;
    return { drawing, heading, diff, ...placeDrawing(drawing, "TB") };
  });
  // What is saved is what is shown.
  useEffect(() => {
    const { drawn } = state;
    const write = (): string => (root.current ? svgText(root.current) : "");
    drawn.value = write;
    return () => {
      if (drawn.value === write) drawn.value = undefined;
    };
  }, [state]);
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
    <section class="union-stage" aria-label="Both graphs" tabIndex={0}>
      <svg
        ref={root}
        class="picture union"
        role="group"
        aria-label="both graphs"
        viewBox={`${bounds.left - margin} ${top} ${width} ${height}`}
        width={scale * width}
        height={scale * height}
        {...pointing(state)}
      >
        {heading.map((line, i) => (
          <text key={i} class="head-line" x={bounds.left} y={top + margin + headingLine * i}>
            {line}
          </text>
        ))}
        {drawing.edges.map(({ change = "" }, i) => {
          const edge = placing.edges[i];
          if (edge === undefined) return null;
          const { d, heads } = lineWithHeads(edge.path, headLength, 0);
          return (
            <g key={i} class={`edge ${change}`}>
              <path class="line" d={d} />
              {heads.map((points) => (
                <polygon key={points} class="head" points={points} />
              ))}
            </g>
          );
        })}
        {drawing.nodes.map((node) => {
          const look = looks.get(node.id) as BoxLook;
          const place = placing.nodes.get(node.id) as Rectangle;
          const [x, y] = [(place.left + place.right) / 2, (place.top + place.bottom) / 2];
          return (
            <g key={node.id} class={`node ${changeOf(node.id)}`} data-node={numbering.value.numberOf(node.id)} data-whole>
              <title>{node.tooltip.join("\n")}</title>
              <rect
                class="shape"
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
                  y={y + (i - (look.lines.length - 1) / 2) * lineHeight * look.fontSize}
                  font-size={look.fontSize}
                >
                  {line}
                </text>
              ))}
            </g>
          );
        })}
      </svg>
    </section>
  );
}

const sign = "|Δ| ";

/** What a box says of its values: nothing where they are equal, where only one graph has the node, and where the box says that its shape changed. */
const note = (most: number | undefined): string[] => (most === undefined || most === 0 ? [] : [`${sign}${showDistance(most)}`]);
