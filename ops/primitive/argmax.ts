import { apply, type Named } from "../../graph/apply.ts";
import type { TypedArray } from "../../graph/dtype.ts";
import { atom, latexCall, subscriptText } from "../../graph/notation.ts";
import { defineOp, type Fail, type TensorType } from "../../graph/op.ts";
import { type Dim, type Shape, showType, sizeOf } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { AlongAxis, Ranked } from "../../graph/types/axes.ts";
import type { NeedsOf } from "../../graph/types/operand.ts";
import type { Reduce } from "../../graph/types/reduce.ts";
import { type Axis, axisOf } from "../axes.ts";
import { requireElements, resolveAxis } from "../infer.ts";
import { latexBelow, unlessLast } from "../notation.ts";

/**
 * argmax(x) = position of the largest element along one axis, the last where none is given.
 *
 * x: any[...S] → int32[...S without the axis]
 * Edges:   of equal elements the first; a NaN counts as the largest, the first of several; +0 equals −0.
 * Errors:  OpError when x has no such axis, or one of more than 2³¹ elements; at run when the axis has none, or a named dim that many.
 * Source:  NNFS ch. 1 and 5; NumPy argmax; ONNX ArgMax-13.
 */
export const argmaxOp = defineOp<{ readonly axis: number }>({
  name: "argmax",
  inputs: ["x"],
  attrs: { axis: "integer" },
  infer: ([x], { axis }, fail) => {
    const reduced = resolveAxis(axis, x, fail);
    requireCounted(x, reduced, fail);
    return { shape: x.shape.filter((_, position) => position !== reduced), dtype: "int32" };
  },
  reduces: true,
  fits: ([x], { axis }, fail) => requirePositions(x, resolveAxis(axis, x, fail), fail),
  kernel: ([x], y, { axis }, fail) => {
    const position = resolveAxis(axis, x, fail);
    requirePositions(x, position, fail);
    const length = x.shape[position] as number;
    const inner = sizeOf(x.shape.slice(position + 1));
    return () => argmaxInto(x.data, y.data, length, inner);
  },
  vjp: "not-differentiable",
  picture: { role: "reduction", label: ({ axis }, _, [x]) => `argmax${unlessLast(axis, (x as Shape).length)}` },
  notation: {
    text: ([x], { axis }, { index, indexed, ranks: [rank = 0] }) =>
      atom(indexed ? `argmax${subscriptText(index)}(${x.text})` : `argmax(${x.text}${unlessLast(axis, rank)})`),
    latex: (operands, attrs, site) => {
      const { index, indexed, ranks } = site;
      const whole = indexed ? "" : latexBelow(unlessLast(attrs.axis, ranks[0] ?? 0));
      return latexCall(`\\operatorname{argmax}${index === "" ? whole : `_{${index}}`}`)(operands, attrs, site);
    },
    numpy: ([x], { axis }) => atom(`np.argmax(${x.text}, axis=${axis})`),
  },
});

/** Refuses an axis with positions beyond what int32 counts to. */
function requireCounted(x: TensorType, axis: number, fail: Fail): void {
  const length = x.shape.at(axis) as Dim;
  if (typeof length === "number" && length > 2 ** 31) {
    fail({ code: "axis-size", expected: "positions along the axis must fit int32", actual: showType(x), cure: "split the axis" });
  }
}

/** Refuses an axis without a largest element, too. */
function requirePositions(x: TensorType, axis: number, fail: Fail): void {
  requireElements(x, axis, fail);
  requireCounted(x, axis, fail);
}

/** Elements that compete stand `inner` apart; blocks of length × inner follow each other. A NaN ends the search. */
function argmaxInto(x: TypedArray, y: TypedArray, length: number, inner: number): void {
  let from = 0;
  let column = 0;
  for (let out = 0; out < y.length; out++) {
    let best = x[from + column] as number;
    let position = 0;
    for (let k = 1, i = from + column + inner; k < length && best === best; k++, i += inner) {
      const v = x[i] as number;
      if (v > best || v !== v) {
        best = v;
        position = k;
      }
    }
    y[out] = position;
    if (++column === inner) {
      column = 0;
      from += length * inner;
    }
  }
}

/** argmax(x) = position of the largest element along `axis`, by default the last. See {@link argmaxOp}. */
export function argmax<X extends Tensor, const A extends Axis = -1>(
  x: Ranked<"argmax", X>,
  options?: AlongAxis<"argmax", X, A>,
): Tensor<Reduce<X["shape"], A, false>, "int32", NeedsOf<X>>;
export function argmax(x: Tensor, { axis = -1, ...options }: { readonly axis?: Axis } & Named = {}): Tensor {
  return apply(argmaxOp, [x], { axis: axisOf("argmax", x, axis) }, options);
}
