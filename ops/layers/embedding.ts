import { apply, type Named, optionsOf, requireTensor } from "../../graph/apply.ts";
import { builderOf } from "../../graph/builder.ts";
import type { FloatType } from "../../graph/dtype.ts";
import type { Initializer } from "../../graph/initializer.ts";
import { leavesOf } from "../../graph/leaves.ts";
import { atom, binding, grouped, type Notation } from "../../graph/notation.ts";
import { defineOp, type Fail, failAt } from "../../graph/op.ts";
import { type Dim, type Shape, showType } from "../../graph/shape.ts";
import { showValue } from "../../graph/show-value.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { LastDim } from "../../graph/types/dims.ts";
import type { FloatTensor, IntTensor } from "../../graph/types/dtypes.ts";
import type { NeedsOf } from "../../graph/types/operand.ts";
import type { Checked } from "../../graph/types/problem.ts";
import type { ShowShape } from "../../graph/types/show.ts";
import { scatterAdd } from "../index/scatter-add.ts";
import { take } from "../index/take.ts";
import { requireFloat, requireInt } from "../shared/infer.ts";
import { latexBase } from "../shared/notation.ts";

const row: Notation<unknown> = ([x, w]) => atom(`${grouped(w, binding.atom)}[${x.text}]`);

/**
 * embedding(x, w) = w[x]: for each whole number, such as that of a word, a row of a table of vectors, which is learnt.
 *
 * x: int[...S], w: float[N, U] → float[...S, U]
 * Edges:   a row that x does not name gets a gradient of 0. Numbers from the end are taken, too: −1 is the last row.
 * Errors:  OpError when x are not integers or w is no matrix; at run when a number is not in −N … N − 1.
 * Source:  Bengio et al. 2003, A neural probabilistic language model; Keras and PyTorch Embedding; ONNX Gather-13.
 */
export const embeddingOp = defineOp({
  name: "embedding",
  inputs: ["x", "weights"],
  attrs: {},
  infer: ([x, w], _, fail) => {
    requireInt(x, "x", fail);
    requireFloat(w, "weights", fail);
    if (w.shape.length !== 2) {
      fail({ code: "rank", expected: "weights must be [size, units]", actual: showType(w), cure: "give a row for each number" });
    }
    return { shape: [...x.shape, w.shape[1] as Dim], dtype: w.dtype };
  },
  definition: ([x, w]) => take(w, x),
  vjp: (dy, [x, w]) => [undefined, () => scatterAdd(dy, x, { size: w.shape[0] as Dim })],
  picture: { role: "function", label: "w[x]", title: "Embedding", formula: "w[x]" },
  notation: { text: row, latex: ([x, w]) => ({ text: `${latexBase(w)}_{${x.text}}`, binds: binding.atom }) },
});

/** What embedding takes: the size of a table that it makes, or the table. */
export type EmbeddingOptions = OwnTable<number, FloatType> | GivenTable<Tensor>;

interface OwnTable<U, D> extends Named {
  /** How many rows the table has: numbers are 0 … size − 1. */
  readonly size: number;
  /** Elements of each row. */
  readonly units: U;
  /** How the rows start; as the graph's `init` says where none is given, { randn: 0.01 } where that is not given either. */
  readonly init?: Initializer;
  /** Of the rows. Default float32. */
  readonly dtype?: D;
}

interface GivenTable<W> extends Named {
  /** [size, units] */
  readonly weights: W;
}

type TableProblem<S extends Shape> = number extends S["length"]
  ? never
  : S extends readonly [unknown, unknown]
    ? never
    : `embedding: weights must be [size, units], got ${ShowShape<S>}; give a row for each number`;

type Table<W extends Tensor> = Checked<TableProblem<W["shape"]>, FloatTensor<"embedding", W, "weights">>;

/** [...S, U] */
type Embedded<S extends Shape, U extends number, W> = number extends S["length"]
  ? Dim[]
  : [...S, [W] extends [never] ? U : W extends { readonly shape: infer R extends Shape } ? LastDim<R> : number];

/** embedding(x, { size, units }): the rows of a table of its own that x names, or of one that is given. See {@link embeddingOp}. */
export function embedding<
  X extends Tensor,
  const U extends number = never,
  const D extends FloatType = "float32",
  W extends Tensor = never,
>(
  x: IntTensor<"embedding", X>,
  options: OwnTable<U, D> | GivenTable<Table<W>>,
): Tensor<Embedded<X["shape"], U, W>, [W] extends [never] ? D : W["dtype"], NeedsOf<X> | NeedsOf<W>>;
export function embedding(x: Tensor, options: EmbeddingOptions): Tensor {
  requireTensor("embedding", x);
  const given = (options as Partial<GivenTable<Tensor>> | undefined)?.weights;
  optionsOf(
    embeddingOp,
    options,
    given === undefined
      ? ["size num_embeddings input_dim vocab_size", "units embedding_dim output_dim", "init", "dtype", "weights"]
      : ["weights"],
  );
  const id = builderOf(x).reserve("embedding", options?.name);
  return apply(embeddingOp, [x, given ?? ownTable(x, id, (options ?? {}) as OwnTable<number, FloatType>)], {}, { name: id });
}

function ownTable(x: Tensor, id: string, { size, units, init, dtype = "float32" }: OwnTable<number, FloatType>): Tensor {
  const fail: Fail = failAt("embedding", id);
  for (const [name, value] of [
    ["size", size],
    ["units", units],
  ] as const) {
    if (Number.isSafeInteger(value) && value >= 1) continue;
    fail({
      code: "units",
      expected: `${name} must be a whole number ≥ 1`,
      actual: showValue(value),
      cure: value === undefined ? "write embedding(x, { size: 1000, units: 64 })" : `correct ${name}`,
    });
  }
  const builder = builderOf(x);
  return leavesOf(builder).parameter(`${id}.weights`, [size, units], { init: init ?? builder.init, dtype });
}
