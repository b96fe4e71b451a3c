import { checkKind } from "../../graph/check-kind.ts";

/**
 * The colours and shapes of all pictures, in one place.
 *
 * Hues are those of Okabe & Ito, told apart by every kind of colour vision; ink on pale tints has a contrast of at least 7 to 1.
 * A role differs by fill, line *and* shape, so that a print in grey reads as well.
 */
export type Role = "input" | "parameter" | "layer" | "op" | "function" | "reduction" | "output";

export interface RoleStyle {
  readonly fill: string;
  readonly line: string;
  readonly shape: "box" | "circle" | "invtrapezium";
  readonly style: "filled" | "filled,rounded" | "filled,rounded,dashed";
  readonly penwidth: number;
  /** Number of outlines. */
  readonly peripheries?: 2;
  /** The role in words, for tooltips and legends. */
  readonly title: string;
}

export const roleStyles = {
  input: { fill: "#DCEEFB", line: "#0072B2", shape: "box", style: "filled", penwidth: 1.6, title: "data" },
  parameter: { fill: "#FCEBC8", line: "#B36B00", shape: "box", style: "filled,rounded,dashed", penwidth: 1.2, title: "parameter" },
  layer: { fill: "#FCEBC8", line: "#B36B00", shape: "box", style: "filled,rounded", penwidth: 1.2, title: "layer" },
  op: { fill: "#FFFFFF", line: "#3A3F45", shape: "circle", style: "filled", penwidth: 1.2, title: "operation" },
  function: { fill: "#D9F1E8", line: "#00795A", shape: "box", style: "filled,rounded", penwidth: 1.4, title: "function" },
  reduction: { fill: "#E9E2F3", line: "#6B4E9B", shape: "invtrapezium", style: "filled", penwidth: 1.2, title: "reduction" },
  output: { fill: "#FADCCB", line: "#B84A00", shape: "box", style: "filled", penwidth: 1.6, peripheries: 2, title: "output" },
} as const satisfies Record<Role, RoleStyle>;

/** The one family whose widths the layout engines know; SVG then says "Helvetica,sans-Serif". */
export const font = "Helvetica";

export const colors = {
  paper: "#FFFFFF",
  ink: "#1F2328",
  softInk: "#57606A",
  edge: "#6E7781",
  clusterFill: "#F6F8FA",
  clusterLine: "#D0D7DE",
  /** A bar that shows a share, and what is left of it. */
  bar: "#B84A00",
  barRest: "#EAEEF2",
  /** Heat maps: below and above zero. */
  negative: "#C75B12",
  positive: "#1F6FB2",
  zero: "#FEFEFE",
  darkCellInk: "#111418",
  lightCellInk: "#FEFEFE",
} as const;

export type DiffMark = "added" | "removed" | "changed";

/** How a diff marks nodes; the sign before the label tells them apart in grey. */
export const changeStyles = {
  added: { fill: "#DAFBE1", line: "#1A7F37", style: "filled,rounded", penwidth: 2.2, sign: "+" },
  removed: { fill: "#FFEBE9", line: "#CF222E", style: "filled,rounded,dashed", penwidth: 1.4, sign: "−" },
  changed: { fill: "#FFF8C5", line: "#9A6700", style: "filled,rounded,bold", penwidth: 1.4, sign: "~" },
} as const satisfies Record<DiffMark, unknown>;

/** Token → what stands for it on a dark ground. */
const darkFills = {
  white: "#0D1117",
  "#FFFFFF": "#161B22",
  [colors.clusterFill]: "#12171E",
  [roleStyles.input.fill]: "#0C2D48",
  [roleStyles.parameter.fill]: "#3D2B06",
  [roleStyles.function.fill]: "#0B3328",
  [roleStyles.reduction.fill]: "#2C2140",
  [roleStyles.output.fill]: "#46200B",
  [changeStyles.added.fill]: "#0F2D1A",
  [changeStyles.removed.fill]: "#3C1618",
  [changeStyles.changed.fill]: "#332701",
  [colors.ink]: "#E6EDF3",
  [colors.softInk]: "#9AA4AF",
  [colors.edge]: "#8B949E",
  [roleStyles.input.line]: "#56B4E9",
  [roleStyles.parameter.line]: "#E69F00",
  [changeStyles.added.line]: "#3FB950",
  [changeStyles.removed.line]: "#FF7B72",
  [changeStyles.changed.line]: "#D29922",
  [colors.barRest]: "#30363D",
} as const;

/** Also what stands on a dark ground for an area in the colour of a line. */
export const darkLines = {
  [roleStyles.input.line]: "#56B4E9",
  [roleStyles.parameter.line]: "#E69F00",
  [roleStyles.function.line]: "#2DC7A0",
  [roleStyles.reduction.line]: "#B39DDB",
  [roleStyles.output.line]: "#FF9557",
  [roleStyles.op.line]: "#C9D1D9",
  [colors.edge]: "#8B949E",
  [colors.softInk]: "#9AA4AF",
  [colors.clusterLine]: "#30363D",
  [changeStyles.added.line]: "#3FB950",
  [changeStyles.removed.line]: "#FF7B72",
  [changeStyles.changed.line]: "#D29922",
} as const;

const rules = (attribute: string, table: Readonly<Record<string, string>>): string =>
  Object.entries(table)
    .map(([light, dark]) => `[${attribute}="${light.toLowerCase()}"]{${attribute}:${dark.toLowerCase()}}`)
    .join("");

/** Attribute selectors outrank the presentation attributes that Graphviz writes. */
const darkRules = rules("fill", darkFills) + rules("stroke", darkLines);

/** For labels that cover the lines below them in the colour of their ground. */
const darkHalos = rules("stroke", { white: darkFills.white, [colors.clusterFill]: darkFills[colors.clusterFill] });

/**
 * An SVG of a picture in the colours of a light or dark page, or of whichever the reader's system asks for ("auto").
 * The text is otherwise unchanged; "light" returns it as it is.
 */
export function themed(svg: string, theme: "auto" | "light" | "dark" = "auto"): string {
  checkKind(typeof svg === "string", "themed", "svg", "the text of an SVG", svg, "pass what svg() or Graphviz wrote");
  const fits = ["auto", "light", "dark"].includes(theme);
  checkKind(fits, "themed", "theme", '"auto", "light" or "dark"', theme, "correct it");
  if (theme === "light") return svg;
  const all = darkRules + (svg.includes('paint-order="stroke"') ? darkHalos : "");
  const css = theme === "dark" ? all : `@media (prefers-color-scheme:dark){${all}}`;
  return svg.replace(/<svg\b[^>]*>/, (tag) => `${tag}<style>${css}</style>`);
}
