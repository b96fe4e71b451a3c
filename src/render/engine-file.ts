import { createRequire } from "node:module";
import { GraphError } from "../../graph/errors.ts";
import type { LayoutLabels } from "./engine.ts";

/** graphviz-cli 2.0.0 embeds Graphviz 5 without HTML-like labels; @viz-js/viz 3.31 embeds Graphviz 16 with them. */
const packages = { plain: "graphviz-cli", html: "@viz-js/viz" } as const satisfies Record<LayoutLabels, string>;

/**
 * The file of the package that draws such labels. `resolve` finds a package from here.
 * GraphError when it is not installed.
 */
export function engineFile(labels: LayoutLabels, resolve: (name: string) => string = createRequire(import.meta.url).resolve): string {
  const name = packages[labels];
  try {
    return resolve(name);
  } catch {
    const otherwise = labels === "html" ? ', or draw with { labels: "plain" }' : "";
    throw new GraphError(`layout: ${labels} labels need the package ${name}, got none installed; run npm install ${name}${otherwise}`, {
      code: "missing-package",
      expected: name,
      actual: "not installed",
    });
  }
}
