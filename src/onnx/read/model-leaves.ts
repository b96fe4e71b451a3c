import type { GraphBuilder } from "../../../graph/builder.ts";
import type { Attrs } from "../../../graph/graph.ts";
import { type Leaves as GraphLeaves, leavesOf } from "../../../graph/leaves.ts";
import { isTitle } from "../../../graph/names.ts";
import type { NdArray } from "../../../graph/ndarray.ts";
import type { AnyTensor } from "../../../graph/op.ts";
import { freshIds } from "./ids.ts";
import type { Leaves } from "./node-call.ts";

/** Constants of up to so many numbers are compared with each other. */
const fewNumbers = 16;

/** The leaves of a graph that is read from a file. Parameters are made when they are first used: what nothing reads is no part of the model. */
export class ModelLeaves implements Leaves {
  /** The weights, by id of their parameter. */
  readonly parameters: Record<string, NdArray> = {};
  readonly #builder: GraphBuilder;
  readonly #idOf: ReturnType<typeof freshIds>;
  readonly #leaves: GraphLeaves;
  /** By the array that they were made of: weights of two branches may have one name. */
  readonly #made = new Map<NdArray["data"], AnyTensor>();
  /** Constants of few numbers, by what they are. */
  readonly #constants = new Map<string, AnyTensor>();

  constructor(builder: GraphBuilder) {
    this.#builder = builder;
    this.#idOf = freshIds((id) => builder.nodes.has(id));
    this.#leaves = leavesOf(builder);
  }

  /** Equal numbers are one node, as files repeat their 0.5 and 6 for each use. */
  constant(value: NdArray): AnyTensor {
    const { data, shape, dtype } = value;
    if (data.length > fewNumbers) return this.#leaves.constant(value) as AnyTensor;
    // −0 is another number than 0.
    const key = `${dtype} ${shape} ${Array.from(data, (one) => (Object.is(one, -0) ? "-0" : one))}`;
    const before = this.#constants.get(key);
    if (before !== undefined) return before;
    const tensor = this.#leaves.constant(value) as AnyTensor;
    this.#constants.set(key, tensor);
    return tensor;
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
