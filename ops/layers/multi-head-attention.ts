import { apply, type Named, optionsOf, requireTensor } from "../../graph/apply.ts";
import { builderOf } from "../../graph/builder.ts";
import { checkOptions } from "../../graph/check-options.ts";
import { divideDims, multiplyDims } from "../../graph/dim.ts";
import type { Initializer } from "../../graph/initializer.ts";
import { leavesOf } from "../../graph/leaves.ts";
import { atom, latexCall } from "../../graph/notation.ts";
import { type AnyTensor, type Cotangent, defineOp, type Fail, failAt, type Operands, showTypes, type TensorType } from "../../graph/op.ts";
import { broadcast, type Dim, type Shape, sameShape, showShape, showType } from "../../graph/shape.ts";
import { showValue } from "../../graph/show-value.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { LastDim, Leading } from "../../graph/types/dims.ts";
import type { FloatTensor } from "../../graph/types/dtypes.ts";
import type { NeedsOf } from "../../graph/types/operand.ts";
import type { Checked } from "../../graph/types/problem.ts";
import type { ShowShape } from "../../graph/types/show.ts";
import { add } from "../elementwise/add.ts";
import { expandDims } from "../move/expand-dims.ts";
import { reshape } from "../move/reshape.ts";
import { transpose } from "../move/transpose.ts";
import { requireFloat, requireSameDType } from "../shared/infer.ts";
import { matmulCotangents } from "../shared/matmul-cotangents.ts";
import { unbroadcast } from "../shared/unbroadcast.ts";
import { attention, attentionCotangents, causalNames, maskNames } from "./attention.ts";
import { dense, type FeatureProblem } from "./dense.ts";

export interface MultiHeadAttentionAttrs {
  readonly heads: number;
  readonly causal: boolean;
}

/**
 * multiHeadAttention(x, memory) = the attentions of several heads side by side, times the weights of the output: each head looks at the rows of
 * memory with weights of its own, for something else. Without another memory x looks at itself.
 *
 * x: float[...S, T, D], memory: float[...S, U, M], queryWeights: [D, H d], keyWeights: [M, H d], valueWeights: [M, H e], outputWeights: [H e, O], for H
 *          heads → float[...S, T, O]. and biases of these columns, for all four or for none, and behind them a
 *          mask as of attention, [T, U] or [...S, T, U], or with an axis of heads [...S, H, T, U]
 * Edges:   those of attention: a row that sees no row of memory gets the biases of the output.
 * Errors:  OpError when heads do not divide the columns of the weights, weights do not fit x, memory or each other, or the mask does not broadcast.
 * Source:  Vaswani et al. 2017, arXiv 1706.03762, section 3.2.2; PyTorch and Keras MultiHeadAttention.
 */
export const multiHeadAttentionOp = defineOp<MultiHeadAttentionAttrs>({
  name: "multiHeadAttention",
  inputs: [
    ...["x", "memory", "queryWeights", "keyWeights", "valueWeights", "outputWeights"],
    ...["queryBiases?", "keyBiases?", "valueBiases?", "outputBiases?", "mask?"],
  ],
  attrs: { heads: "integer", causal: "boolean" },
  infer: inferHeads,
  definition: (inputs, attrs) => {
    const [, , , , , wo] = inputs as readonly AnyTensor[] as Six;
    return affine(partsOf(inputs, attrs).joined, wo, othersOf(inputs).biases[3]);
  },
  vjp: (dy, inputs, _, attrs) => {
    const [x, memory, wq, wk, wv, wo] = inputs as readonly AnyTensor[] as Six;
    const { biases, mask } = othersOf(inputs);
    const { q, k, v, seen, y, joined } = partsOf(inputs, attrs);
    const [dJoined, dwo] = matmulCotangents(dy, joined, wo);
    const [dq, dk, dv, dmask] = attentionCotangents(split(dJoined(), attrs.heads), [q, k, v, ...seen] as never, y, { ...attrs, scale: 0 });
    const [query, key, value] = [dq, dk, dv].map((one) => join((one as Cotangent)())) as unknown as Three;
    const [dx, dwq] = matmulCotangents(query, x, wq);
    const [dkeys, dwk] = matmulCotangents(key, memory, wk);
    const [dvalues, dwv] = matmulCotangents(value, memory, wv);
    const sums = [query, key, value, dy].map((one, at) => () => unbroadcast(one, biases[at] as AnyTensor));
    return [
      ...[dx, () => add(dkeys(), dvalues()), dwq, dwk, dwv, dwo],
      ...(biases.length > 0 ? sums : []),
      ...(mask === undefined ? [] : [dmask && (() => reshape(dmask(), { shape: mask.shape }))]),
    ];
  },
  picture: {
    role: "function",
    label: ({ heads, causal }) => `${heads} heads${causal ? ", causal" : ""}`,
    title: "Multi-head attention",
    formula: ({ heads, causal }) => `${heads} × softmax(q kᵀ ÷ √d) v${causal ? ", causal" : ""}`,
  },
  notation: {
    text: (inputs, attrs) => atom(`attention(${shown(inputs).join(", ")}, ${words(attrs)})`),
    latex: (inputs, attrs, site) =>
      latexCall(`\\operatorname{attention}_{\\text{${words(attrs)}}}`)(shown(inputs).map(atom) as never, attrs, site),
  },
});

