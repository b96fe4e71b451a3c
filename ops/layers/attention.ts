import { apply, type Named, optionsOf } from "../../graph/apply.ts";
import { decodeNumber, encodeNumber } from "../../graph/attrs.ts";
import { binding, grouped, type Notation } from "../../graph/notation.ts";
import { type AnyTensor, type Cotangent, defineOp, type Fail, failAt, type Operands, showTypes, type TensorType } from "../../graph/op.ts";
import { broadcast, type Dim, type Shape, sameShape, showShape, showType } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { Broadcast } from "../../graph/types/broadcast.ts";
import type { SameDim } from "../../graph/types/dims.ts";
import type { DTypeProblem, KindProblem } from "../../graph/types/dtypes.ts";
import type { NeedsOf } from "../../graph/types/operand.ts";
import type { Checked } from "../../graph/types/problem.ts";
import type { ShowShape } from "../../graph/types/show.ts";
import { add } from "../elementwise/add.ts";
import { chainMul } from "../elementwise/chain-mul.ts";
import { div } from "../elementwise/div.ts";
import { exp } from "../elementwise/exp.ts";
import { lessEqual } from "../elementwise/less-equal.ts";
import { maximum } from "../elementwise/maximum.ts";
import { mul } from "../elementwise/mul.ts";
import { sqrt } from "../elementwise/sqrt.ts";
import { sub } from "../elementwise/sub.ts";
import { where } from "../elementwise/where.ts";
import { matmul } from "../linear/matmul.ts";
import { expandDims } from "../move/expand-dims.ts";
import { max } from "../reduce/max.ts";
import { positions } from "../reduce/positions.ts";
import { size } from "../reduce/size.ts";
import { softmax } from "../reduce/softmax.ts";
import { sum } from "../reduce/sum.ts";
import { requireFloat, requireSameDType } from "../shared/infer.ts";
import { matmulCotangents, swapLast } from "../shared/matmul-cotangents.ts";
import { unbroadcast } from "../shared/unbroadcast.ts";

export interface AttentionAttrs {
  readonly causal: boolean;
  /** What q kᵀ is multiplied by; 0 stands for 1 ÷ √d. */
  readonly scale: number | string;
}

/**
 * attention(q, k, v) = softmax(q kᵀ ÷ √d) v: for each query the mean of the values, weighted by how well their keys go with it.
 *
 * q: float[...P, T, d], k: float[...Q, S, d], v: float[...R, S, e] → float[...broadcast(P, Q, R), T, e]; mask: bool or float, which broadcasts
 *          to the weights [..., T, S]: where it is false a query does not see a key; a float is added to q kᵀ ÷ √d
 * Edges:   causal: query i sees the keys 0 … i, whatever T and S are. A query that sees no key gets zeros, as in PyTorch since 2.5, and its
 *          cotangent goes nowhere. The maximum of a row is subtracted before exp, so nothing overflows.
 * Errors:  OpError when the features of q and k, or the rows of k and v, differ, the mask does not broadcast, scale is not a finite number other
 *          than 0, or dtypes differ; at run when there are no keys.
 * Source:  Vaswani et al. 2017, arXiv 1706.03762, section 3.2.1; ONNX Attention-23; PyTorch scaled_dot_product_attention.
 */
export const attentionOp = defineOp<AttentionAttrs>({
  name: "attention",
  inputs: ["q", "k", "v", "mask?"],
  attrs: { causal: "boolean", scale: "number" },
  infer: inferAttention,
  definition: ([q, k, v, mask], attrs) => {
    const scores = matmul(q, swapLast(k));
    const textbook = attrs.scale === 0 ? div(scores, rootOfFeatures(q)) : scaled(scores, q, attrs);
    return matmul(softmax(hidden(textbook, q, k, mask, attrs)), v);
  },
  lower: ([q, k, v, mask], attrs) => {
    const [e, total] = weights(q, k, mask, attrs);
    return div(matmul(e, v), total);
  },
  vjp: attentionCotangents,
  picture: {
    role: "function",
    label: (attrs) => `attention${words(attrs)}`,
    title: "Attention",
    formula: (attrs) => `softmax(q kᵀ ${scaleText(attrs)}) v${words({ ...attrs, scale: 0 })}`,
  },
  notation: { text: writtenText, latex: writtenLatex },
});

