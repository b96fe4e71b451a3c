import { themed } from "../../../src/export/theme.ts";

/** The rules that a picture has for a reader whose system is dark. */
const ownRules = /@media \(prefers-color-scheme: ?dark\) ?\{((?:[^{}]|\{[^{}]*\})*)\}/;

/**
 * A picture that is dark where it is asked for as "picture.svg#dark": the site has a switch of its own, which pictures in files do not see, and one file for both
 * is half of two.
 */
export function inBothThemes(svg: string): string {
  const rules = ownRules.exec(svg)?.[1] ?? /<style>(.*?)<\/style>/s.exec(themed(svg, "dark"))?.[1] ?? "";
  // Of the rules for all colours of pictures, those for colours that this one has.
  const used = rules.replaceAll(/\[(fill|stroke)="([^"]+)"\]\{[^}]*\}/g, (rule, name, colour) =>
    svg.includes(`${name}="${colour}"`) ? rule : "",
  );
  const asked = `:root:target{${used}}`;
  const text = ownRules.test(svg)
    ? svg.replace(ownRules, () => asked)
    : svg.replace(/<svg\b[^>]*>/, (tag) => `${tag}<style>${asked}</style>`);
  return text.replace(/<svg\b(?: id="[^"]*")?/, '<svg id="dark"');
}

/** Width and height of an SVG in CSS pixels, so that a page keeps room for it. */
export function sizeOf(svg: string): { readonly width: number; readonly height: number } {
  const side = (name: string): number => {
    const [, number = "0", unit] = new RegExp(`<svg\\b[^>]*?\\s${name}="([\\d.]+)(pt)?`).exec(svg) ?? [];
    return Math.round(Number(number) * (unit === "pt" ? 4 / 3 : 1));
  };
  return { width: side("width"), height: side("height") };
}
