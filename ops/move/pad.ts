import { apply, type Named, optionsOf, requireTensor } from "../../graph/apply.ts";
import { decodeNumber, encodeNumber } from "../../graph/attrs.ts";
import { addDims, multiplyDims, subtractDims } from "../../graph/dim.ts";
import { integerRange, isFloat } from "../../graph/dtype.ts";
import { latexDim } from "../../graph/latex-dim.ts";
import { literal } from "../../graph/leaves.ts";
import { atom, binding, grouped } from "../../graph/notation.ts";
import { type AnyTensor, defineOp, type Fail, failAt, type Operands, type TensorType } from "../../graph/op.ts";
import { type Dim, type Shape, showShape, showType, stridesOf } from "../../graph/shape.ts";
import { showValue } from "../../graph/show-value.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { Difference, Sum } from "../../graph/types/arithmetic.ts";
import type { NeedsOf } from "../../graph/types/operand.ts";
import type { Checked } from "../../graph/types/problem.ts";
import type { ShowShape } from "../../graph/types/show.ts";
import { add } from "../elementwise/add.ts";
import { sum } from "../reduce/sum.ts";
import { latexNumber } from "../shared/notation.ts";
import { aroundBlocks, continuedBlocks, type PaddedAxis } from "../shared/padding.ts";
import { broadcastTo } from "./broadcast-to.ts";
import { flip } from "./flip.ts";
import { slice } from "./slice.ts";

/** What stands around x: one number, its outermost elements, or x mirrored at these. */
export type PadMode = "constant" | "edge" | "reflect";

/** Of each axis two pads, before and after it, one after the other, and a dilation. */
export interface PadAttrs {
  readonly pads: readonly Dim[];
  readonly dilation: readonly number[];
  readonly mode: PadMode;
  readonly value: number | string;
}

/** How many elements are put around x, and which. */
export interface PadOptions {
  /** For each axis [before, after]; a negative number cuts so many off. */
  readonly pads: readonly (readonly [Dim, Dim])[];
  /** Default "constant". */
  readonly mode?: PadMode;
  /** Of "constant": the number, default 0. */
  readonly value?: number;
  /** Of "constant", for each axis: how far elements of x lie apart in the result, the number between them. Default 1: beside each other. */
  readonly dilation?: readonly number[];
}

/**
 * pad(x, { pads, mode, value }) = x with more elements around it: a number, its outermost elements ("edge"), or itself, mirrored ("reflect").
 *
 * x: any[...S] → same dtype[...before + S + after]; with a dilation d an axis n is d·(n − 1) + 1 elements long before it is padded
 * Edges:   a negative pad cuts elements off, in every mode: element i of the result is that of x at i − before, where x goes on as the mode
 *          says. An axis without elements, dilated, has 1 − d. The cotangent of an element is the sum of those of its copies.
 * Errors:  OpError when there is not a pair for each axis, more is cut off than there is, an axis without elements has no edge, or is not
 *          longer than what is mirrored of it, or the dtype of x has not the value; FeedError where a run tells.
 * Source:  NumPy pad; ONNX Pad-18, negative pads among them; the dilation is that of XLA's Pad.
 */
export const padOp = defineOp<PadAttrs>({
  name: "pad",
  inputs: ["x"],
  attrs: { pads: "dims", dilation: "integers", mode: ["constant", "edge", "reflect"], value: "number" },
  infer: inferPad,
  refusesSizes: true,
  move: ([{ shape }], y, { pads, dilation, mode, value }) => {
    const axes = y.shape.map((size, axis): PaddedAxis => {
      return { n: shape[axis] as number, size, before: pads[2 * axis] as number, dilation: dilation[axis] as number };
    });
    const strides = stridesOf(shape);
    return mode === "constant" ? aroundBlocks(axes, strides, decodeNumber(value)) : continuedBlocks(axes, strides, mode);
  },
  vjp: (dy, [x], _, attrs) => [() => (attrs.mode === "constant" ? takenOut(dy, x, attrs) : foldedBack(dy, x, attrs))],
  picture: { role: "function", label: (attrs) => `pad ${words(attrs)}` },
  notation: {
    text: ([x], attrs) => atom(`pad(${x.text}, ${words(attrs)})`),
    latex: ([x], attrs) => atom(`\\operatorname{pad}_{${latexWords(attrs)}}\\left(${x.text}\\right)`),
    torch: ([x], attrs) => atom(torchPad(x.text, attrs)),
    numpy: ([x], attrs) => atom(numpyPad(grouped(x, binding.atom), attrs)),
  },
});

