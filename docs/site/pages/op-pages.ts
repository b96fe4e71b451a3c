import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { SitePage } from "./site-page.ts";

/** The page of the ops in the repository, which docs/generate-ops.ts writes. */
export const opsOrigin = "docs/ops.md";

/** A page for each op, and one of all by families: each family with a table of its ops. */
export function opPages(root: string): SitePage[] {
  const lines = readFileSync(join(root, opsOrigin), "utf8").split("\n");
  const starts = lines.flatMap((line, i) => (/^##+ /.test(line) ? [i] : []));
  const sections = starts.map((from, i) => ({ from, lines: lines.slice(from, starts[i + 1]) }));
  const overview = [...lines.slice(0, starts[0])];
  const pages: SitePage[] = [];
  let family = "";
  for (const { from, lines } of sections) {
    const [heading = ""] = lines;
    if (heading.startsWith("## ")) {
      family = heading.slice(3);
      overview.push("", ...lines, "| Op | What it is |", "| --- | --- |");
    } else {
      const name = heading.slice(4);
      const file = fileOf(lines);
      overview.push(row(name, lines));
      pages.push({
        path: `ops/${name}.md`,
        origin: opsOrigin,
        above: from,
        text: [`# ${name}`, ...lines.slice(1)].join("\n") + source(root, file),
        front: { op: name, family, file, pageClass: "op" },
      });
    }
  }
  const link = (page: SitePage | undefined) => page && { text: page.front?.op, link: `/${page.path.replace(".md", "")}` };
  const ordered = pages.map((page, i) => ({ ...page, front: { ...page.front, prev: link(pages[i - 1]), next: link(pages[i + 1]) } }));
  return [{ path: "ops.md", origin: opsOrigin, above: 0, text: overview.join("\n") }, ...ordered];
}

/** The op and the first sentence about it. Bars are escaped there, as the table needs them. */
function row(name: string, lines: readonly string[]): string {
  const [summary = ""] = (lines[2] ?? "").split(/ (?:Primitive|Composite), \[/);
  const kind = lines[2]?.includes("Composite, [") ? `*${name}*` : name;
  return `| [${kind}](#${name.toLowerCase()}) | ${summary} |`;
}

/** The file of an op, which its first line links. */
function fileOf(lines: readonly string[]): string {
  const file = /\]\(\.\.\/(ops\/[^)]+\.ts)\)/.exec(lines[2] ?? "")?.[1];
  if (file === undefined) throw new Error(`site: ${lines[0]} of ${opsOrigin} links no op file`);
  return file;
}

const source = (root: string, file: string): string =>
  `\n## Source\n\nAll of the op is one file, \`${file}\`.\n\n\`\`\`\`ts\n${readFileSync(join(root, file), "utf8").trimEnd()}\n\`\`\`\`\n`;
