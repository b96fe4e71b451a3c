import { readFileSync } from "node:fs";
import { join } from "node:path";
import { programsOf } from "../../../tests/repository/programs.ts";
import type { CoreState, MarkdownIt, Token } from "./markdown-it.ts";
import { reasons } from "./needs.ts";

/**
 * Puts each listing that tests run, and the output that they hold it to, into a `<dagrad-cell>`: text that can be read as it stands, which
 * the page's script gives buttons. A listing that a page cannot run says why instead.
 */
export function cells(md: MarkdownIt, root: string): void {
  md.core.ruler.push("cells", (state) => {
    const { origin, above = 0, live } = (state.env.frontmatter ?? {}) as { origin?: string; above?: number; live?: boolean };
    if (origin === undefined || !origin.endsWith(".md") || live) return;
    const programs = programsOf(readFileSync(join(root, origin), "utf8"));
    const fences = new Map(
      state.tokens.flatMap((token) => (token.type === "fence" && token.map ? [[token.map[0] + above + 1, token] as const] : [])),
    );
    const before = new Map<Token, string>();
    const after = new Map<Token, string>();
    for (const [number, program] of programs.entries()) {
      const begins = fences.has(program[0]?.block.line as number);
      const why = reasons(program).map(
        (reason) => reason ?? (begins ? undefined : "It goes on with a listing of another page, and runs there."),
      );
      for (const [i, { block, output }] of program.entries()) {
        const token = fences.get(block.line);
        if (token === undefined) continue;
        const reason = why[i];
        const last = (output && fences.get(output.line)) ?? token;
        before.set(token, reason === undefined ? opening(number, i, block.note) : `<div class="cell-static">\n`);
        after.set(last, reason === undefined ? "</dagrad-cell>\n" : `<p class="cell-reason">${reason}</p>\n</div>\n`);
      }
    }
    state.tokens = state.tokens.flatMap((token) => [...html(state, before.get(token)), token, ...html(state, after.get(token))]);
  });
}

/** Cells of one program share its number: to run one is to run those before it, in one scope. */
const opening = (program: number, listing: number, note: string): string =>
  `<dagrad-cell program="${program}" listing="${listing}"${note === "" || note === "continued" ? "" : ` note="${note}"`}>\n`;

function html(state: CoreState, content: string | undefined): Token[] {
  if (content === undefined) return [];
  const token = new state.Token("html_block", "", 0);
  token.content = content;
  return [token];
}
