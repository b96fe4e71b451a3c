import { countOfShape } from "../../graph/dim.ts";
import type { AnyTensor, Composite, Cotangent, Operands } from "../../graph/op.ts";
import type { Dim, Shape } from "../../graph/shape.ts";
import { mul } from "../elementwise/mul.ts";
import { matmul } from "../linear/matmul.ts";
import { reshape } from "../move/reshape.ts";
import { transpose } from "../move/transpose.ts";
import { sum } from "../reduce/sum.ts";
import { besideGroups, byGroups, type ConvolutionAttrs, count, fromGrouped, matrix, slid } from "./convolution.ts";
import { channelAxis, channelsLast } from "./layout.ts";
import { transposedByPhases } from "./transposing.ts";

/** Those of x, weights and biases. */
export type Cotangents = readonly (Cotangent | undefined)[];

/** The cotangents of x, w and b: a convolution of dy that has been moved apart, a product of the windows of x and dy, and a sum. */
export function convolutionCotangents(
  op: Composite<ConvolutionAttrs>,
  dy: AnyTensor,
  [x, w, b]: Operands<AnyTensor>,
  attrs: ConvolutionAttrs,
): Cotangents {
  return [
    () => transposedByPhases(op, dy, w, x.shape, attrs),
    () => weightsCotangent(dy, x, w.shape, attrs),
    b && (() => biasesCotangent(dy, attrs.layout)),
  ];
}

export const biasesCotangent = (dy: AnyTensor, layout: string): AnyTensor =>
  sum(dy, { axis: dy.shape.map((_, axis) => axis).filter((axis) => axis !== channelAxis(layout)) }) as AnyTensor;

/** dw = Σ over samples and positions of windows(x) · dy. */
export function weightsCotangent(dy: AnyTensor, x: AnyTensor, w: Shape, attrs: ConvolutionAttrs): AnyTensor {
  const { layout, groups } = attrs;
  const parts = slid(x, w, attrs);
  const { windows: all, n, o, g, c, k, size, seen, each } = parts;
  const dims = (of: readonly number[]): Dim[] => of.map((axis) => all.shape[axis] as Dim);
  const last = channelsLast(layout);
  if (groups > 1 && (seen === 1 || each === 1)) {
    const ones = size.map(() => 1);
    const of = reshape(dy, {
      shape: last ? [...dims([n, ...o]), groups, each, ...ones] : [...dims([n]), groups, each, ...dims(o), ...ones],
    }) as AnyTensor;
    const positions = o.map((_, i) => (last ? 1 : 3) + i);
    const dw = sum(mul(besideGroups(parts, layout), of) as AnyTensor, { axis: [0, ...positions] });
    return fromGrouped(reshape(dw, { shape: [groups, each, seen, ...size] }) as AnyTensor, w, layout);
  }
  const window = seen * count(size);
  const rows = countOfShape(dims([n, ...o]));
  const grouping = groups === 1 ? [] : [groups];
  if (!last) {
    const first = transpose(dy, { perm: [1, 0, ...o.map((_, i) => 2 + i)] });
    const dy2 = reshape(first, { shape: [...grouping, each, rows] }) as AnyTensor;
    const dw = matmul(dy2, matrix(all, [...g, n, ...o, c, ...k], [...grouping, rows, window])) as AnyTensor;
    return reshape(dw, { shape: [...w] }) as AnyTensor;
  }
  const x2 = matrix(all, [...g, ...k, c, n, ...o], [...grouping, window, rows]);
  const dw = matmul(x2, byGroups(dy, [rows, ...grouping, each])) as AnyTensor;
  return reshape(groups === 1 ? dw : transpose(dw, { perm: [1, 0, 2] }), { shape: [...w] }) as AnyTensor;
}
