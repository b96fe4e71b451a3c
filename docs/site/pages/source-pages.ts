import { readdirSync, readFileSync, statSync } from "node:fs";
import { extname, join } from "node:path";
import type { SitePage } from "./site-page.ts";

/** Where a file or folder of the repository stands in the site. A folder whose name starts with a dot would not be published. */
export const sourcePath = (path: string): string => `source/${path.endsWith("/") ? `${path}index` : path}.md`.replaceAll(/(^|\/)\./g, "$1");

/** A page that shows a file, or the files of a folder with the first sentence about each. */
export function sourcePage(root: string, path: string): SitePage {
  const folder = statSync(join(root, path)).isDirectory();
  return {
    path: sourcePath(path),
    origin: path,
    above: 0,
    text: folder ? folderText(root, path) : fileText(path, readFileSync(join(root, path), "utf8")),
    front: { search: false, pageClass: "source", outline: false, sidebar: false, prev: false, next: false },
  };
}

const languages: Readonly<Record<string, string>> = {
  ".ts": "ts",
  ".tsx": "tsx",
  ".mjs": "js",
  ".json": "json",
  ".yml": "yaml",
  ".py": "python",
};

function fileText(path: string, code: string): string {
  return `# ${path}\n\n\`\`\`\`\`${languages[extname(path)] ?? "text"}\n${code.trimEnd()}\n\`\`\`\`\`\n`;
}

function folderText(root: string, path: string): string {
  const entries = readdirSync(join(root, path), { withFileTypes: true }).filter(
    ({ name }) => name !== "node_modules" && !name.startsWith("."),
  );
  const names = entries.map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name)).sort((a, b) => a.localeCompare(b, "en"));
  const rows = names.map((name) => `| \`${name}\` | ${name.endsWith(".ts") ? about(readFileSync(join(root, path, name), "utf8")) : ""} |`);
  return `# ${path}\n\n| File | What it is |\n| --- | --- |\n${rows.join("\n")}\n`;
}

/** The first sentence of a file's first doc comment, as it may stand in a table. */
function about(code: string): string {
  const comment = /\/\*\*\s*((?:.|\n)*?)\*\//.exec(code)?.[1] ?? "";
  const text = comment
    .replaceAll(/\s*\n \* ?/g, " ")
    .replace(/^\* /, "")
    .trim();
  const sentence = /^.*?[.:](?= |$)/.exec(text)?.[0] ?? text;
  return sentence.replaceAll(/([|*_<>{}[\]])/g, "\\$1").replace(/:$/, ".");
}
