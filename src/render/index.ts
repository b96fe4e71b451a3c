/* The entry dagrad/render: pictures. Node only. */
export type { LayoutEngine, LayoutLabels } from "./engine.ts";
export { type LayoutOptions, layout } from "./layout.ts";
export { type PngOptions, png } from "./png.ts";
export { type SvgOptions, svg, type ThemeOptions } from "./svg.ts";
