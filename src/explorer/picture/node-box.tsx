import { roomFor } from "../../export/drawing/box-width.ts";
import type { DrawnNode, HeldNode } from "../../export/drawing/drawing.ts";
import type { Role } from "../../export/theme.ts";
import type { Rectangle } from "../../place/placing.ts";
import { badgesOf } from "./badges.ts";
import { boxWords } from "./box-words.ts";
import { barHeight, type Face, farSize, knownStatistics, signRoom } from "./face.ts";
import { boxBehind, type PictureModel } from "./model.ts";
import { ValueStrip } from "./strip.tsx";

export interface NodeBoxProps {
  readonly model: PictureModel;
  readonly node: DrawnNode;
  readonly face: Face;
  readonly place: Rectangle;
  /** By which events find the box: its number in the drawing. */
  readonly number: number;
  readonly register: (id: string, element: SVGGElement | null) => void;
}

/** A box: heading and details, value and gradient, what it cost; a sign where it opens, badges for what is to be noticed. */
export function NodeBox({ model, node, face, place, number, register }: NodeBoxProps) {
  const { id, role, tooltip } = node;
  const folded = model.folded.peek();
  const box = boxBehind(folded, id);
  const shown = model.shown.value(id);
  const { width, height } = face;
  const run = box?.node === undefined ? undefined : model.runs.peek().get(box.node);
  const bad = (kind: HeldNode["is"]) => shown.held?.find(({ is, array }) => is === kind && knownStatistics(array).notFinite > 0)?.array;
  const badges = badgesOf(
    shown.value ?? bad("next"),
    shown.gradient ?? bad("gradient"),
    run === undefined || box?.output !== undefined ? undefined : model.silent.value.get(run),
  );
  const words = box === undefined || box.id !== id ? `gradient of ${box?.node ?? id}` : boxWords(folded, box, shown, badges);
  const { numberOf } = model.state.numbering.peek();
  const mark = box?.node === undefined ? box?.holds?.map(({ node }) => numberOf(node)).join(" ") : numberOf(box.node);
  const heading = face.lines[0]?.text ?? "";
  const far = farSize(heading, face);
  const isClosed = box?.id === id && box.fold !== undefined && !box.fold.isOpen;
  return (
    // biome-ignore lint/a11y/noInteractiveElementToNoninteractiveRole: a shape of a picture that the keyboard walks over; it takes no other role
    <g
      ref={(element) => register(id, element)}
      class={`node ${role}${box?.id === id ? "" : " of-gradient"}`}
      transform={`translate(${place.left} ${place.top})`}
      data-box={number}
      {...(mark === undefined ? {} : { "data-node": mark })}
      role="group"
      tabindex={-1}
      aria-label={words}
    >
      <title>{[...tooltip, ...badges.map(({ title }) => title)].join("\n")}</title>
      <Outline role={role} width={width} height={height} />
      {face.lines.map(({ kind, text, y, size }, i) => {
        const now = kind === "foot" ? shown.foot : kind === "cost" ? (shown.cost?.text ?? "") : text;
        return (
          <text
            key={i}
            class={kind === "heading" || kind === "detail" ? kind : "small"}
            x={width / 2}
            y={y}
            font-size={size}
            {...fit(now, size, width - 8)}
          >
            {now}
          </text>
        );
      })}
      {face.strips.map((strip) => {
        const { of, held } = strip;
        const array = held !== undefined ? shown.held?.[held]?.array : of === "value" ? shown.value : shown.gradient;
        return array === undefined ? null : <ValueStrip key={held ?? of} strip={strip} array={array} />;
      })}
      {face.barAt && shown.cost && (
        <g class="cost">
          <rect class="rest" x={face.barAt.x} y={face.barAt.y} width={face.barAt.width} height={barHeight} />
          <rect class="share" x={face.barAt.x} y={face.barAt.y} width={face.barAt.width * shown.cost.share} height={barHeight} />
        </g>
      )}
      {far !== undefined && (
        <text
          class={`far-heading far-${far}`}
          x={width / 2}
          y={height / 2 + 0.35 * far}
          font-size={far}
          {...fit(heading, 1.07 * far, width - 8)}
        >
          {heading}
        </text>
      )}
      {isClosed && <FoldSign x={width - signRoom} y={height} isOpen={false} />}
      {badges.map(({ kind, text }, i) => (
        <Badge key={kind} kind={kind} text={text} right={width - 4} y={-6 + 12 * i} />
      ))}
    </g>
  );
}

/** A text that is too long for its room is squeezed. */
const fit = (text: string, size: number, most: number) =>
  roomFor(text, size) > 1.12 * most ? { textLength: most, lengthAdjust: "spacingAndGlyphs" } : {};

/** Its role by its shape: sharp corners for data, round ones for what computes, narrower below for what makes less of it, two frames for results. */
function Outline({ role, width, height }: { readonly role: Role; readonly width: number; readonly height: number }) {
  if (role === "reduction") {
    const cut = Math.min(10, height / 3);
    const corners = [
      [0, 0],
      [width, 0],
      [width, height - cut],
      [width - cut, height],
      [cut, height],
      [0, height - cut],
    ];
    return <polygon class="shape" points={corners.map((point) => point.join()).join(" ")} />;
  }
  const round = role === "input" || role === "output" ? 0 : 9;
  return (
    <>
      {role === "output" && <rect class="shape outer" x={-3} y={-3} width={width + 6} height={height + 6} />}
      <rect class="shape" width={width} height={height} rx={round} />
    </>
  );
}

/** What opens or closes on a click. */
export function FoldSign({ x, y, isOpen }: { readonly x: number; readonly y: number; readonly isOpen: boolean }) {
  return (
    <g class="fold" transform={`translate(${x} ${y})`}>
      <circle class="target" r={12} />
      <circle class="disc" r={6.5} />
      <path d={isOpen ? "M-3 0H3" : "M-3 0H3M0 -3V3"} />
    </g>
  );
}

function Badge({ kind, text, right, y }: { readonly kind: string; readonly text: string; readonly right: number; readonly y: number }) {
  const width = roomFor(text, 8) + 8;
  return (
    <g class={`badge ${kind}`} transform={`translate(${right - width} ${y})`}>
      <rect width={width} height={12} rx={6} />
      <text class="small" x={width / 2} y={8.8} font-size={8}>
        {text}
      </text>
    </g>
  );
}
