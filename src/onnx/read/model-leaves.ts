import type { GraphBuilder } from "../../../graph/builder.ts";
import type { Attrs } from "../../../graph/graph.ts";
import { type Leaves as GraphLeaves, leavesOf } from "../../../graph/leaves.ts";
import { isTitle } from "../../../graph/names.ts";
import type { NdArray } from "../../../graph/ndarray.ts";
import type { AnyTensor } from "../../../graph/op.ts";
import { freshIds } from "./ids.ts";
import type { Leaves } from "./node-call.ts";

/** The leaves of a graph that is read from a file. Parameters are made when they are first used: what nothing reads is no part of the model. */
export class ModelLeaves implements Leaves {
  /** The weights, by id of their parameter. */
  readonly parameters: Record<string, NdArray> = {};
  readonly #builder: GraphBuilder;
  readonly #idOf: ReturnType<typeof freshIds>;
  readonly #leaves: GraphLeaves;
  /** By the array that they were made of: weights of two branches may have one name. */
  readonly #made = new Map<NdArray["data"], AnyTensor>();

  constructor(builder: GraphBuilder) {
    this.#builder = builder;
    this.#idOf = freshIds((id) => builder.nodes.has(id));
    this.#leaves = leavesOf(builder);
  }

  constant(value: NdArray): AnyTensor {
    return this.#leaves.constant(value) as AnyTensor;
  }

  parameter(name: string, value: NdArray): AnyTensor {
    const before = this.#made.get(value.data);
    if (before !== undefined) return before;
    const id = this.#idOf(name, "w");
    this.parameters[id] = value;
    const { shape, dtype } = value;
    const tensor = this.#builder.leaf("parameter", { init: { fill: "zeros" }, ...titled(name, id) }, { shape, dtype }, id) as AnyTensor;
    this.#made.set(value.data, tensor);
    return tensor;
  }

  /** Takes all other nodes out of the graph, and with them the weights that nothing reads. */
  keepOnly(needed: ReadonlySet<string>): void {
    const { nodes } = this.#builder;
    for (const id of [...nodes.keys()]) {
      if (needed.has(id)) continue;
      nodes.delete(id);
      delete this.parameters[id];
    }
  }
}

/** The title of a leaf whose id is another than its name; a name that could be none is left out. */
export const titled = (name: string, id: string): Attrs => (name !== id && isTitle(name, 200) ? { title: name } : {});