/** Cotangents of q, k, v and, where it is added, the mask. */
export function attentionCotangents(
  dy: AnyTensor,
  [q, k, v, mask]: Operands<AnyTensor>,
  y: AnyTensor,
  attrs: AttentionAttrs,
): readonly (Cotangent | undefined)[] {
  const p = once(() => {
    const [e, total] = weights(q, k, mask, attrs);
    return div(e, total);
  });
  // ds = p (dp − Σ p dp), where Σ p dp of a row is Σ y dy.
  const ds = once(() => {
    const dp = matmulCotangents(dy, p(), v)[0]();
    const mean = sum(chainMul(dy, y), { axis: -1, keepdims: true });
    return chainMul(sub(dp, unbroadcast(mean, { shape: [...p().shape.slice(0, -1), 1] })), p());
  });
  const dScores = once(() => scaled(ds(), q, attrs));
  return [
    () => unbroadcast(matmul(dScores(), k), q),
    () => unbroadcast(matmul(swapLast(dScores()), q), k),
    () => matmulCotangents(dy, p(), v)[1](),
    ...(mask === undefined ? [] : [mask.dtype === "bool" ? undefined : () => unbroadcast(ds(), mask)]),
  ];
}

/** √d of the features of q. */
const rootOfFeatures = (q: AnyTensor): AnyTensor | number => {
  const d = q.shape.at(-1) as Dim;
  return typeof d === "number" ? Math.sqrt(d) : (sqrt(size(q, { axis: -1, dtype: q.dtype })) as AnyTensor);
};

/** The scores, −∞ where a query does not see a key. */
function hidden(scores: AnyTensor, q: AnyTensor, k: AnyTensor, mask: AnyTensor | undefined, { causal }: AttentionAttrs): AnyTensor {
  const seen = causal ? where(past(q, k), scores, Number.NEGATIVE_INFINITY) : scores;
  if (mask === undefined) return seen;
  return mask.dtype === "bool" ? where(mask, seen, Number.NEGATIVE_INFINITY) : add(seen, mask);
}

/** bool[T, S]: true where the key does not come after the query. */
const past = (q: AnyTensor, k: AnyTensor): AnyTensor =>
  lessEqual(positions(k, { axis: -2 }), expandDims(positions(q, { axis: -2 }), { axis: 1 }));

/** Each row of exp(scores), of which the largest is 1, and its sum: a row that sees nothing is 0, and counts as 1. */
function weights(q: AnyTensor, k: AnyTensor, mask: AnyTensor | undefined, attrs: AttentionAttrs): readonly [AnyTensor, AnyTensor] {
  const scores = hidden(scaled(matmul(q, swapLast(k)), q, attrs), q, k, mask, attrs);
  const largest = max(scores, { axis: -1, keepdims: true });
  const e = exp(sub(scores, mask === undefined ? largest : maximum(largest, lowest[q.dtype as "float32"])));
  const total = sum(e, { axis: -1, keepdims: true });
  return [e, mask === undefined ? total : maximum(total, 1)];
}

/** The lowest number of a dtype: exp(−∞ − it) is 0. */
const lowest = { float32: -(2 - 2 ** -23) * 2 ** 127, float64: -Number.MAX_VALUE } as const;

/** x ÷ √d, or times the scale. */
function scaled(x: AnyTensor, q: AnyTensor, { scale }: AttentionAttrs): AnyTensor {
  if (scale !== 0) return mul(x, decodeNumber(scale));
  const root = rootOfFeatures(q);
  return typeof root === "number" ? mul(x, 1 / root) : div(x, root);
}

