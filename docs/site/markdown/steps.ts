import { lower } from "../../../src/passes/lower.ts";
import type { Explorers } from "../explorers/write-subjects.ts";
import type { CoreState, MarkdownIt, Token } from "./markdown-it.ts";

const comment = /^<!-- step: (\S+) -->\s*$/;

/**
 * Of the book: where the explorer beside the text changes. A listing that makes a graph opens it; `<!-- step: softmax1.exp1 -->` selects a node of
 * the next such listing's. Marks are empty elements that say so in attributes; a node that the graph does not have fails the build.
 */
export function steps(md: MarkdownIt, { book }: Explorers): void {
  md.core.ruler.push("steps", (state) => {
    const { origin, above = 0 } = (state.env.frontmatter ?? {}) as { origin?: string; above?: number };
    if (origin !== "docs/the-book.md") return;
    const opened = state.tokens.flatMap((token) => {
      const found = token.type === "fence" && token.map ? book.get(token.map[0] + above + 1) : undefined;
      return found === undefined ? [] : [{ token, ...found }];
    });
    state.tokens = state.tokens.flatMap((token, i) => {
      const node = token.type === "html_block" ? comment.exec(token.content)?.[1] : undefined;
      if (node !== undefined) {
        const next = opened.find(({ token }) => state.tokens.indexOf(token) > i) ?? opened.at(-1);
        const ids = next === undefined ? [] : [next.subject.graph, lower(next.subject.graph)].flatMap(({ nodes }) => Object.keys(nodes));
        if (next === undefined || !ids.includes(node)) {
          throw new Error(`site: a step of ${origin} must name a node, got "${node}"; it has ${ids.join(" ")}`);
        }
        return [html(state, `<span class="book-mark" data-subject="${next.file}" data-node="${node}"></span>\n`)];
      }
      const own = opened.find((one) => one.token === token);
      return own === undefined ? [token] : [html(state, `<span class="book-mark" data-subject="${own.file}"></span>\n`), token];
    });
    for (const token of state.tokens) anchor(state, token, seen(state));
  });
}

/** The figures that have been named on this page. */
const figures = new WeakMap<CoreState, Set<string>>();
function seen(state: CoreState): Set<string> {
  const known = figures.get(state) ?? new Set<string>();
  figures.set(state, known);
  return known;
}

/** The first place that names a figure of the book is where #fig-1.08 leads. */
function anchor(state: CoreState, token: Token, known: Set<string>): void {
  if (token.type !== "inline" || !token.children) return;
  token.children = token.children.flatMap((child) => {
    const named = child.type === "text" ? Array.from(child.content.matchAll(/\bFig (\d+\.\d+)(?: (?:to|and) (\d+\.\d+))?/g)) : [];
    const fresh = named.flatMap(([, first, second]) => [first, second]).filter((name) => name !== undefined && !known.has(name));
    return [...fresh.map((name) => html(state, place(known, name as string), "html_inline")), child];
  });
}

function place(known: Set<string>, name: string): string {
  known.add(name);
  return `<span id="fig-${name}"></span>`;
}

function html(state: CoreState, content: string, type = "html_block"): Token {
  const token = new state.Token(type, "", 0);
  token.content = content;
  return token;
}
