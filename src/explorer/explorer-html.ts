import type { Graph } from "../../graph/graph.ts";
import { type ExplorerOptions, subjectOf } from "./explorer-options.ts";
import { explorerPage } from "./explorer-page.ts";
import { formulasOf } from "./formulas/formulas.ts";
import { katexModule, pageScript, sourcesOnDisk } from "./page-scripts.ts";
import { inOwnOps, scriptFor } from "./script-for.ts";
import type { Subject } from "./subject.ts";

/**
 * An explorer of a graph as one HTML text: a page that opens from disk, with all it needs in it, and asks for nothing over the network.
 * Notebooks show it as HTML. Of a graph that was made by `recordSources` it shows the code, too: in Node as it is on disk, else as `sources` says.
 *
 *     writeFileSync("network.html", await explorerHtml(network, { feeds: { X, y }, parameters: program.parameters }))
 *
 * Errors: OpError for an unknown option or one of another kind; GraphError for a primitive of the user's own, which such a page does not
 * have (composites are written out); where values are given, or an output named, those of `gradients`, `compile` and `run`.
 */
export async function explorerHtml(graph: Graph<any, any>, options: ExplorerOptions = {}): Promise<string> {
  const subject = subjectOf("explorerHtml", graph, options);
  const sources = options.sources === undefined ? await sourcesOnDisk(graph) : subject.sources;
  return subjectHtml({ ...subject, ...(sources && { sources }) });
}

/** The page of a subject that has been checked. */
export async function subjectHtml(subject: Subject): Promise<string> {
  const written = { ...subject, graph: inOwnOps(subject.graph) };
  const which = subject.backend === undefined ? scriptFor(written) : "all";
  const [script, katex] = await Promise.all([pageScript(which), katexModule()]);
  return explorerPage({ ...written, formulas: formulasOf(written.graph, katex) }, script);
}