/** Makes it when it is asked for first. */
function once(make: () => AnyTensor): () => AnyTensor {
  let made: AnyTensor | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

function inferAttention(inputs: Operands<TensorType>, { scale }: AttentionAttrs, fail: Fail): TensorType {
  const [q, k, v, mask] = inputs;
  const three = inputs.slice(0, 3);
  requireFloat(q, "q", fail);
  requireSameDType(three, fail);
  if (three.some(({ shape }) => shape.length < 2)) {
    fail({ code: "rank", expected: "q, k and v must have rows and features", actual: showTypes(three), cure: "expandDims them" });
  }
  if (q.shape.at(-1) !== k.shape.at(-1)) {
    fail({
      code: "inner-dims",
      expected: "q and k must have the same number of features",
      actual: `${showTypes([q, k])} (${q.shape.at(-1)} against ${k.shape.at(-1)})`,
      cure: "project one of them with dense",
    });
  }
  if (k.shape.at(-2) !== v.shape.at(-2)) {
    fail({
      code: "keys",
      expected: "k and v must have the same number of rows",
      actual: `${showTypes([k, v])} (${k.shape.at(-2)} against ${v.shape.at(-2)})`,
      cure: "give a value for each key",
    });
  }
  const stack = three
    .map(({ shape }) => shape.slice(0, -2))
    .reduce<Shape>((a, b) => {
      const both = broadcast(a, b);
      if ("shape" in both) return both.shape;
      return fail({
        code: "broadcast",
        expected: "leading axes must be equal or broadcast",
        actual: showTypes(three),
        cure: "reshape one of them",
      });
    }, []);
  if (!Number.isFinite(decodeNumber(scale))) failScale(scale, fail);
  const scores = [...stack, q.shape.at(-2) as Dim, k.shape.at(-2) as Dim];
  if (mask !== undefined) requireMask(mask, scores, q, fail);
  return { shape: [...stack, q.shape.at(-2) as Dim, v.shape.at(-1) as Dim], dtype: q.dtype };
}

const failScale = (scale: number | string, fail: Fail): never =>
  fail({
    code: "coefficient",
    expected: "scale must be a finite number other than 0",
    actual: String(scale),
    cure: "leave it out for 1 ÷ √d",
  });

function requireMask(mask: TensorType, scores: Shape, q: TensorType, fail: Fail): void {
  if (mask.dtype !== "bool" && mask.dtype !== q.dtype) {
    fail({
      code: "dtype",
      expected: `mask must be bool or ${q.dtype}`,
      actual: showType(mask),
      cure: 'cast(mask, { dtype: "bool" }) it: true where a query sees a key',
    });
  }
  const both = broadcast(mask.shape, scores);
  if ("shape" in both && sameShape(both.shape, scores)) return;
  fail({
    code: "mask",
    expected: `mask must broadcast to the weights, ${showShape(scores)}`,
    actual: showType(mask),
    cure: "expandDims it where an axis is missing: [batch, 1, keys] hides keys from all queries",
  });
}

/** ", causal, scale 2" */
const words = ({ causal, scale }: AttentionAttrs): string => `${causal ? ", causal" : ""}${scale === 0 ? "" : `, scale ${scale}`}`;

const scaleText = ({ scale }: AttentionAttrs): string => (scale === 0 ? "÷ √d" : `· ${scale}`);

type Write = Notation<AttentionAttrs>;
function writtenText(...[[q, k, v, mask], attrs]: Parameters<Write>): ReturnType<Write> {
  const besides = [mask === undefined ? "" : `, mask ${mask.text}`, attrs.causal ? ", causal" : ""].join("");
  const scores = `${grouped(q, binding.product)} ${grouped(k, binding.atom)}ᵀ ${scaleText(attrs)}`;
  return { text: `softmax(${scores}${besides}) ${grouped(v, binding.product + 1)}`, binds: binding.product };
}
function writtenLatex(...[[q, k, v, mask], { causal, scale }]: Parameters<Write>): ReturnType<Write> {
  const below = [...(causal ? ["causal"] : []), ...(scale === 0 ? [] : [`scale ${scale}`])].join(", ");
  const group = (x: typeof q, least: number): string => grouped(x, least, "\\left(", "\\right)");
  const key = /^\p{L}$/u.test(k.text) ? k.text : `\\left(${k.text}\\right)`;
  const product = `${group(q, binding.product)} \\, ${key}^{\\top}`;
  const scores = scale === 0 ? `\\frac{${product}}{\\sqrt{d}}` : `${scale} \\, ${product}`;
  const name = `\\operatorname{softmax}${below === "" ? "" : `_{\\text{${below}}}`}`;
  return {
    text: `${name}\\left(${scores}${mask === undefined ? "" : `,\\, ${mask.text}`}\\right) ${group(v, binding.product + 1)}`,
    binds: binding.product,
  };
}

export interface AttentionOptions<M = Tensor> extends Named {
  /** bool: true where a query sees a key; float: added to the scores. Of a shape that broadcasts to the weights, [..., queries, keys]. */
  readonly mask?: M;
  /** Query i sees the keys 0 … i only. Default false. */
  readonly causal?: boolean;
  /** What q kᵀ is multiplied by, 1 ÷ √d where none is given. */
  readonly scale?: number;
}

type RowsProblem<Name extends string, X extends Tensor> = number extends X["shape"]["length"]
  ? never
  : X["shape"] extends readonly [...unknown[], unknown, unknown]
    ? never
    : `attention: ${Name} must have rows and features, got ${ShowShape<X["shape"]>}; expandDims it`;

/** Its last two axes and those before: [[...P], T, d]. */
type Parts<S extends Shape> = number extends S["length"]
  ? [Dim[], Dim, Dim]
  : S extends readonly [...infer P extends Dim[], infer T extends Dim, infer D extends Dim]
    ? [P, T, D]
    : [Dim[], Dim, Dim];

type KeysProblem<Q extends Tensor, K extends Tensor> =
  SameDim<Parts<Q["shape"]>[2], Parts<K["shape"]>[2]> extends readonly [unknown]
    ? never
    : `attention: q and k must have the same number of features, got ${ShowShape<Q["shape"]>} and ${ShowShape<K["shape"]>}; project one of them with dense`;
type ValuesProblem<K extends Tensor, V extends Tensor> =
  SameDim<Parts<K["shape"]>[1], Parts<V["shape"]>[1]> extends readonly [unknown]
    ? never
    : `attention: k and v must have the same number of rows, got ${ShowShape<K["shape"]>} and ${ShowShape<V["shape"]>}; give a value for each key`;

/** The common leading axes; unknown after an error. */
type Stack<A extends Shape, B extends Shape> = Broadcast<A, B> extends [infer S extends Shape] ? S : Dim[];

type Attended<Q extends Shape, K extends Shape, V extends Shape> = number extends Q["length"] | K["length"] | V["length"]
  ? Dim[]
  : [...Stack<Stack<Parts<Q>[0], Parts<K>[0]>, Parts<V>[0]>, Parts<Q>[1], Parts<V>[2]];

/** Options of attention and of its heads, with what other libraries call them. */
export const causalNames = "causal is_causal use_causal_mask";
export const maskNames = "mask attn_mask attention_mask key_padding_mask";

/** attention(q, k, v) = softmax(q kᵀ ÷ √d) v; with `mask` and `causal`, of the keys that a query sees. See {@link attentionOp}. */
export function attention<Q extends Tensor, K extends Tensor, V extends Tensor, M extends Tensor = never>(
  q: Checked<Checked<KindProblem<"attention", "a float tensor", Q, "q">, RowsProblem<"q", Q>>, Q>,
  k: Checked<Checked<Checked<DTypeProblem<"attention", "a float tensor", Q, K>, RowsProblem<"k", K>>, KeysProblem<Q, K>>, K>,
  v: Checked<Checked<Checked<DTypeProblem<"attention", "a float tensor", Q, V>, RowsProblem<"v", V>>, ValuesProblem<K, V>>, V>,
  options?: AttentionOptions<M>,
): Tensor<Attended<Q["shape"], K["shape"], V["shape"]>, Q["dtype"], NeedsOf<Q> | NeedsOf<K> | NeedsOf<V> | NeedsOf<M>>;
export function attention(q: Tensor, k: Tensor, v: Tensor, options?: AttentionOptions): Tensor {
  const { mask, causal = false, scale, name } = optionsOf<AttentionOptions>(attentionOp, options, [causalNames, maskNames]);
  if (scale === 0) failScale(0, failAt("attention", name ?? "attention"));
  const operands = mask === undefined ? [q, k, v] : [q, k, v, mask];
  return apply(attentionOp, operands, { causal, scale: encodeNumber(scale ?? 0) }, name === undefined ? {} : { name });
}
