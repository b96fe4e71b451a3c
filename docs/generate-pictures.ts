import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { svg } from "dagrad/render";
import { network } from "../examples/fig-1.13.ts";

/**
 * The pictures of the README and of docs, by path from the root.
 *
 *     npm run docs          writes them
 *     tests/repository/     fails while one is stale
 */
export async function docsPictures(root: string): Promise<Record<string, string>> {
  return {
    "docs/pictures/fig-1.13-layers.svg": await svg(network, { level: "layers", direction: "LR" }),
    "docs/pictures/fig-1.13.svg": await svg(network, { level: "formula", title: "Fig 1.13" }),
    "docs/pictures/pipeline.svg": await svg(readFileSync(join(root, "docs/pictures/pipeline.dot"), "utf8")),
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = fileURLToPath(new URL(import.meta.url.includes("/dist/") ? "../../" : "../", import.meta.url));
  mkdirSync(join(root, "docs/pictures"), { recursive: true });
  for (const [path, text] of Object.entries(await docsPictures(root))) {
    writeFileSync(join(root, path), text);
    process.stdout.write(`${path}\n`);
  }
}
