import type { MarkdownIt } from "./markdown-it.ts";

/** Colours of code take most of a build, and each page is rendered twice: for itself, and for the search. */
export function highlightedOnce(md: MarkdownIt): void {
  const { highlight } = md.options;
  if (typeof highlight !== "function") return;
  const done = new Map<string, string>();
  md.options.highlight = (code, language, attributes) => {
    const key = JSON.stringify([code, language, attributes]);
    const html = done.get(key) ?? highlight(code, language, attributes);
    done.set(key, html);
    return html;
  };
}
