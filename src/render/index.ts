/* The entry dagrad/render: pictures. In a page other files take the place of those that need Node: "browser" in package.json. */
export type { LayoutEngine, LayoutLabels } from "./engine.ts";
export { type LayoutOptions, layout } from "./layout.ts";
export { type PngOptions, png } from "./png.ts";
export { type LayoutByOptions, type SvgOptions, svg, type ThemeOptions } from "./svg.ts";