function inferPad([x]: Operands<TensorType>, { pads, dilation, mode, value }: PadAttrs, fail: Fail): TensorType {
  const rank = x.shape.length;
  const refuse = (expected: string, actual: string, cure: string): never => fail({ code: "pads", expected, actual, cure });
  if (pads.length !== 2 * rank)
    refuse("pads must be a pair [before, after] for each axis", `${show(pads)} for ${showType(x)}`, "write [0, 0] for those that stay");
  if (dilation.length !== rank || dilation.some((one) => one < 1)) {
    refuse(
      "dilation must be one whole number ≥ 1 for each axis",
      `[${dilation.join(", ")}] for ${showType(x)}`,
      "write 1 for those that stay",
    );
  }
  if (mode !== "constant" && dilation.some((one) => one > 1)) {
    refuse(
      'only "constant" has a number that stands between elements',
      `"${mode}" and dilation [${dilation.join(", ")}]`,
      "leave one of them out",
    );
  }
  const number = decodeNumber(value);
  if (!isFloat(x.dtype)) {
    const [low, high] = integerRange[x.dtype];
    const fits = Number.isInteger(number) && number >= low && number <= high;
    if (!fits) refuse(`value must be one of ${x.dtype}, ${low} … ${high}`, `${value} for ${showType(x)}`, "correct value, or cast x");
  }
  const shape = x.shape.map((n, axis): Dim => {
    const pair = pads.slice(2 * axis, 2 * axis + 2) as [Dim, Dim];
    const step = dilation[axis] as number;
    const size = addDims(step === 1 ? n : subtractDims(multiplyDims(step, n), step - 1), addDims(...pair));
    const given = `[${pair.join(", ")}] for axis ${axis} of ${showShape(x.shape)}`;
    if (typeof size === "number" && size < 0) refuse("no more elements may be cut off than there are", given, "cut off less");
    if (mode === "constant" || typeof n !== "number") return size;
    const most = Math.max(...pair.map((one) => (typeof one === "number" ? one : 0)));
    if (most > 0 && n === 0) refuse("an axis must have elements to go on", given, "pad with a number, or not at all");
    if (mode === "reflect" && most >= n && most > 0) refuse("an axis must be longer than what is mirrored of it", given, "pad less");
    return size;
  });
  return { shape, dtype: x.dtype };
}

/** [[1, 1], [0, 2]] */
const show = (pads: readonly Dim[]): string =>
  `[${pads.flatMap((before, i) => (i % 2 === 0 ? [`[${before}, ${pads[i + 1] ?? ""}]`] : [])).join(", ")}]`;

/** The parts of dy where the elements of x are; zeros for those that were cut off. */
function takenOut(dy: AnyTensor, x: AnyTensor, { pads, dilation }: PadAttrs): AnyTensor {
  const pairs = x.shape.map((_, axis) => [0, 1].map((side) => subtractDims(0, pads[2 * axis + side] as Dim)) as [Dim, Dim]);
  const apart = dilation.flatMap((step, axis) => (step > 1 ? [axis] : []));
  // Nothing lies in an axis of no elements, which may be shorter than that.
  if (apart.some((axis) => x.shape[axis] === 0)) return broadcastTo(literal(0, dy), { shape: x.shape });
  let parts = pairs.flat().every((one) => one === 0) ? dy : pad(dy, { pads: pairs });
  for (const axis of apart) parts = slice(parts, { axis, step: dilation[axis] as number });
  return parts;
}

