import type { Katex } from "./formulas/formulas.ts";
import type { ScriptName } from "./script-for.ts";

/* Files that the build makes for pages, loaded when they are asked for. */

/** The text of a page's script: of a module that exports it, which bundlers load when it is asked for. */
export const pageScript = async (name: ScriptName): Promise<string> =>
  (name === "book" ? await import("./texts/page-book-ops.ts") : await import("./texts/page-all-ops.ts")).default;

/** What writes formulas. */
export const katexModule = (): Promise<Katex> => import("./formulas/katex.ts");
