import { GraphError, OpError } from "../errors.ts";
import type { Graph, Node, NodeId } from "../graph.ts";
import type { Problem } from "../op.ts";
import { printApplication } from "../print/print-node.ts";
import { shortened, showValue } from "../show-value.ts";
import { consumers } from "../walk.ts";

/** A rule of the data model that a graph breaks, in the parts of the house error sentence. */
export interface Violation extends Problem {
  /** Where in the graph's JSON: ["nodes", "dense1", "inputs", 1]. `expected` continues it: "must be …". */
  readonly path: readonly (string | number)[];
  readonly node?: NodeId;
  /** The op whose own rule is broken; `expected` is then a whole sentence. */
  readonly op?: string;
}
/** Raises the violation as the error of a pass. */
export type Raise = (violation: Violation) => never;

/** nodes.dense1.inputs[1] */
export const showPath = (path: readonly (string | number)[]): string =>
  path
    .map((key) => (typeof key === "number" ? `[${key}]` : /^[A-Za-z_]\w{0,80}$/.test(key) ? `.${key}` : `[${showValue(key)}]`))
    .join("")
    .replace(/^\./, "");

/** Raises violations of `graph` as errors of `pass` that show the node they are about. */
export function raiseIn(pass: string, graph?: Graph): Raise {
  return ({ code, path, node, op, expected, actual, cure }) => {
    const place = showPath(node === undefined ? path : path.slice(2));
    const requirement =
      op === undefined ? `${pass}: ${place || (node === undefined ? "the graph" : "the node")} ${expected}` : `${op}: ${expected}`;
    const at = node === undefined ? "" : ` (node "${node}")`;
    const around = graph === undefined || node === undefined ? "" : `\n  in ${neighbourhood(graph, node)}`;
    const details = { code, expected, actual, ...(node === undefined ? {} : { node }) };
    throw new (op === undefined ? GraphError : OpError)(`${requirement}, got ${shortened(actual, 400)}${at}; ${cure}${around}`, details);
  };
}

/** `dense1 = dense(X, w1), used by relu1, output loss` */
function neighbourhood(graph: Graph, id: NodeId): string {
  const outputs = Object.keys(graph.outputs).filter((name) => graph.outputs[name] === id);
  const users = [...(consumers(graph).get(id) ?? []), ...outputs.map((name) => `output ${name}`)];
  return `${shortened(`${id} = ${printApplication(graph.nodes[id] as Node)}`, 160)}, used by ${shortened(users.join(", ") || "nothing", 160)}`;
}
