import { GraphError } from "../../graph/errors.ts";
import type { LayoutEngine, LayoutLabels } from "./engine.ts";

/*
 * Takes the place of thread.ts in a page: see "browser" in package.json. Graphviz as WebAssembly runs in the page's own thread, where
 * nothing can stop it. A new instance draws each picture, so that it does not depend on what was drawn before.
 */

/** What of @viz-js/viz is used. */
interface VizPackage {
  instance(): Promise<Viz>;
}
interface Viz {
  render(
    dot: string,
    options: { readonly format: "svg"; readonly engine: LayoutEngine },
  ): {
    readonly status: "success" | "failure";
    readonly output: string | undefined;
    readonly errors: readonly { readonly level?: string; readonly message: string }[];
  };
}

/** The picture, or why there is none in Graphviz's words. GraphError where @viz-js/viz is not there. */
export async function drawInThread({
  dot,
  engine,
}: {
  readonly dot: string;
  readonly engine: LayoutEngine;
  readonly labels: LayoutLabels;
}): Promise<{ readonly kind: "svg"; readonly svg: string } | { readonly kind: "failure"; readonly message: string }> {
  const { instance } = await loadViz();
  const viz = await instance();
  try {
    const { status, output, errors } = viz.render(dot, { format: "svg", engine });
    // A label with an error in it is left out of the picture: that is a failure here.
    const failures = errors.filter(({ level }) => level === "error");
    if (status === "success" && output !== undefined && failures.length === 0) return { kind: "svg", svg: output };
    return { kind: "failure", message: failures.map(({ message }) => message).join(" ") || status };
  } catch (error) {
    return { kind: "failure", message: String((error as Error | undefined)?.message ?? error) };
  }
}

/** The package is optional. Bundlers leave an import inside of `try` alone where they do not find it. */
async function loadViz(): Promise<VizPackage> {
  try {
    return (await import("@viz-js/viz")) as VizPackage;
  } catch (error) {
    throw new GraphError(
      `layout: pictures in a page need the package @viz-js/viz, got none (${String((error as Error | undefined)?.message ?? error)}); run npm install @viz-js/viz, or without a bundler put its file dist/viz.js beside render.js`,
      { code: "missing-package", expected: "@viz-js/viz", actual: "not installed" },
    );
  }
}
