/** A fenced block of a Markdown page. */
export interface CodeBlock {
  readonly language: string;
  /** What stands behind the language: "continued". */
  readonly note: string;
  readonly code: string;
  /** Line of the opening fence, from 1. */
  readonly line: number;
  /** Lines of the code, from 0, end excluded. */
  readonly from: number;
  readonly to: number;
}

/** The fenced blocks of a page, in order. */
export function codeBlocks(page: string): CodeBlock[] {
  const blocks: CodeBlock[] = [];
  const lines = page.split("\n");
  for (let i = 0; i < lines.length; i++) {
    const [, fence, language = "", note = ""] = /^(```+)(\S*) *(.*)$/.exec(lines[i] as string) ?? [];
    if (fence === undefined) continue;
    const from = i + 1;
    const to = lines.indexOf(fence, from);
    if (to < 0) throw new Error(`the block of line ${i + 1} does not end`);
    blocks.push({ language, note, code: lines.slice(from, to).join("\n"), line: i + 1, from, to });
    i = to;
  }
  return blocks;
}

/** The page without its fenced blocks and code spans: what may hold links and headings. */
export function prose(page: string): string {
  const lines = page.split("\n");
  for (const { from, to } of codeBlocks(page)) lines.fill("", from - 1, to + 1);
  return lines.join("\n").replace(/`[^`\n]*`/g, (span) => span.replace(/[[\]]/g, ""));
}

/** Targets of the links and pictures of a page. */
export const links = (page: string): string[] => Array.from(prose(page).matchAll(/\]\(([^()\s]+)\)/g), ([, target]) => target as string);

/** The anchor that GitHub makes of a heading, the first of that title on its page. */
export const slug = (title: string): string =>
  title
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M}_\- ]/gu, "")
    .replaceAll(" ", "-");

/** The anchors that GitHub makes of a page's headings. */
export function anchors(page: string): Set<string> {
  const found = new Set<string>();
  for (const [, title] of prose(page).matchAll(/^#{1,6} +(.+)$/gm)) {
    const first = slug(title as string);
    let anchor = first;
    for (let count = 1; found.has(anchor); count++) anchor = `${first}-${count}`;
    found.add(anchor);
  }
  return found;
}
