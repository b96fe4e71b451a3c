import { apply, type Named, type Operand } from "../../graph/apply.ts";
import { isTensor } from "../../graph/builder.ts";
import { atom } from "../../graph/notation.ts";
import { defineOp, type Fail, type Operands, showTypes, type TensorType } from "../../graph/op.ts";
import { type Dim, stridesOf } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { Concat, ConcatDType, Joinable } from "../../graph/types/concat.ts";
import type { NeedsOf } from "../../graph/types/operand.ts";
import { type Axis, axisOf } from "../shared/axes.ts";
import { requireSameDType, resolveAxis } from "../shared/infer.ts";
import { latexBelow } from "../shared/notation.ts";
import { slice } from "./slice.ts";

export interface ConcatAttrs {
  readonly axis: number;
}

/**
 * concat([a, b, …]) = a, b, … one after the other along one axis, the first where none is given.
 *
 * xs: any[...S, Dᵢ, ...T], one dtype → that dtype[...S, Σ Dᵢ, ...T]
 * Edges:   one tensor alone is returned as it is; parts of size 0 add nothing.
 * Errors:  OpError when dtypes, ranks or the other dims differ, or a dim along the axis is a name.
 * Source:  NumPy concatenate; ONNX Concat-13.
 */
export const concatOp = defineOp<ConcatAttrs>({
  name: "concat",
  inputs: ["...xs"],
  attrs: { axis: "integer" },
  infer: inferConcat,
  identity: (_, literals) => (literals.length === 1 ? 0 : undefined),
  move: (xs, y, { axis }) => {
    const position = axis < 0 ? axis + y.shape.length : axis;
    let column = 0;
    return xs.map(({ shape }, input) => {
      const at = shape.map((_, i) => (i === position ? column : 0));
      column += shape[position] as number;
      return { input, from: 0, steps: stridesOf(shape), at, shape };
    });
  },
  vjp: (dy, xs, _, { axis }) => {
    // One tensor alone, whose axis may be of a named size.
    if (xs.length === 1) return [() => dy];
    let start = 0;
    return xs.map((x) => {
      const stop = start + (x.shape.at(axis) as number);
      const range = { axis, start, stop };
      start = stop;
      return () => slice(dy, range);
    });
  },
  picture: { role: "function", label: ({ axis }) => `concat${unlessFirst(axis)}` },
  notation: {
    text: (xs, { axis }) => atom(`concat(${xs.map((x) => x.text).join(", ")}${unlessFirst(axis)})`),
    latex: (xs, { axis }) => atom(`\\left[${xs.map((x) => x.text).join(";\\, ")}\\right]${latexBelow(unlessFirst(axis))}`),
    numpy: (xs, { axis }) => atom(`np.concatenate([${xs.map((x) => x.text).join(", ")}], axis=${axis})`),
  },
});

const unlessFirst = (axis: number): string => (axis === 0 ? "" : `, axis ${axis}`);

function inferConcat(xs: Operands<TensorType>, { axis }: ConcatAttrs, fail: Fail): TensorType {
  requireSameDType(xs, fail);
  const [first] = xs;
  const position = resolveAxis(axis, first, fail);
  const fits = (x: TensorType): boolean =>
    x.shape.length === first.shape.length && x.shape.every((dim, i) => i === position || dim === first.shape[i]);
  if (!xs.every(fits)) {
    fail({
      code: "concat-shape",
      expected: `shapes must be equal but for axis ${position}`,
      actual: showTypes(xs),
      cure: "reshape or slice them",
    });
  }
  const dims = xs.map((x) => x.shape[position] as Dim);
  if (dims.length > 1 && dims.some((dim) => typeof dim === "string")) {
    fail({
      code: "concat-named",
      expected: `dims along axis ${position} must be numbers, their sum has no name`,
      actual: showTypes(xs),
      cure: "declare those sizes as numbers, or join along another axis",
    });
  }
  const total = dims.length === 1 ? (dims[0] as Dim) : (dims as number[]).reduce((sum, dim) => sum + dim, 0);
  return { shape: [...first.shape.slice(0, position), total, ...first.shape.slice(position + 1)], dtype: first.dtype };
}

/** concat([a, b, …]) = one after the other along `axis`, by default the first. See {@link concatOp}. */
export function concat<const Xs extends readonly Operand[], const A extends Axis = 0>(
  xs: Joinable<Xs, A>,
  options?: { readonly axis?: A } & Named,
): Tensor<Concat<Xs, A>, ConcatDType<Xs>, NeedsOf<Xs[number]>>;
export function concat(xs: readonly Operand[], { axis = 0, ...options }: { readonly axis?: Axis } & Named = {}): Tensor {
  const first = xs.find(isTensor);
  return apply(concatOp, xs, { axis: first ? axisOf("concat", first, axis) : 0 }, options);
}
