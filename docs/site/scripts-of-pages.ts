import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * VitePress writes each page's text three times: in its HTML, in a script for who comes from another page, and in the search's index. As every link opens its
 * page's HTML (leave-page.ts), the script has but to name the one without text, which the page begins with.
 */
export function textOnce(folder: string): void {
  const assets = join(folder, "assets");
  for (const name of readdirSync(assets)) {
    const lean = name.replace(/\.js$/, ".lean.js");
    if (!name.includes(".md.") || name.endsWith(".lean.js") || !existsSync(join(assets, lean))) continue;
    writeFileSync(join(assets, name), `export * from "./${lean}";\nexport { default } from "./${lean}";\n`);
  }
}