type Three = readonly [AnyTensor, AnyTensor, AnyTensor];
type Six = readonly [AnyTensor, AnyTensor, AnyTensor, AnyTensor, AnyTensor, AnyTensor];

const words = ({ heads, causal }: MultiHeadAttentionAttrs): string => `${heads} heads${causal ? ", causal" : ""}`;

/** x once where it looks at itself; weights, and a mask. */
function shown(inputs: Operands<{ readonly text: string }>): string[] {
  const { mask } = othersOf(inputs);
  const [x, ...others] = [...inputs.slice(0, 6), ...(mask === undefined ? [] : [mask])].map(({ text }) => text);
  return [x as string, ...others.filter((text, at) => at > 0 || text !== x)];
}

/** What follows the weights: four biases or none, then a mask or none. */
function othersOf<T>(inputs: Operands<T>): { readonly biases: readonly T[]; readonly mask: T | undefined } {
  const others = inputs.slice(6);
  const count = others.length >= 4 ? 4 : 0;
  return { biases: others.slice(0, count), mask: others[count] };
}

/** x w + b */
const affine = (x: AnyTensor, weights: AnyTensor, biases: AnyTensor | undefined): AnyTensor =>
  dense(x, biases === undefined ? { weights } : { weights, biases }) as AnyTensor;

/** Queries, keys and values of each head, and what attention makes of them. */
function partsOf(inputs: Operands<AnyTensor>, { heads, causal }: MultiHeadAttentionAttrs) {
  const [x, memory, wq, wk, wv] = inputs as readonly AnyTensor[] as Six;
  const { biases, mask } = othersOf(inputs);
  const [q, k, v] = [affine(x, wq, biases[0]), affine(memory, wk, biases[1]), affine(memory, wv, biases[2])].map((each) =>
    split(each, heads),
  ) as unknown as Three;
  const seen = mask === undefined ? [] : [overHeads(mask, x.shape.length)];
  const y: AnyTensor = attention(q, k, v, seen[0] === undefined ? { causal } : { causal, mask: seen[0] });
  return { q, k, v, seen, y, joined: join(y) };
}

/** [...S, T, H d] → [...S, H, T, d] */
function split(x: AnyTensor, heads: number): AnyTensor {
  const width = divideDims(x.shape.at(-1) as Dim, heads) as Dim;
  return swapped(reshape(x, { shape: [...x.shape.slice(0, -1), heads, width] }));
}

/** [...S, H, T, e] → [...S, T, H e] */
function join(x: AnyTensor): AnyTensor {
  const [heads, , width] = x.shape.slice(-3) as [Dim, Dim, Dim];
  return reshape(swapped(x), { shape: [...x.shape.slice(0, -3), x.shape.at(-2) as Dim, multiplyDims(heads, width)] });
}

/** The axes before the last one exchanged. */
function swapped(x: AnyTensor): AnyTensor {
  const rank = x.shape.length;
  return transpose(x, { perm: [...x.shape.slice(0, -3).keys(), rank - 2, rank - 3, rank - 1] });
}

/** A mask of batches has no axis for the heads and gets one; one for all batches, or with heads, is as it is. */
const withoutHeads = (axes: number, rank: number): boolean => axes > 2 && axes <= rank;
const overHeads = (mask: AnyTensor, rank: number): AnyTensor =>
  withoutHeads(mask.shape.length, rank) ? expandDims(mask, { axis: mask.shape.length - 2 }) : mask;

