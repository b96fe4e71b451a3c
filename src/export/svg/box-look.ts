import type { Outline, Size } from "../../place/placing.ts";
import { leastWidth, nodeAttributes, nodeDefaults } from "../dot-writer.ts";
import { roomFor } from "../drawing/box-width.ts";
import type { Attributes, Direction, DrawnNode } from "../drawing/drawing.ts";
import { valueSize } from "./value-label.ts";

/** A node as it is drawn: what its attributes say for Graphviz, in points. */
export interface BoxLook extends Size {
  readonly outline: Outline;
  readonly shape: "box" | "circle" | "funnel";
  readonly fill: string;
  readonly line: string;
  readonly penWidth: number;
  readonly isRounded: boolean;
  readonly isDashed: boolean;
  readonly isDouble: boolean;
  readonly isHidden: boolean;
  readonly fontSize: number;
  readonly lines: readonly string[];
}

const inch = 72;
export const lineHeight = 1.2;
/** Between the two lines of a double frame. */
export const doubleGap = 4;

export function boxLook(node: DrawnNode, direction: Direction): BoxLook {
  const attributes: Attributes = { ...nodeDefaults, ...defined(nodeAttributes(node, direction)) };
  const number = (name: string, otherwise: number): number => Number(attributes[name] ?? otherwise);
  const lines = "html" in node.label ? [] : node.label;
  const fontSize = number("fontsize", nodeDefaults.fontsize);
  const [marginX = 0, marginY = 0] = String(attributes.margin).split(",").map(Number);
  const style = String(attributes.style ?? "");
  const isDouble = attributes.peripheries === 2;
  const shape = attributes.shape === "circle" ? "circle" : attributes.shape === "box" ? "box" : "funnel";
  const least = { width: number("width", leastWidth) * inch, height: number("height", nodeDefaults.height) * inch };
  const text = "html" in node.label ? valueSize(node.label.shows) : textSize(lines, fontSize);
  const needed = { width: text.width + 2 * marginX * inch, height: text.height + 2 * marginY * inch };
  const size =
    attributes.fixedsize === "true" ? least : { width: Math.max(least.width, needed.width), height: Math.max(least.height, needed.height) };
  const more = isDouble ? 2 * doubleGap : 0;
  return {
    width: Math.round(size.width + more),
    height: Math.round(size.height + more),
    outline: shape === "circle" ? "ellipse" : shape,
    shape,
    fill: String(attributes.fillcolor ?? "none"),
    line: String(attributes.color),
    penWidth: number("penwidth", 1) * (style.includes("bold") ? 1.6 : 1),
    isRounded: style.includes("rounded"),
    isDashed: style.includes("dashed"),
    isDouble,
    isHidden: style.includes("invis"),
    fontSize,
    lines,
  };
}

const textSize = (lines: readonly string[], fontSize: number): Size => ({
  width: Math.max(0, ...lines.map((line) => roomFor(line, fontSize))),
  height: lines.length * lineHeight * fontSize,
});

const defined = (attributes: Attributes): Attributes =>
  Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== undefined));
