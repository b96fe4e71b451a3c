import { type Graph, type Node, type NodeId, nodeOf } from "../../../graph/graph.ts";
import { isLeaf } from "../../../graph/leaf.ts";
import { ancestors, topologicalOrder } from "../../../graph/walk.ts";
import { type LoopAttrs, partsOf, resultsOf } from "../../../ops/shared/loop-body.ts";
import type { LoopWriter, Site } from "./site.ts";
import { valueInfo } from "./tensors.ts";
import { writable } from "./writable.ts";
import type { Writing } from "./writing.ts";

/** Writes nodes of a body, in that order, where `to` is. */
type WriteBody = (
  body: Graph,
  order: readonly NodeId[],
  names: { readonly to: Writing; readonly nameOf: Map<NodeId, string>; readonly own: ReadonlyMap<NodeId, string> },
) => void;

/** The loops of a graph: nodes that are results of one loop are outputs of one Scan. */
export class Loops implements LoopWriter {
  /** Loop → the names of the results that some node is. */
  readonly #wanted = new Map<string, Set<string>>();
  /** Loop → its results, by their names in the body, as they are called in the file. */
  readonly #written = new Map<string, ReadonlyMap<string, string>>();
  readonly #writeBody: WriteBody;

  constructor(graph: Graph, writeBody: WriteBody) {
    this.#writeBody = writeBody;
    for (const node of Object.values(graph.nodes)) {
      if (node.op !== "scan") continue;
      const key = keyOf(node.inputs, node);
      this.#wanted.set(key, (this.#wanted.get(key) ?? new Set()).add(node.attrs.result as string));
    }
  }

  /** A result of a loop. */
  result(site: Site): string {
    const key = keyOf(site.from, site);
    const known = this.#written.get(key) ?? this.#write(site, this.#wanted.get(key) as ReadonlySet<string>);
    this.#written.set(key, known);
    return known.get(site.attrs.result as string) as string;
  }

  #write(site: Site, wanted: ReadonlySet<string>): ReadonlyMap<string, string> {
    const { to } = site;
    const attrs = site.attrs as unknown as LoopAttrs;
    const body = writable(attrs.body, to.opset);
    const given = partsOf(attrs, site.inputs);
    const inside = partsOf(attrs, attrs.body.inputs);
    const nameOf = new Map<NodeId, string>();
    for (const id of [...inside.carries, ...inside.slices]) nameOf.set(id, to.name(`${site.id}:${id}`));
    // What is the same in every step is seen from inside.
    for (const [i, id] of inside.constants.entries()) nameOf.set(id, given.constants[i] as string);
    const stacked = resultsOf(body).filter((result) => result.stacked && wanted.has(result.name));
    const results = [...inside.carries.map((id) => ({ name: id, node: body.outputs[id] as NodeId })), ...stacked];
    const inner = to.inner();
    const own = new Map<NodeId, string>();
    const outputs = results.map(({ name, node }) => {
      const output = to.name(`${site.id}:${name}:step`);
      if (!own.has(node) && !isLeaf(nodeOf(body, node).op)) own.set(node, output);
      return { output, node };
    });
    const needed = ancestors(
      body,
      results.map(({ node }) => node),
    );
    this.#writeBody(
      body,
      topologicalOrder(body).filter((id) => needed.has(id)),
      { to: inner, nameOf, own },
    );
    for (const { output, node } of outputs) if (own.get(node) !== output) inner.named(output, () => nameOf.get(node) as string, true);
    const typed = (name: string, { dtype, shape }: Node) => valueInfo(name, dtype, shape);
    const direction = Number(attrs.reverse);
    const names = to.results("Scan", [...given.carries, ...given.slices], {
      count: results.length,
      attributes: {
        num_scan_inputs: given.slices.length,
        scan_input_directions: given.slices.map(() => direction),
        scan_output_directions: stacked.length > 0 ? stacked.map(() => direction) : undefined,
      },
      bodies: {
        body: {
          name: `${site.id}:step`,
          node: inner.protos(),
          input: [...inside.carries, ...inside.slices].map((id) => typed(nameOf.get(id) as string, nodeOf(attrs.body, id))),
          output: outputs.map(({ output, node }) => typed(output, nodeOf(body, node))),
        },
      },
    });
    return new Map(results.map(({ name }, i) => [name, names[i] as string]));
  }
}

const keyOf = (inputs: readonly NodeId[], { attrs: { body, sequences, reverse } }: Pick<Node, "attrs">): string =>
  JSON.stringify([inputs, body, sequences, reverse]);