function inferHeads(inputs: Operands<TensorType>, { heads }: MultiHeadAttentionAttrs, fail: Fail): TensorType {
  const [x, memory, wq, wk, wv, wo] = inputs as readonly TensorType[] as readonly TensorType[] & Operands<TensorType>;
  const { biases, mask } = othersOf(inputs);
  requireFloat(x, "x", fail);
  requireSameDType([...inputs.slice(0, 6), ...biases], fail);
  if (x.shape.length < 2 || memory.shape.length !== x.shape.length || !sameShape(x.shape.slice(0, -2), memory.shape.slice(0, -2))) {
    fail({
      code: "memory",
      expected: "x and memory must be [time, features], or equal stacks of these",
      actual: showTypes([x, memory]),
      cure: "expandDims or broadcastTo one of them",
    });
  }
  const projections = [
    ["query", x.shape.at(-1), wq],
    ["key", memory.shape.at(-1), wk],
    ["value", memory.shape.at(-1), wv],
    ["output", wv?.shape.at(-1), wo],
  ] as const;
  for (const [at, [name, rows, w]] of projections.entries()) {
    const weights = w as TensorType;
    if (weights.shape.length !== 2 || weights.shape[0] !== rows) {
      fail({
        code: "inner-dims",
        expected: `weights.${name} must be [${rows}, columns]`,
        actual: showType(weights),
        cure: "transpose or resize them",
      });
    }
    const columns = weights.shape[1] as Dim;
    const bias = biases[at];
    if (bias !== undefined && !sameShape(bias.shape, [columns])) {
      fail({ code: "biases", expected: `biases.${name} must be [${columns}]`, actual: showType(bias), cure: "give one bias per column" });
    }
    if (name !== "output" && !(heads >= 1 && divideDims(columns, heads) !== undefined)) failHeads(heads, columns, fail);
  }
  if (wq?.shape[1] !== wk?.shape[1]) {
    fail({
      code: "inner-dims",
      expected: "weights.query and weights.key must have the same number of columns",
      actual: showTypes([wq as TensorType, wk as TensorType]),
      cure: "resize one of them",
    });
  }
  if (mask !== undefined)
    requireMask(mask, [...x.shape.slice(0, -2), heads, x.shape.at(-2) as Dim, memory.shape.at(-2) as Dim], x.dtype, fail);
  return { shape: [...x.shape.slice(0, -1), wo?.shape[1] as Dim], dtype: x.dtype };
}

const failHeads = (heads: number, columns: Dim, fail: Fail): never =>
  fail({
    code: "heads",
    expected: `heads must be a whole number ≥ 1 that divides ${columns}`,
    actual: showValue(heads),
    cure: "take another number of heads, or give the size of one",
  });

function requireMask(mask: TensorType, scores: Shape, dtype: string, fail: Fail): void {
  if (mask.dtype !== "bool" && mask.dtype !== dtype) {
    fail({
      code: "dtype",
      expected: `mask must be bool or ${dtype}`,
      actual: showType(mask),
      cure: 'cast(mask, { dtype: "bool" }) it: true where a row sees a row of memory',
    });
  }
  const shape = mask.shape;
  const over = withoutHeads(shape.length, scores.length - 1) ? [...shape.slice(0, -2), 1, ...shape.slice(-2)] : shape;
  const both = broadcast(over, scores);
  if ("shape" in both && sameShape(both.shape, scores)) return;
  fail({
    code: "mask",
    expected: `mask must broadcast to the weights, ${showShape(scores)}, whose axis of heads it may leave out`,
    actual: showType(mask),
    cure: "give [queries, keys], or [batch, 1, keys] to hide keys from all queries",
  });
}

/** What multiHeadAttention takes: parameters of its own, or given ones. */
export type MultiHeadAttentionOptions = OwnHeads<number> | GivenHeads;

interface HeadOptions<M, K> extends Named {
  /** How many heads there are. */
  readonly heads: number;
  /** Where keys and values come from: [...S, U, M]. x itself where none is given. */
  readonly memory?: M;
  /** bool: true where a row sees a row of memory; float: added to the scores. [T, U], [...S, T, U] or [...S, heads, T, U]. */
  readonly mask?: K;
  /** Row i sees the rows 0 … i only. Default false. */
  readonly causal?: boolean;
}

interface OwnHeads<U, M = Tensor, K = Tensor> extends HeadOptions<M, K> {
  /** Features of a head. The last axis of x ÷ heads where none is given. */
  readonly size?: number;
  /** Features of the result, those of x where none is given. */
  readonly units?: U;
  /** How the weights start; as the graph's `init` says where none is given, { randn: 0.01 } where that is not given either. */
  readonly init?: Initializer;
  /** false leaves the biases out. Default true; they start at zero. */
  readonly bias?: boolean;
}

/** One tensor for each of the four products. */
export interface Projections<T = Tensor> {
  readonly query: T;
  readonly key: T;
  readonly value: T;
  readonly output: T;
}

interface GivenHeads<W = Tensor, B = Tensor, M = Tensor, K = Tensor> extends HeadOptions<M, K> {
  /** query [D, heads · d], key [M, heads · d], value [M, heads · e], output [heads · e, units] */
  readonly weights: Projections<W>;
  readonly biases?: Projections<B>;
}

