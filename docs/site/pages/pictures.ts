import { themed } from "../../../src/export/theme.ts";

/** The rules that a picture has for a reader whose system is dark. */
const ownRules = /@media \(prefers-color-scheme: ?dark\) ?\{((?:[^{}]|\{[^{}]*\})*)\}/;

/** A picture for light pages and one for dark ones: the site has a switch of its own, which pictures in files do not see. */
export function inBothThemes(svg: string): { readonly light: string; readonly dark: string } {
  const rules = ownRules.exec(svg)?.[1];
  if (rules === undefined) return { light: svg, dark: themed(svg, "dark") };
  return { light: svg.replace(ownRules, ""), dark: svg.replace(ownRules, rules) };
}

/** Width and height of an SVG in CSS pixels, so that a page keeps room for it. */
export function sizeOf(svg: string): { readonly width: number; readonly height: number } {
  const side = (name: string): number => {
    const [, number = "0", unit] = new RegExp(`<svg\\b[^>]*?\\s${name}="([\\d.]+)(pt)?`).exec(svg) ?? [];
    return Math.round(Number(number) * (unit === "pt" ? 4 / 3 : 1));
  };
  return { width: side("width"), height: side("height") };
}
