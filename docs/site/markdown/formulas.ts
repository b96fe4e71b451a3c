import katex from "katex";
import type { MarkdownIt } from "./markdown-it.ts";

/** Lines of `$$…$$` become formulas, written when the site is built: KaTeX for eyes, MathML for screen readers. Nothing of it runs in a page. */
export function formulas(md: MarkdownIt): void {
  md.block.ruler.before(
    "paragraph",
    "formula",
    (state, from, to, silent) => {
      const lineOf = (line: number): string =>
        state.src.slice((state.bMarks[line] as number) + (state.tShift[line] as number), state.eMarks[line]);
      if (!lineOf(from).startsWith("$$")) return false;
      let last = from;
      while (last < to && !(lineOf(last).trimEnd().endsWith("$$") && (last > from || lineOf(last).trim().length > 3))) last++;
      if (last >= to) return false;
      if (silent) return true;
      const lines = Array.from({ length: last - from + 1 }, (_, i) => lineOf(from + i));
      const tex = lines.join("\n").trim().slice(2, -2);
      const token = state.push("html_block", "", 0);
      token.map = [from, last + 1];
      token.content = formula(tex);
      state.line = last + 1;
      return true;
    },
    { alt: ["paragraph", "reference", "blockquote", "list"] },
  );
}

/** May be wider than the page: then it is scrolled, by the keyboard as well. */
export const formula = (tex: string): string =>
  `<div class="formula" v-pre tabindex="0" role="group" aria-label="formula">${katex.renderToString(tex, { displayMode: true, output: "htmlAndMathml", throwOnError: true, strict: false })}</div>\n`;
