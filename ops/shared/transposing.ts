import { apply } from "../../graph/apply.ts";
import { addDims, floorDivideDim, multiplyDims, subtractDims } from "../../graph/dim.ts";
import { literal } from "../../graph/leaves.ts";
import type { AnyTensor, Composite } from "../../graph/op.ts";
import type { Dim, Shape } from "../../graph/shape.ts";
import { broadcastTo } from "../move/broadcast-to.ts";
import { flip } from "../move/flip.ts";
import { reshape } from "../move/reshape.ts";
import { slice } from "../move/slice.ts";
import { stack } from "../move/stack.ts";
import { transpose } from "../move/transpose.ts";
import { type ConvolutionAttrs, weightsParts } from "./convolution.ts";
import { channelAxis, channelsLast, spatialAxes } from "./layout.ts";
import { padsOf, withMargins } from "./sliding.ts";
import { extentOf } from "./windowing.ts";

/**
 * The transposed convolution: what the cotangent of x is, of that shape, from that of y. It is a convolution itself, of y with stride − 1
 * zeros between its elements and a margin that lets the window reach one element, by the weights turned round with channels for filters.
 */
export function transposed(op: Composite<ConvolutionAttrs>, y: AnyTensor, w: AnyTensor, x: Shape, attrs: ConvolutionAttrs): AnyTensor {
  const { layout, stride, dilation } = attrs;
  const { size } = weightsParts(w.shape, layout);
  const axes = spatialAxes(layout);
  const margins = y.shape.map((dim, axis): readonly [Dim, Dim] => {
    const i = axes.indexOf(axis);
    if (i < 0) return [0, 0];
    const reach = extentOf(size[i] as number, dilation[i] as number) - 1;
    const step = stride[i] as number;
    const wide = subtractDims(multiplyDims(dim, step), step - 1);
    const before = subtractDims(reach, padsOf(x[axis] as Dim, i, size, attrs)[0]);
    return [before, subtractDims(addDims(x[axis] as Dim, reach), addDims(before, wide))];
  });
  const apart = y.shape.map((_, axis) => stride[axes.indexOf(axis)] ?? 1);
  return apply(op, [withMargins(y, margins, 0, apart), turned(w, attrs)], { ...withoutStride(attrs) }) as AnyTensor;
}

/** The same at every place, without padding. */
const withoutStride = (attrs: ConvolutionAttrs): ConvolutionAttrs => ({
  ...attrs,
  stride: attrs.stride.map(() => 1),
  padding: "valid",
  pads: [],
});

/** Weights turned round along the window, channels and filters of each group exchanged. */
function turned(w: AnyTensor, { layout, groups }: ConvolutionAttrs): AnyTensor {
  const { size, inputs: seen, filters } = weightsParts(w.shape, layout);
  const each = filters / groups;
  if (channelsLast(layout)) {
    const k = size.map((_, i) => i);
    const [c, g, f] = [k.length, k.length + 1, k.length + 2];
    const split = flip(reshape(w, { shape: [...size, seen, groups, each] }), { axis: k }) as AnyTensor;
    return reshape(transpose(split, { perm: [...k, f, g, c] }), { shape: [...size, each, groups * seen] }) as AnyTensor;
  }
  const k = size.map((_, i) => 3 + i);
  const split = flip(reshape(w, { shape: [groups, each, seen, ...size] }), { axis: k }) as AnyTensor;
  return reshape(transpose(split, { perm: [0, 2, 1, ...k] }), { shape: [groups * seen, each, ...size] }) as AnyTensor;
}

/** An axis of a transposed convolution: what its positions q · stride + r, of the padded x, are made of. */
interface Phased {
  readonly axis: number;
  /** The axis of the weights. */
  readonly window: number;
  readonly stride: number;
  readonly size: number;
  /** Positions q of each r. */
  readonly count: Dim;
  /** Elements of y before the first that a window begins at. */
  readonly before: number;
  /** Padding of x before it. */
  readonly cut: Dim;
}

/**
 * As `transposed`, but without zeros to multiply: where windows begin a stride apart, the elements of x at q · stride + r are reached by each
 * stride-th row of the window only. So each r is a convolution of y by these rows, and what they give is put side by side.
 */
export function transposedByPhases(
  op: Composite<ConvolutionAttrs>,
  y: AnyTensor,
  w: AnyTensor,
  x: Shape,
  attrs: ConvolutionAttrs,
): AnyTensor {
  const { layout, stride, dilation } = attrs;
  const strided = stride.some((step) => step > 1);
  // Rows of a window that lie apart themselves fall into phases otherwise.
  if (!strided || dilation.some((one) => one > 1)) return transposed(op, y, w, x, attrs);
  const { size } = weightsParts(w.shape, layout);
  const phased = spatialAxes(layout).map((axis, i): Phased => {
    const [dim, step, k] = [x[axis] as Dim, stride[i] as number, size[i] as number];
    const cut = padsOf(dim, i, size, attrs)[0];
    const count = addDims(floorDivideDim(subtractDims(addDims(cut, dim), 1), step), 1);
    return { axis, window: channelsLast(layout) ? i : 2 + i, stride: step, size: k, count, before: Math.ceil(k / step) - 1, cut };
  });
  const pairs = pairsOf(x, phased, ({ axis, count, before }) => [before, subtractDims(count, y.shape[axis] as Dim)]);
  const whole = withMargins(y, pairs, 0);
  const shape = x.map(
    (dim, axis) => phased.find((one) => one.axis === axis)?.count ?? (axis === channelAxis(layout) ? dim : (y.shape[axis] as Dim)),
  );
  const joined = join(phased, (phases) => {
    let [part, weights] = [whole, w];
    for (const [i, { axis, window, stride: step, size: k, count, before }] of phased.entries()) {
      const r = phases[i] as number;
      const taps = Math.ceil((k - r) / step);
      // No row of the window reaches these.
      if (taps <= 0) return broadcastTo(literal(0, y), { shape }) as AnyTensor;
      const start = before - taps + 1;
      if (start > 0) part = slice(part, { axis, start, stop: addDims(count, before) }) as AnyTensor;
      if (step > 1) weights = slice(weights, { axis: window, start: r, step }) as AnyTensor;
    }
    return apply(op, [part, turned(weights, attrs)], { ...withoutStride(attrs) }) as AnyTensor;
  });
  return withMargins(
    joined,
    pairsOf(x, phased, ({ axis, count, stride: step, cut }) => [
      subtractDims(0, cut),
      subtractDims(addDims(x[axis] as Dim, cut), multiplyDims(count, step)),
    ]),
    0,
  );
}

const pairsOf = (x: Shape, phased: readonly Phased[], pair: (one: Phased) => readonly [Dim, Dim]): (readonly [Dim, Dim])[] =>
  x.map((_, axis) => {
    const one = phased.find((each) => each.axis === axis);
    return one === undefined ? [0, 0] : pair(one);
  });

/** The parts of all combinations of phases, put side by side along one axis after the other. */
function join(phased: readonly Phased[], part: (phases: readonly number[]) => AnyTensor, phases: readonly number[] = []): AnyTensor {
  const one = phased[phases.length];
  if (one === undefined) return part(phases);
  const parts = Array.from({ length: one.stride }, (_, r) => join(phased, part, [...phases, r]));
  if (parts.length === 1) return parts[0] as AnyTensor;
  const apart = stack(parts, { axis: one.axis + 1 }) as AnyTensor;
  const shape = (parts[0] as AnyTensor).shape;
  return reshape(apart, { shape: shape.with(one.axis, multiplyDims(shape[one.axis] as Dim, one.stride)) }) as AnyTensor;
}
