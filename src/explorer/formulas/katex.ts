/* KaTeX, its style and its fonts, as one file that is loaded where a formula is written: when a page is made, or when a formula changes in one. */
import katex from "katex";

/** Put in by the build, out of KaTeX's own files. */
declare const KATEX_STYLE: string;
declare const KATEX_FONTS: Readonly<Record<string, string>>;

/** Its CSS. */
export const style: string = KATEX_STYLE;

/** woff2 in base64, by the names of the files that its CSS names. */
export const fonts: Readonly<Record<string, string>> = KATEX_FONTS;

/** LaTeX as HTML, with MathML for those who do not see it; what it cannot read it shows as it stands. Only classes are taken from the LaTeX. */
export const render = (tex: string): string =>
  katex.renderToString(tex, {
    displayMode: true,
    output: "htmlAndMathml",
    throwOnError: false,
    strict: "ignore",
    trust: ({ command }) => command === "\\htmlClass",
  });
