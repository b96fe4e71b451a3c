import { existsSync } from "node:fs";
import { join } from "node:path";
import type { SitePage } from "./site-page.ts";

const page = (path: string, text: string): SitePage => ({
  path,
  origin: `docs/${path}`,
  above: 0,
  text,
  front: { aside: false, pageClass: "wide", live: true },
});

/** Pages that are nothing but something live, where docs/ has none of that name. */
export const livePages = (root: string): SitePage[] => pages.filter(({ origin }) => !existsSync(join(root, origin)));

const pages: readonly SitePage[] = [
  page(
    "explorer.md",
    `# Explorer

The network of chapter 5 on the book's data, before it is trained. Picture, formula, graph and values are one thing: what you point at in one of them lights up in all.

<!-- explorer -->

The same for a network of your own: \`npx dagrad explore network.ts\` opens it in the browser and follows the file while you write it;
\`--out page.html\` writes one file to send. In a page of yours it is \`explore(element, graph)\` of \`"dagrad/explorer"\`.
`,
  ),
];
