import { colorsOf } from "./style.ts";

/**
 * An SVG whose colours are variables of the pages' style as a file of its own: with the light colours as attributes, which every program knows,
 * and rules that make them dark where the reader's system asks for it.
 */
export function pictureFile(svg: string): string {
  const rules = new Set<string>();
  const text = svg.replace(/ (fill|stroke)="var\((--[\w-]+)\)"/g, (whole, attribute, variable) => {
    const colors = colorsOf(variable);
    if (colors === undefined) return whole;
    const { light, dark } = colors;
    if (light !== dark) rules.add(`[${attribute}="${light}"]{${attribute}:${dark}}`);
    return ` ${attribute}="${light}"`;
  });
  const style = `<style>@media (prefers-color-scheme:dark){${[...rules].join("")}}</style>`;
  return text.replace(/^<svg\b[^>]*>/, (tag) => tag + style);
}
