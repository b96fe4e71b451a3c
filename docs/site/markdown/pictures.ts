import { readFileSync } from "node:fs";
import { join } from "node:path";
import { sizeOf } from "../pages/pictures.ts";
import type { MarkdownIt } from "./markdown-it.ts";

/** An SVG of docs/pictures stands twice, as it is for light pages and as it is for dark ones. */
export function pictures(md: MarkdownIt, root: string): void {
  md.renderer.rules.image = (tokens, i) => {
    const token = tokens[i] as (typeof tokens)[number];
    const source = token.attrGet("src") ?? "";
    const text = escaped(token.content);
    if (!/^\/pictures\/.*\.svg$/.test(source)) return `<img src="${escaped(source)}" alt="${text}" loading="lazy">`;
    const { width, height } = sizeOf(readFileSync(join(root, "docs", source), "utf8"));
    return ["light", "dark"]
      .map((theme) => {
        const address = theme === "dark" ? `${source}#dark` : source;
        return `<img class="only-${theme}" src="${address}" alt="${text}" width="${width}" height="${height}" loading="lazy">`;
      })
      .join("");
  };
}

const escaped = (text: string): string => text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
