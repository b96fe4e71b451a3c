import type { Katex } from "./formulas/formulas.ts";
import type { ScriptName } from "./script-for.ts";
import type { Sources } from "./subject.ts";

/* Files that the build makes for pages, loaded when they are asked for. */

/** The text of a page's script: of a module that exports it gzipped, which bundlers load when it is asked for. */
export async function pageScript(name: ScriptName): Promise<string> {
  const { default: gzipped } = name === "book" ? await import("./texts/page-book-ops.ts") : await import("./texts/page-all-ops.ts");
  const bytes = Uint8Array.from(atob(gzipped), (letter) => letter.charCodeAt(0));
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).text();
}

/** What writes formulas. */
export const katexModule = (): Promise<Katex> => import("./formulas/katex.ts");

/** There is no disk: sources are given. */
export const sourcesOnDisk = async (): Promise<Sources | undefined> => undefined;
