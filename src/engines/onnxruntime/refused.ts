import { GraphError } from "../../../graph/errors.ts";
import type { Graph, NodeId } from "../../../graph/graph.ts";
import { shortened } from "../../../graph/show-value.ts";
import { firstProvider, ownOptions, type SessionOptions } from "./options.ts";

/** Why there is no session: the runtime has no such place to run, or does not take the graph. */
export function refused(error: unknown, graph: Graph, options: SessionOptions): GraphError {
  const { text, node } = nodeIn(error, graph);
  if (node === undefined && options.executionProviders !== undefined) {
    const provider = String(firstProvider(options));
    return new GraphError(
      `onnxruntime: executionProviders must be some that this host has, got "${provider}": ${text}; leave the option out for the processor, or install what "${provider}" needs`,
      { code: "engine-provider", expected: "what this host has", actual: provider },
    );
  }
  const further = ownOptions(options).find((name) => text.includes(name));
  if (node === undefined && further !== undefined) {
    return new GraphError(`onnxruntime: session must hold options that the runtime takes, got "${further}": ${text}; correct it`, {
      code: "engine-option",
      expected: "options that the runtime takes",
      actual: further,
    });
  }
  const at = node === undefined ? "" : ` (node "${node}")`;
  return new GraphError(
    `onnxruntime: the runtime must take the graph, got "${text}"${at}; write the node in other ops, update the runtime, or compile with { backend: wasm() }`,
    { code: "engine-graph", node, expected: "a graph that the runtime takes", actual: text },
  );
}

/** What ONNX cannot say, as an error of this backend. */
export function unwritable(error: unknown): unknown {
  if (!isUnwritable(error)) return error;
  const message = error.message.replace(/^toOnnx/, "onnxruntime").replace(/;[^;]*$/, "");
  const { code, node, expected = "", actual = "" } = error;
  return new GraphError(`${message}; write the node in other ops, or compile with { backend: wasm() }`, { code, node, expected, actual });
}

/** True for an error that the writer of models raises. */
export const isUnwritable = (error: unknown): error is GraphError => error instanceof GraphError && error.code.startsWith("onnx-");

/** What the runtime says, on one line and without its own file names, and the node of the graph that it names. */
export function nodeIn(error: unknown, { nodes }: Graph): { readonly text: string; readonly node: NodeId | undefined } {
  const message = error instanceof Error ? error.message : String(error);
  const text = shortened(
    message
      .replace(/\S*\/onnxruntime\S*:\d+ \S.*? was false\. /, "")
      .replace(/\s+/g, " ")
      .replace(/^ |[. ]+$/g, ""),
    300,
  );
  const named = [...message.matchAll(/['"(]([\w.]+)(?::[^'")]*)?['")]/g)].map(([, id]) => id as NodeId);
  return { text, node: named.find((id) => Object.hasOwn(nodes, id)) };
}