/** The part of dy where x is, and to it what lies before and after, summed at the edge or turned around. */
function foldedBack(dy: AnyTensor, x: AnyTensor, { pads, mode }: PadAttrs): AnyTensor {
  let whole = dy;
  for (const [axis, n] of x.shape.entries()) {
    const [before, after] = [pads[2 * axis], pads[2 * axis + 1]] as [Dim, Dim];
    const size = whole.shape[axis] as Dim;
    const placed = (part: AnyTensor, first: Dim, last: Dim): AnyTensor =>
      pad(part, { pads: whole.shape.map((_: Dim, other: number) => (other === axis ? ([first, last] as const) : ([0, 0] as const))) });
    const parts = [placed(whole, subtractDims(0, before), subtractDims(0, after))];
    const isSome = (side: Dim): boolean => typeof side !== "number" || side > 0;
    if (isSome(before)) {
      const front = slice(whole, { axis, start: 0, stop: before });
      // Fewer than `before` where the end of x is cut off beyond it.
      const count = front.shape[axis] as Dim;
      if (mode === "edge") parts.push(placed(sum(front, { axis, keepdims: true }), 0, subtractDims(n, 1)));
      else parts.push(placed(flip(front, { axis }), addDims(subtractDims(before, count), 1), subtractDims(n, addDims(before, 1))));
    }
    if (isSome(after)) {
      const start = subtractDims(size, after);
      const back = slice(whole, { axis, start: typeof start === "number" ? Math.max(start, 0) : start });
      const count = back.shape[axis] as Dim;
      if (mode === "edge") parts.push(placed(sum(back, { axis, keepdims: true }), subtractDims(n, 1), 0));
      else parts.push(placed(flip(back, { axis }), subtractDims(n, addDims(after, 1)), addDims(subtractDims(after, count), 1)));
    }
    whole = parts.reduce((a, b) => add(a, b));
  }
  return whole;
}

/** "[[1, 1], [0, 2]], dilation 2 × 1, value 3": what is not as it is by default. */
function words({ pads, dilation, mode, value }: PadAttrs): string {
  const apart = dilation.every((one) => one === 1) ? "" : `, dilation ${dilation.join(" × ")}`;
  return `${show(pads)}${apart}${mode === "constant" ? (value === 0 ? "" : `, value ${value}`) : `, ${mode}`}`;
}

function latexWords({ pads, dilation, mode, value }: PadAttrs): string {
  const pairs = pads.flatMap((before, i) => (i % 2 === 0 ? [`[${latexDim(before)}, ${latexDim(pads[i + 1] as Dim)}]`] : []));
  const apart = dilation.every((one) => one === 1) ? [] : [`\\text{dilation }${dilation.join(" \\times ")}`];
  const around = mode === "constant" ? (value === 0 ? [] : [latexNumber(value)]) : [`\\text{${mode}}`];
  return [pairs.join(" \\times "), ...apart, ...around].join(",\\, ");
}

/** F.pad of numbers, the last axis first; pad(…) and apart(…) of src/torch/functions.ts for the rest. */
function torchPad(x: string, { pads, dilation, mode, value }: PadAttrs): string {
  const pairs = dilation.map((_, axis) => pads.slice(2 * axis, 2 * axis + 2) as [Dim, Dim]);
  const number = String(value).replace("Infinity", "torch.inf").replace("NaN", "torch.nan");
  const spread = dilation.every((one) => one === 1) ? x : `apart(${x}, (${dilation.join(", ")},), ${number})`;
  if (mode !== "constant")
    return `pad(${spread}, (${pairs
      .map(([before, after]) => `(${before}, ${after}), `)
      .join("")
      .trim()}), "${mode}")`;
  if (pads.every((one) => one === 0)) return spread;
  return `F.pad(${spread}, (${[...pairs].reverse().flat().join(", ")})${value === 0 ? "" : `, value=${number}`})`;
}

/** np.pad puts no elements between others and cuts none off: the one is np.insert, the other a subscript. */
function numpyPad(x: string, { pads, dilation, mode, value }: PadAttrs): string {
  const number = String(value).replace("Infinity", "np.inf").replace("NaN", "np.nan");
  const apart = dilation.reduce(
    (whole, step, axis) =>
      step === 1
        ? whole
        : `(lambda x: np.insert(x, np.repeat(np.arange(1, x.shape[${axis}]), ${step - 1}), ${number}, axis=${axis}))(${whole})`,
    x,
  );
  const pairs = dilation.map((_, axis) => pads.slice(2 * axis, 2 * axis + 2) as [Dim, Dim]);
  const some = (side: Dim): Dim => (typeof side === "number" ? Math.max(side, 0) : side);
  const added = pairs.map(([before, after]) => `(${some(before)}, ${some(after)})`);
  const how = mode === "constant" ? (value === 0 ? "" : `, constant_values=${number}`) : `, mode="${mode}"`;
  const isPadded = pads.some((side) => some(side) !== 0);
  const padded = isPadded ? `np.pad(${apart}, (${added.join(", ")}${added.length === 1 ? "," : ""})${how})` : apart;
  const cut = (side: Dim, sign: string): string => (typeof side === "number" && side < 0 ? `${sign}${-side}` : "");
  const isCut = pads.some((side) => cut(side, "") !== "");
  return isCut ? `${padded}[${pairs.map(([before, after]) => `${cut(before, "")}:${cut(after, "-")}`).join(", ")}]` : padded;
}

