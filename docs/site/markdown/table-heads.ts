import type { MarkdownIt } from "./markdown-it.ts";

/** A column without a heading has none: an empty one would be read out as a heading of nothing. */
export function tableHeads(md: MarkdownIt): void {
  md.core.ruler.push("table-heads", ({ tokens }) => {
    for (const [i, token] of tokens.entries()) {
      if (token.type !== "th_open" || tokens[i + 1]?.content.trim() !== "") continue;
      token.tag = "td";
      const close = tokens[i + 2];
      if (close?.type === "th_close") close.tag = "td";
    }
  });
}