/** Own parameters need a size: the last dim of x is no name. */
type RankProblem<S extends Shape, W> = number extends S["length"]
  ? never
  : S extends readonly [...unknown[], unknown, unknown]
    ? [W] extends [never]
      ? FeatureProblem<"multiHeadAttention", S>
      : never
    : `multiHeadAttention: x must be [time, features], or a stack of these, got ${ShowShape<S>}; expandDims it`;

/** [...S, T, U] */
type HeadsShape<S extends Shape, U extends number, W> = number extends S["length"]
  ? Dim[]
  : [...Leading<S>, [W] extends [never] ? ([U] extends [never] ? LastDim<S> : U) : number];

const names = ["query", "key", "value", "output"] as const;

/** multiHeadAttention(x, { heads }): each row of x takes what it needs from the rows of x, or of `memory`. See {@link multiHeadAttentionOp}. */
export function multiHeadAttention<
  X extends Tensor,
  const U extends number = never,
  W extends Tensor = never,
  B extends Tensor = never,
  M extends Tensor = never,
  K extends Tensor = never,
>(
  x: Checked<RankProblem<X["shape"], W>, FloatTensor<"multiHeadAttention", X>>,
  options: OwnHeads<U, M, K> | GivenHeads<W, B, M, K>,
): Tensor<HeadsShape<X["shape"], U, W>, X["dtype"], NeedsOf<X> | NeedsOf<W> | NeedsOf<B> | NeedsOf<M> | NeedsOf<K>>;
export function multiHeadAttention(x: Tensor, options: MultiHeadAttentionOptions): Tensor {
  requireTensor("multiHeadAttention", x);
  const given = (options as Partial<GivenHeads> | undefined)?.weights;
  const own =
    given === undefined ? ["size key_dim head_dim", "units", "init kernel_initializer", "bias use_bias", "weights"] : ["weights", "biases"];
  const {
    heads,
    memory = x,
    mask,
    causal = false,
    name,
  } = optionsOf(multiHeadAttentionOp, options, ["heads num_heads", causalNames, "memory", maskNames, ...own]) as HeadOptions<
    Tensor,
    Tensor
  >;
  const id = builderOf(x).reserve("multiHeadAttention", name);
  const fail: Fail = failAt("multiHeadAttention", id);
  requireTensor("multiHeadAttention", memory, "memory");
  const parameters =
    given === undefined ? ownParameters(x, memory, id, options as OwnHeads<number>, fail) : givenParameters(options as GivenHeads, fail);
  return apply(multiHeadAttentionOp, [x, memory, ...parameters, ...(mask === undefined ? [] : [mask])], { heads, causal }, { name: id });
}

function givenParameters({ weights, biases }: GivenHeads, fail: Fail): Tensor[] {
  const four = (what: string, tensors: Projections): Tensor[] => {
    checkOptions(`multiHeadAttention: ${what}`, tensors, [...names]);
    return names.map((name) => {
      if (tensors[name] !== undefined) return tensors[name];
      return fail({
        code: "projections",
        expected: `${what} must have query, key, value and output`,
        actual: `no ${name}`,
        cure: "give all four",
      });
    });
  };
  return [...four("weights", weights), ...(biases === undefined ? [] : four("biases", biases))];
}

function ownParameters(x: Tensor, memory: Tensor, id: string, options: OwnHeads<number>, fail: Fail): Tensor[] {
  const { heads, init, bias = true } = options ?? {};
  const [d, m] = [x.shape.at(-1), memory.shape.at(-1)];
  if (typeof d !== "number" || typeof m !== "number") {
    return fail({
      code: "symbolic-features",
      expected: "last axes of x and memory must be numbers",
      actual: showTypes([x, memory]),
      cure: "give the feature sizes as numbers",
    });
  }
  const { size = d / heads, units = d } = options ?? {};
  if (!Number.isSafeInteger(heads) || heads < 1 || (options?.size === undefined && !Number.isSafeInteger(size))) failHeads(heads, d, fail);
  for (const [what, value] of Object.entries({ size, units })) {
    if (Number.isSafeInteger(value) && value >= 1) continue;
    fail({ code: "units", expected: `${what} must be a whole number ≥ 1`, actual: showValue(value), cure: `correct ${what}` });
  }
  requireFloat(x, "x", fail);
  const builder = builderOf(x);
  const { parameter } = leavesOf(builder);
  const all = heads * size;
  const shapes = [
    [d, all],
    [m, all],
    [m, all],
    [all, units],
  ] as const;
  const { dtype } = x;
  const weights = names.map((name, at) =>
    parameter(`${id}.${name}Weights`, [...(shapes[at] as readonly [number, number])], { init: init ?? builder.init, dtype }),
  );
  if (!bias) return weights;
  return [
    ...weights,
    ...names.map((name, at) => parameter(`${id}.${name}Biases`, [(shapes[at] as readonly [number, number])[1]], { init: "zeros", dtype })),
  ];
}