/** N and a pad that is not negative. */
type Grown<N extends number, P> = P extends number ? (`${P}` extends `-${string}` ? N : Sum<N, P>) : number;
/** How many a pad cuts off. */
type Cut<P> = P extends number ? (`${P}` extends `-${infer K extends number}` ? K : number extends P ? number : 0) : number;

/** N elements with so many more and so many cut off: how many there are, false where that is less than none. */
type Changed<N, More extends number, Less extends number> = number extends More | Less
  ? N extends number
    ? number
    : Dim
  : [More, Less] extends readonly [Less, More]
    ? N & Dim
    : [N] extends readonly [infer n extends number]
      ? number extends n
        ? number
        : Difference<Less, Sum<n, More>> extends 0
          ? Difference<Sum<n, More>, Less>
          : false
      : Dim;

/** N elements with [before, after] around them. */
type PaddedDim<N, P> = P extends readonly [infer B, infer A]
  ? [B, A] extends readonly [number, number]
    ? Changed<N, Grown<Grown<0, B>, A>, Sum<Cut<B>, Cut<A>>>
    : Dim
  : Dim;

/** The dims of S with these pads; "length" where they are not a pair for each. */
type PaddedDims<S extends Shape, P extends readonly unknown[]> = number extends P["length"]
  ? { -readonly [I in keyof S]: Dim }
  : P["length"] extends S["length"]
    ? { -readonly [I in keyof S]: I extends keyof P ? PaddedDim<S[I], P[I]> : never }
    : "length";

/** The shape of S with these pads; of a dilated one the sizes are not known to the compiler. */
type PaddedShape<S extends Shape, P extends readonly unknown[], D> = number extends S["length"]
  ? Dim[]
  : [D] extends readonly [undefined]
    ? PaddedDims<S, P> extends infer R extends Dim[]
      ? R
      : Dim[]
    : { -readonly [I in keyof S]: Dim };

type PadsProblem<S extends Shape, P extends readonly unknown[], D> = number extends S["length"]
  ? never
  : PaddedDims<S, P> extends infer R
    ? R extends "length"
      ? `pad: pads must be a pair [before, after] for each axis, got ${P["length"]} for ${ShowShape<S>}`
      : [D] extends readonly [undefined]
        ? R extends readonly unknown[]
          ? false extends R[number]
            ? `pad: no more elements may be cut off than there are, got ${ShowShape<S>}`
            : never
          : never
        : never
    : never;

type Pairs = readonly (readonly [Dim, Dim])[];

/** What is put around X. */
interface PadOf<X extends Tensor, P extends Pairs, D> extends Named {
  /** For each axis [before, after]; a negative number cuts so many off. */
  readonly pads: Checked<PadsProblem<X["shape"], P, D>, P>;
  /** Default "constant". */
  readonly mode?: PadMode;
  /** Of "constant": the number, default 0. */
  readonly value?: number;
  /** Of "constant", for each axis: how far elements of x lie apart in the result, the number between them. Default 1: beside each other. */
  readonly dilation?: D;
}

/** pad(x, { pads, mode, value }) = x with elements around it: a number, its edge, or x mirrored there. See {@link padOp}. */
export function pad<X extends Tensor, const P extends Pairs, const D extends readonly number[] | undefined = undefined>(
  x: X,
  options: PadOf<X, P, D>,
): Tensor<PaddedShape<X["shape"], P, D>, X["dtype"], NeedsOf<X>>;
export function pad(x: Tensor, options: PadOptions & Named): Tensor {
  requireTensor("pad", x);
  const {
    pads,
    mode = "constant",
    value = 0,
    dilation = x.shape.map(() => 1),
  } = optionsOf(padOp, options, ["pads pad_width padding paddings", "value constant_values"]);
  const flat: readonly Dim[] = Array.isArray(pads) ? pads.flatMap((pair) => paired(x, pair)) : (pads as never);
  return apply(padOp, [x], { pads: flat, dilation, mode, value: encodeNumber(value) }, options);
}

/** [before, after] of an axis. */
function paired(x: Tensor, pair: readonly Dim[]): readonly Dim[] {
  if (Array.isArray(pair) && pair.length === 2) return pair;
  const expected = "pads must be a pair [before, after] for each axis";
  return failAt("pad", x.id)({ code: "pads", expected, actual: showValue(pair), cure: "write [[1, 1], [0, 2]]" });
}
