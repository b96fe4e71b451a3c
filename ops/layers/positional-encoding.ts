import { apply, type Named, optionsOf } from "../../graph/apply.ts";
import { decodeNumber, encodeNumber } from "../../graph/attrs.ts";
import { addDims, floorDivideDim, multiplyDims } from "../../graph/dim.ts";
import { atom, latexCall } from "../../graph/notation.ts";
import { type AnyTensor, defineOp } from "../../graph/op.ts";
import { type Dim, type Shape, showType } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { FloatTensor } from "../../graph/types/dtypes.ts";
import type { NeedsOf } from "../../graph/types/operand.ts";
import type { Checked } from "../../graph/types/problem.ts";
import type { ShowShape } from "../../graph/types/show.ts";
import { cast } from "../elementwise/cast.ts";
import { cos } from "../elementwise/cos.ts";
import { div } from "../elementwise/div.ts";
import { mul } from "../elementwise/mul.ts";
import { pow } from "../elementwise/pow.ts";
import { sin } from "../elementwise/sin.ts";
import { expandDims } from "../move/expand-dims.ts";
import { reshape } from "../move/reshape.ts";
import { slice } from "../move/slice.ts";
import { stack } from "../move/stack.ts";
import { positions } from "../reduce/positions.ts";
import { size } from "../reduce/size.ts";
import { requireFloat } from "../shared/infer.ts";

export interface PositionalEncodingAttrs {
  readonly base: number | string;
}

/**
 * positionalEncoding(x)[t, 2i] = sin(t ÷ 10000^(2i ÷ d)), [t, 2i + 1] = cos of the same: where each row of x [time, d] stands, as waves. It is
 * added to x: add(x, positionalEncoding(x)).
 *
 * x: float[...S, T, d] → float[T, d]
 * Edges:   an odd d ends with a sine. T may be a named dim: no table is kept. Computed in float64 and rounded once. It depends on the shape
 *          of x alone: nothing is differentiated through it.
 * Errors:  OpError when x is not a float tensor of at least two axes, or base is not a finite number above 0.
 * Source:  Vaswani et al. 2017, arXiv 1706.03762, section 3.5.
 */
export const positionalEncodingOp = defineOp<PositionalEncodingAttrs>({
  name: "positionalEncoding",
  inputs: ["x"],
  attrs: { base: "number" },
  infer: ([x], { base }, fail) => {
    requireFloat(x, "x", fail);
    if (x.shape.length < 2) {
      fail({ code: "rank", expected: "x must be [time, d], or a stack of these", actual: showType(x), cure: "expandDims it" });
    }
    const number = decodeNumber(base);
    if (!(Number.isFinite(number) && number > 0)) {
      fail({ code: "coefficient", expected: "base must be a finite number above 0", actual: String(base), cure: "correct base" });
    }
    return { shape: x.shape.slice(-2), dtype: x.dtype };
  },
  definition: ([x], { base }) => {
    const [time, d] = [x.shape.length - 2, x.shape.length - 1];
    const width = x.shape[d] as Dim;
    const [rows, pairs] = [x.shape[time] as Dim, floorDivideDim(addDims(width, 1), 2)];
    const double = (axis: number): AnyTensor => cast(positions(x, { axis }), { dtype: "float64" });
    const i = slice(double(d), { axis: 0, start: 0, stop: pairs });
    const angle = div(
      expandDims(double(time), { axis: 1 }),
      pow(decodeNumber(base), div(mul(2, i), size(x, { axis: d, dtype: "float64" }))),
    );
    const waves = reshape(stack([sin(angle), cos(angle)], { axis: 2 }), { shape: [rows, multiplyDims(2, pairs)] });
    return cast(slice(waves, { axis: 1, start: 0, stop: width }), { dtype: x.dtype as "float32" });
  },
  vjp: "not-differentiable",
  picture: {
    role: "function",
    label: ({ base }) => `sin, cos${base === 10000 ? "" : `, base ${base}`}`,
    title: "Positional encoding",
    formula: ({ base }) => `sin and cos of t ÷ ${base}^(2i ÷ d)`,
  },
  notation: {
    text: ([x], { base }) => atom(`positionalEncoding(${x.text}${base === 10000 ? "" : `, base ${base}`})`),
    latex: (operands, { base }, site) =>
      latexCall(`\\operatorname{PE}${base === 10000 ? "" : `_{\\text{base ${base}}}`}`)(operands, {}, site),
  },
});

type RankProblem<S extends Shape> = number extends S["length"]
  ? never
  : S extends readonly [...unknown[], unknown, unknown]
    ? never
    : `positionalEncoding: x must be [time, d], or a stack of these, got ${ShowShape<S>}; expandDims it`;

/** [T, d] */
type LastTwo<S extends Shape> = S extends readonly [...unknown[], infer T extends Dim, infer D extends Dim] ? [T, D] : [Dim, Dim];

/** positionalEncoding(x): sines and cosines that tell the rows of x apart, to be added to x. See {@link positionalEncodingOp}. */
export function positionalEncoding<X extends Tensor>(
  x: Checked<RankProblem<X["shape"]>, FloatTensor<"positionalEncoding", X>>,
  options?: { readonly base?: number } & Named,
): Tensor<LastTwo<X["shape"]>, X["dtype"], NeedsOf<X>>;
export function positionalEncoding(x: Tensor, options?: { readonly base?: number } & Named): Tensor {
  const { base = 10000 } = optionsOf(positionalEncodingOp, options);
  return apply(positionalEncodingOp, [x], { base: encodeNumber(base) }, options);
}
