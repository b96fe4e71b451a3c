import { builderOf } from "../../graph/builder.ts";
import { addDims, multiplyDims, subtractDims } from "../../graph/dim.ts";
import { leavesOf } from "../../graph/leaves.ts";
import type { AnyTensor } from "../../graph/op.ts";
import type { Dim, Shape } from "../../graph/shape.ts";
import { where } from "../elementwise/where.ts";
import { broadcastTo } from "../move/broadcast-to.ts";
import { reshape } from "../move/reshape.ts";
import { transpose } from "../move/transpose.ts";
import { windows } from "../move/windows.ts";
import { sum } from "../reduce/sum.ts";
import { spatialAxes } from "./layout.ts";
import type { PoolAttrs } from "./pool.ts";
import { padsOf, withMargins } from "./sliding.ts";
import { extentOf } from "./windowing.ts";

/** Lays out the elements of x, or what there is one of for each window, so that each element meets the windows that it is in. */
type LaidOut = (of: AnyTensor) => AnyTensor;

/**
 * Over each element of a tensor of this shape the sum of what it has of each window that it is in; the windows are of these dims, and slide
 * along all spatial axes, or those given.
 *
 * Element q·stride + r of a padded axis is number r + t·stride of window q − t, where that has such a one. So the elements stand as [r, q],
 * and each q meets a window of windows, those of all t, the last one first: no zeros between windows are written or added up.
 */
export function overWindows(
  shape: Shape,
  dims: Shape,
  attrs: PoolAttrs,
  part: (elements: LaidOut, windows: LaidOut) => AnyTensor,
  axes: readonly number[] = spatialAxes(attrs.layout),
): AnyTensor {
  const slid = axes.map((axis) => alongOne(axis, shape, dims, attrs));
  const counts = slid.map(({ count }) => count);
  const pairs = (of: (one: Slid) => readonly [Dim, Dim]): (readonly [Dim, Dim])[] =>
    shape.map((_, axis) => slid.filter((one) => one.axis === axis).map(of)[0] ?? [0, 0]);
  const margins = pairs(({ margin }) => margin);
  const around = pairs(({ count }) => [count - 1, count - 1]);

  const split = shape.flatMap((dim, axis) => slid.filter((one) => one.axis === axis).map(({ many, stride }) => [many, stride])[0] ?? [dim]);
  const within = axes.map((axis, i) => axis + i + 1);
  const perm = [...within, ...[...split.keys()].filter((axis) => !within.includes(axis))];
  const elements: LaidOut = (x) => {
    const apart = transpose(reshape(withMargins(x, margins, 0), { shape: split }), { perm });
    return reshape(apart, { shape: [...apart.shape, ...counts.map(() => 1)] }) as AnyTensor;
  };
  let parts = part(elements, (y) => windows(withMargins(y, around, 0), { size: counts, axes }) as AnyTensor);
  for (const [i, { has, stride, count }] of slid.entries()) {
    if (has.flat().every((one) => one)) continue;
    const beside = Array<number>(split.length + axes.length)
      .fill(1)
      .with(i, stride);
    const table = leavesOf(builderOf(parts)).constant(has, { dtype: "bool" });
    parts = where(reshape(table, { shape: beside.with(split.length + i, count) }), parts, 0) as AnyTensor;
  }
  const sums = sum(parts, { axis: counts.map((_, i) => parts.shape.length - axes.length + i) }) as AnyTensor;

  const apart = broadcastTo(sums, { shape: perm.map((axis) => split[axis] as Dim) });
  const padded = shape.map((dim, axis) => (margins[axis] as readonly [Dim, Dim]).reduce<Dim>(addDims, dim));
  const whole = reshape(transpose(apart, { perm: perm.map((_, axis) => perm.indexOf(axis)) }), { shape: padded }) as AnyTensor;
  return withMargins(
    whole,
    margins.map(([before, after]) => [subtractDims(0, before), subtractDims(0, after)]),
    0,
  );
}

/** How windows slide along one axis. */
interface Slid {
  readonly axis: number;
  readonly stride: number;
  /** How many windows an element is in at most: as many t. */
  readonly count: number;
  /** How many q. */
  readonly many: Dim;
  /** Before and after the axis, so that each element has a q and an r. */
  readonly margin: readonly [Dim, Dim];
  /** Whether a window has an element of that number, for each r, of each t from the last one to 0. */
  readonly has: readonly (readonly boolean[])[];
}

function alongOne(axis: number, shape: Shape, dims: Shape, attrs: PoolAttrs): Slid {
  const i = spatialAxes(attrs.layout).indexOf(axis);
  const [size, stride, dilation] = [attrs.size[i], attrs.stride[i], attrs.dilation[i]] as [number, number, number];
  const extent = extentOf(size, dilation);
  const count = Math.ceil(extent / stride);
  const many = addDims(dims[axis] as Dim, count - 1);
  const dim = shape[axis] as Dim;
  const [before] = padsOf(dim, i, attrs.size, attrs);
  const has = Array.from({ length: stride }, (_, r) =>
    Array.from({ length: count }, (_, u) => {
      const number = r + (count - 1 - u) * stride;
      return number < extent && number % dilation === 0;
    }),
  );
  return { axis, stride, count, many, margin: [before, subtractDims(multiplyDims(many, stride), addDims(before, dim))], has };
}
