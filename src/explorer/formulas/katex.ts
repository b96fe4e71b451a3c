/* KaTeX, its style and its fonts, as one file that is loaded where a formula is written: when a page is made, or when a formula changes in one. */
import katex from "katex";
import type { FontFile } from "../../page/load-fonts.ts";
import { fontsOf, styleOf } from "./katex-style.ts";
import { subsetFont } from "./subset-font.ts";

/** Put in by the build, out of KaTeX's own files: its CSS, and its fonts as WOFF, in base64 by the names of their files. */
declare const KATEX_STYLE: string;
declare const KATEX_FONTS: Readonly<Record<string, string>>;

/** The CSS that some HTML of it needs, without fonts. */
export const styleFor = (html: string): string => styleOf(KATEX_STYLE, html);

/** The fonts that some HTML of it uses, with the glyphs of its characters alone. */
export function fontsFor(html: string): FontFile[] {
  const characters = new Set(Array.from(html.replace(/<[^>]*>/g, ""), (character) => character.codePointAt(0) as number));
  return fontsOf(KATEX_STYLE, html).map(({ file, ...face }) => {
    const woff = Uint8Array.from(atob(KATEX_FONTS[file] ?? ""), (character) => character.charCodeAt(0));
    return { ...face, bytes: btoa(String.fromCharCode(...subsetFont(woff, characters))) };
  });
}

/** LaTeX as HTML, with MathML for those who do not see it; what it cannot read it shows as it stands. Only classes are taken from the LaTeX. */
export const render = (tex: string): string =>
  katex.renderToString(tex, {
    displayMode: true,
    output: "htmlAndMathml",
    throwOnError: false,
    strict: "ignore",
    trust: ({ command }) => command === "\\htmlClass",
  });
