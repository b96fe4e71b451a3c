import type * as Plot from "@observablehq/plot";

/** Observable Plot, drawing into a document without a browser. */
export interface PlotLibrary {
  readonly Plot: typeof Plot;
  /** What Plot makes its elements with. */
  readonly document: unknown;
}

/** The packages that curves are drawn with. */
export const plotPackages = ["@observablehq/plot", "linkedom"] as const;

/** Loads the optional packages. Undefined where one is not installed. `load` stands for `import()`. */
export async function loadPlotLibrary(load: (name: string) => Promise<unknown> = (name) => import(name)): Promise<PlotLibrary | undefined> {
  try {
    const [library, dom] = await Promise.all(plotPackages.map(load));
    const { parseHTML } = dom as { readonly parseHTML: (html: string) => { readonly document: unknown } };
    return { Plot: library as typeof Plot, document: parseHTML("<html></html>").document };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ERR_MODULE_NOT_FOUND" || code === "MODULE_NOT_FOUND") return undefined;
    throw error;
  }
}
